// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/minnorm.h>

#include <Eigen/Core>
#include <new>

namespace bench {

inline constexpr auto least_squares(float /*of*/) { return minnorm_lstsq_f32; }
inline constexpr auto least_squares(double /*of*/) { return minnorm_lstsq_f64; }

/// The C function, and before it the matrix's copy with its rows one after the other.
template <typename Matrix>
struct Algorithm {
  using Scalar = typename Matrix::Scalar;
  static constexpr int rows = Matrix::RowsAtCompileTime, cols = Matrix::ColsAtCompileTime;
  static constexpr int size = MINNORM_LSTSQ_WORK(rows, cols);
  struct Object {
    Scalar a[rows * cols], work[size];
  };
  using Output = Eigen::Matrix<Scalar, cols, 1>;

  template <typename Rhs>
  static void run(void* place, const Matrix& a, const Rhs& b, Output& x) {
    auto& [copy, work] = *new (place) Object;
    for (int i = 0; i < rows; ++i) {
      for (int j = 0; j < cols; ++j) copy[i * cols + j] = a(i, j);
    }
    least_squares(Scalar())(rows, cols, 1, copy, cols, b.data(), 1, x.data(), 1, Scalar(-1),
                            Scalar(0), work, size, nullptr);
  }
};

}  // namespace bench
