// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

namespace minnorm::internal {

/// What the kernel has to know of a Scalar beside + − × ÷, comparisons, std::numeric_limits, and
/// sqrt() and abs() by argument-dependent lookup: the IEEE number that has its exponent, and among
/// numbers far apart its order. A Scalar without one is none of this library's.
template <typename Scalar>
struct Word {};
template <>
struct Word<float> {
  using Type = float;
  static float of(float x) { return x; }
};
template <>
struct Word<double> {
  using Type = double;
  static double of(double x) { return x; }
};

template <typename Scalar, typename = void>
inline constexpr bool isScalar = false;
template <typename Scalar>
inline constexpr bool isScalar<Scalar, std::void_t<typename Word<Scalar>::Type>> = true;

}  // namespace minnorm::internal
