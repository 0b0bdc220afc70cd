// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "algorithms/run.hpp"

namespace bench {

/// Hestenes' one-sided Jacobi as textbooks have it (Golub and Van Loan, Matrix Computations, 4th
/// edition, 8.6.3): all pairs in turn, each measured anew, until a sweep rotates none. Of the
/// transpose where there are more columns than rows; singular values stand in any order.
template <typename Matrix>
class Hestenes {
  using Scalar = typename Matrix::Scalar;
  static constexpr int rows = Matrix::RowsAtCompileTime, cols = Matrix::ColsAtCompileTime;
  static constexpr bool is_wide = rows < cols;
  static constexpr int m = is_wide ? cols : rows, n = is_wide ? rows : cols, max_sweeps = 30;
  static constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();

 public:
  explicit Hestenes(const Matrix& a) {
    if constexpr (is_wide) {
      u_ = a.transpose();
    } else {
      u_ = a;
    }
    v_.setIdentity();
    for (int i = 0; i < max_sweeps && sweep(); ++i) {
    }
    for (int j = 0; j < n; ++j) {
      sigma_[j] = u_.col(j).norm();
      if (sigma_[j] > 0) u_.col(j) /= sigma_[j];
    }
  }

  template <typename Rhs>
  Eigen::Matrix<Scalar, cols, 1> solve(const Rhs& b) const {
    if constexpr (is_wide) {
      return solution(v_, b, u_);
    } else {
      return solution(u_, b, v_);
    }
  }

 private:
  /// Whether a pair was rotated.
  bool sweep() {
    const Scalar threshold = std::sqrt(Scalar(m)) * epsilon;
    bool has_rotated = false;
    for (int p = 0; p < n - 1; ++p) {
      for (int q = p + 1; q < n; ++q) {
        const Scalar alpha = u_.col(p).squaredNorm(), beta = u_.col(q).squaredNorm();
        const Scalar gamma = u_.col(p).dot(u_.col(q));
        if (std::abs(gamma) <= threshold * std::sqrt(alpha * beta)) continue;
        const Scalar zeta = (beta - alpha) / (2 * gamma);
        const Scalar t = std::copysign(1 / (std::abs(zeta) + std::sqrt(1 + zeta * zeta)), zeta);
        const Scalar c = 1 / std::sqrt(1 + t * t);
        rotate(u_, p, q, c, c * t);
        rotate(v_, p, q, c, c * t);
        has_rotated = true;
      }
    }
    return has_rotated;
  }

  template <typename Factor>
  static void rotate(Factor& factor, int p, int q, Scalar c, Scalar s) {
    for (int i = 0; i < factor.rows(); ++i) {
      const Scalar x = factor(i, p), y = factor(i, q);
      factor(i, p) = c * x - s * y;
      factor(i, q) = s * x + c * y;
    }
  }

  template <typename Left, typename Rhs, typename Right>
  Eigen::Matrix<Scalar, cols, 1> solution(const Left& left, const Rhs& b,
                                          const Right& right) const {
    Eigen::Matrix<Scalar, n, 1> y = left.transpose() * b;
    const Scalar smallest = n * epsilon * sigma_.maxCoeff();
    for (int j = 0; j < n; ++j) y[j] = sigma_[j] > smallest ? y[j] / sigma_[j] : 0;
    return right * y;
  }

  Eigen::Matrix<Scalar, m, n> u_;
  Eigen::Matrix<Scalar, n, n> v_;
  Eigen::Matrix<Scalar, n, 1> sigma_;
};

template <typename Matrix>
using Algorithm = Solve<Matrix, Hestenes<Matrix>>;

}  // namespace bench
