// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>
#include <new>

namespace bench {

/// Decomposes and solves for one right-hand side.
template <typename Matrix, typename Decomposition, unsigned... options>
struct Solve {
  using Object = Decomposition;
  using Output = Eigen::Matrix<typename Matrix::Scalar, Matrix::ColsAtCompileTime, 1>;

  template <typename Rhs>
  static void run(void* place, const Matrix& a, const Rhs& b, Output& x) {
    x = (new (place) Object(a, options...))->solve(b);
  }
};

/// Decomposes, and refines the solution for one right-hand side.
template <typename Matrix, typename Decomposition>
struct Refined {
  using Object = Decomposition;
  using Output = Eigen::Matrix<typename Matrix::Scalar, Matrix::ColsAtCompileTime, 1>;

  template <typename Rhs>
  static void run(void* place, const Matrix& a, const Rhs& b, Output& x) {
    refine(*new (place) Object(a), a, b, x);
  }
};

/// Decomposes for the singular values alone.
template <typename Matrix, typename Decomposition>
struct Values {
  using Object = Decomposition;
  using Output = typename Decomposition::SingularValuesType;

  template <typename Rhs>
  static void run(void* place, const Matrix& a, const Rhs& /*b*/, Output& sigma) {
    sigma = (new (place) Object(a))->singularValues();
  }
};

}  // namespace bench
