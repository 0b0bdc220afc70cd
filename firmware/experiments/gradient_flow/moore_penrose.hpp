// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>

#include <array>
#include <cmath>

namespace experiments::gradient_flow {

/// How well a matrix is the pseudoinverse of another, of at most Most rows and columns.
template <typename Scalar, Eigen::Index Most>
class MoorePenrose {
 public:
  using Index = Eigen::Index;
  using Matrix = minnorm::BoundedMatrix<Scalar, Most, Most>;

  /// Of the four conditions ‖X·X⁺·X − X‖/‖X‖, ‖X⁺·X·X⁺ − X⁺‖/‖X⁺‖, and with P = X·X⁺ and then with
  /// P = X⁺·X, ‖Pᵀ − P‖/‖P‖, in Frobenius norms. X and X⁺ are not zero. X·X⁺ is the projection onto
  /// the column space of X, X⁺·X that onto its row space.
  std::array<Scalar, 4> residuals(const Matrix& x, const Matrix& inverse) {
    multiply(x, inverse, projection_);
    const Scalar third = asymmetry();
    const Scalar first = change(x);
    multiply(inverse, x, projection_);
    const Scalar fourth = asymmetry();
    const Scalar second = change(inverse);
    return {first, second, third, fourth};
  }

  /// Of P = X·X⁺ and then of P = X⁺·X, ‖P² − P‖/‖P‖ and how far the trace is from `rank`, divided
  /// by it: an orthogonal projection's is the dimension of what it projects on.
  std::array<Scalar, 4> projections(const Matrix& x, const Matrix& inverse, Index rank) {
    multiply(x, inverse, projection_);
    const Scalar first = change(projection_), second = excess_dimension(rank);
    multiply(inverse, x, projection_);
    return {first, second, change(projection_), excess_dimension(rank)};
  }

 private:
  static void multiply(const Matrix& a, const Matrix& b, Matrix& product) {
    product.setZero(a.rows(), b.cols());
    for (Index j = 0; j < b.cols(); ++j) {
      for (Index k = 0; k < b.rows(); ++k) {
        minnorm::axpy(b(k, j), a.col(k).data(), product.col(j).data(), a.rows());
      }
    }
  }

  static Scalar norm(const Matrix& a) {
    return std::sqrt(minnorm::dot(a.data(), a.data(), a.size()));
  }

  /// ‖Pᵀ − P‖/‖P‖
  Scalar asymmetry() {
    difference_ = projection_.transpose() - projection_;
    return norm(difference_) / norm(projection_);
  }

  /// ‖P·A − A‖/‖A‖
  Scalar change(const Matrix& a) {
    multiply(projection_, a, difference_);
    difference_ -= a;
    return norm(difference_) / norm(a);
  }

  /// |tr P − rank|/rank
  Scalar excess_dimension(Index rank) const {
    Scalar trace(0);
    for (Index i = 0; i < projection_.rows(); ++i) trace += projection_(i, i);
    return std::abs(trace - Scalar(rank)) / Scalar(rank);
  }

  Matrix projection_, difference_;
};

}  // namespace experiments::gradient_flow
