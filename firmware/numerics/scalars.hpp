// SPDX-License-Identifier: MIT
#pragma once

#include "numerics/scalars/double_word.hpp"
#include "numerics/scalars/fused_float.hpp"
#include "numerics/scalars/short_float.hpp"

/// Arithmetics beside float and double, for Eigen and minnorm: FusedFloat, FloatFloat,
/// DoubleDouble, Binary16 and Bfloat16. They have the same bits on every board.
namespace numerics {

/// x rounded to the Scalar, once.
template <typename Scalar>
Scalar rounded(double x) {
  return static_cast<Scalar>(x);
}

/// x rounded to double: x itself, but of double length.
template <typename Scalar>
double value(const Scalar& x) {
  return static_cast<double>(x);
}

/// What value() leaves out of a number of double length.
template <typename Part>
double rest(const DoubleWord<Part>& x) {
  const double high = static_cast<double>(x.high()), low = static_cast<double>(x.low());
  return low - (value(x) - high);
}

}  // namespace numerics
