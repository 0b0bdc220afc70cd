// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <minnorm/building_blocks.hpp>

namespace experiments::deep_linear {

/// X = U [B 0] Vᵀ with U and V orthogonal and B lower bidiagonal, for a wide X: `rows` × `cols`.
/// U is not kept. Source: Golub & Van Loan, Matrix Computations, 4th ed., section 5.4.8.
template <typename Scalar, Eigen::Index rows, Eigen::Index cols>
class Bidiagonal {
  static_assert(rows < cols);

 public:
  /// X, to be filled; compute() replaces it by its factors.
  auto& matrix() { return x_; }

  void compute() {
    for (Eigen::Index i = 0; i < rows; ++i) {
      tau_[i] = minnorm::makeReflector(&x_(i, i), cols - i);
      diagonal_[i] = x_(i, i);
      for (Eigen::Index r = i + 1; r < rows; ++r) {
        minnorm::applyReflector(&x_(i, i), tau_[i], &x_(r, i), cols - i);
      }
      if (i + 1 < rows) reflect_rows_below(i);
    }
  }

  /// B(i, i)
  const auto& diagonal() const { return diagonal_; }

  /// B(i + 1, i)
  const auto& below() const { return below_; }

  /// σ² of X, `number` of them from the least: of B Bᵀ, by bisection with the signs of its pivots.
  /// To a few units in the last place of the largest. Source: Golub & Van Loan, section 8.4.1.
  Scalar squared_singular_value(Eigen::Index number) const {
    Scalar low(0);
    Scalar high = minnorm::dot(diagonal_.data(), diagonal_.data(), rows) +
                  minnorm::dot(below_.data(), below_.data(), rows - 1);
    for (int halving = 0; halving < 48; ++halving) {
      const Scalar middle = Scalar(0.5F) * (low + high);
      (squared_singular_values_below(middle) > number ? high : low) = middle;
    }
    return Scalar(0.5F) * (low + high);
  }

  /// c := V c for `cols` values c.
  void rotate(Scalar* c) const { minnorm::applyQ(x_.data(), cols, tau_.data(), rows, c); }

 private:
  /// As many as B Bᵀ − bound·I has negative pivots.
  Eigen::Index squared_singular_values_below(Scalar bound) const {
    Eigen::Index count = 0;
    Scalar pivot(1);
    for (Eigen::Index i = 0; i < rows; ++i) {
      Scalar next = diagonal_[i] * diagonal_[i] - bound;
      if (i > 0) {
        const Scalar beside = diagonal_[i - 1] * below_[i - 1];
        next += below_[i - 1] * below_[i - 1] - beside * beside / pivot;
      }
      pivot = next == Scalar(0) ? Scalar(1e-20F) : next;
      if (pivot < Scalar(0)) ++count;
    }
    return count;
  }

  /// Makes column i zero in rows i + 2, ….
  void reflect_rows_below(Eigen::Index i) {
    const Eigen::Index count = rows - i - 1;
    const Eigen::Index rest = cols - i - 1;
    for (Eigen::Index r = 0; r < count; ++r) column_[r] = x_(i + 1 + r, i);
    const Scalar tau = minnorm::makeReflector(column_.data(), count);
    below_[i] = column_[0];
    column_[0] = Scalar(1);
    minnorm::fill(sum_.data(), rest, Scalar(0));
    for (Eigen::Index r = 0; r < count; ++r) {
      minnorm::axpy(column_[r], &x_(i + 1 + r, i + 1), sum_.data(), rest);
    }
    for (Eigen::Index r = 0; r < count; ++r) {
      minnorm::axpy(-tau * column_[r], sum_.data(), &x_(i + 1 + r, i + 1), rest);
    }
  }

  Eigen::Matrix<Scalar, rows, cols, Eigen::RowMajor> x_;
  Eigen::Array<Scalar, 1, rows> tau_;
  Eigen::Array<Scalar, 1, rows> diagonal_;
  Eigen::Array<Scalar, 1, rows - 1> below_;
  Eigen::Array<Scalar, 1, rows> column_;
  Eigen::Array<Scalar, 1, cols> sum_;
};

}  // namespace experiments::deep_linear
