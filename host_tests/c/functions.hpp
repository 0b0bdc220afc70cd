// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/minnorm.h>

#include <cstring>

/// The C functions by the type of their values.
template <typename Scalar>
struct CFunctions;
template <>
struct CFunctions<float> {
  static constexpr auto svd = minnorm_svd_f32;
  static constexpr auto lstsq = minnorm_lstsq_f32;
  static constexpr auto pinv = minnorm_pinv_f32;
};
template <>
struct CFunctions<double> {
  static constexpr auto svd = minnorm_svd_f64;
  static constexpr auto lstsq = minnorm_lstsq_f64;
  static constexpr auto pinv = minnorm_pinv_f64;
};

/// Whether two matrices have the same size and each entry the same bits, or both are NaN.
template <typename A, typename B>
bool sameBits(const A& a, const B& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (auto i = a.rows(); i-- > 0;) {
    for (auto j = a.cols(); j-- > 0;) {
      const auto x = a(i, j), y = b(i, j);
      if (std::memcmp(&x, &y, sizeof(x)) != 0 && (x == x || y == y)) return false;
    }
  }
  return true;
}
