// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <new>

enum { AXES = std::min(BENCH_ROWS, BENCH_COLS), MOTORS = std::max(BENCH_ROWS, BENCH_COLS) };

#include "field_pseudoinverse.h"

namespace bench {

/// The pseudoinverse as flight controllers compute it, in float, and its product with the
/// right-hand side. Of the transpose where there are more rows than columns.
template <typename Matrix>
struct Algorithm {
  static constexpr bool is_wide = BENCH_ROWS < BENCH_COLS;
  struct Object {
    float b[AXES][MOTORS], p[MOTORS][AXES];
  };
  using Output = Eigen::Matrix<float, BENCH_COLS, 1>;

  template <typename Rhs>
  static void run(void* place, const Matrix& a, const Rhs& rhs, Output& x) {
    auto& [b, p] = *new (place) Object;
    Eigen::Map<Eigen::Matrix<float, AXES, MOTORS, Eigen::RowMajor>> mixer(&b[0][0]);
    const Eigen::Map<Eigen::Matrix<float, MOTORS, AXES, Eigen::RowMajor>> inverse(&p[0][0]);
    if constexpr (is_wide) {
      mixer = a;
      field_geninv(b, p);
      x = inverse * rhs;
    } else {
      mixer = a.transpose();
      field_geninv(b, p);
      x = inverse.transpose() * rhs;
    }
  }
};

}  // namespace bench
