// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/scalar.hpp>

#include <Eigen/Core>

#include <bit>
#include <cstdint>
#include <limits>

#include "numerics/double_length.hpp"
#include "numerics/fused_float.hpp"
#include "numerics/rounded_float.hpp"

/// What Eigen's and this library's classes ask of the scalars of numerics/, and the way to double
/// and back.
namespace numerics {

/// The float nearest to a double, or the one beside it whose last digit is odd if it is none: what
/// rounds to fewer digits as the double does.
inline float float_to_odd(double value) {
  const auto single = static_cast<float>(value);
  const double rest = value - static_cast<double>(single);
  auto bits = std::bit_cast<std::uint32_t>(single);
  const bool is_finite = single - single == 0.0F;
  if (is_finite && rest != 0.0 && bits % 2 == 0) {
    const bool grows = (bits & 0x7FFFFFFFU) == 0 || (rest > 0.0) == (single > 0.0F);
    bits += grows ? 1U : std::uint32_t(-1);
  }
  return std::bit_cast<float>(bits);
}

/// The nearest number of the Scalar.
template <typename Scalar>
Scalar rounded(double value) {
  return Scalar(value);
}
template <>
inline Binary16 rounded<Binary16>(double value) {
  return float_to_odd(value);
}
template <>
inline Bfloat16 rounded<Bfloat16>(double value) {
  return float_to_odd(value);
}

/// The double nearest to the number.
inline double value(float x) { return static_cast<double>(x); }
inline double value(double x) { return x; }
inline double value(FusedFloat x) { return static_cast<double>(x); }
template <Format format>
double value(RoundedFloat<format> x) {
  return static_cast<double>(x);
}
inline double value(FloatFloat x) {
  return static_cast<double>(x.high()) + static_cast<double>(x.low());
}
inline double value(DoubleDouble x) { return x.high(); }

/// What value() leaves out.
inline double rest(DoubleDouble x) { return x.low(); }

}  // namespace numerics

namespace minnorm::internal {

template <>
struct Word<numerics::FusedFloat> {
  using Type = float;
  static float of(numerics::FusedFloat x) { return static_cast<float>(x); }
};
template <typename Part>
struct Word<numerics::DoubleLength<Part>> {
  using Type = Part;
  static Part of(numerics::DoubleLength<Part> x) { return x.high(); }
};
template <numerics::Format format>
struct Word<numerics::RoundedFloat<format>> {
  using Type = float;
  static float of(numerics::RoundedFloat<format> x) { return static_cast<float>(x); }
};

}  // namespace minnorm::internal

template <>
class std::numeric_limits<numerics::FusedFloat> : public std::numeric_limits<float> {
  using Base = std::numeric_limits<float>;
  using Scalar = numerics::FusedFloat;

 public:
  static constexpr Scalar min() { return Base::min(); }
  static constexpr Scalar max() { return Base::max(); }
  static constexpr Scalar lowest() { return Base::lowest(); }
  static constexpr Scalar epsilon() { return Base::epsilon(); }
  static constexpr Scalar infinity() { return Base::infinity(); }
  static constexpr Scalar quiet_NaN() { return Base::quiet_NaN(); }
  static constexpr Scalar denorm_min() { return Base::denorm_min(); }
};

template <numerics::Format format>
class std::numeric_limits<numerics::RoundedFloat<format>> : public std::numeric_limits<float> {
  using Base = std::numeric_limits<float>;
  using Scalar = numerics::RoundedFloat<format>;

  static constexpr Scalar power(int exponent) {
    float value = 1;
    for (; exponent < 0; ++exponent) value /= 2;
    for (; exponent > 0; --exponent) value *= 2;
    return Scalar::exact(value);
  }

 public:
  static constexpr int digits = format.digits;
  static constexpr int digits10 = (digits - 1) * 3 / 10;
  static constexpr int min_exponent = format.min_exponent;
  static constexpr int max_exponent = format.max_exponent;
  static constexpr Scalar min() { return power(min_exponent - 1); }
  static Scalar max() { return (Scalar(2) - epsilon()) * power(max_exponent - 1); }
  static Scalar lowest() { return -max(); }
  static constexpr Scalar epsilon() { return power(1 - digits); }
  static constexpr Scalar infinity() { return Scalar::exact(Base::infinity()); }
  static constexpr Scalar quiet_NaN() { return Scalar::exact(Base::quiet_NaN()); }
  static constexpr Scalar denorm_min() { return power(min_exponent - digits); }
};

/// The range is that in which both parts are normal numbers and products are exact.
template <typename Part>
class std::numeric_limits<numerics::DoubleLength<Part>> : public std::numeric_limits<Part> {
  using Base = std::numeric_limits<Part>;
  using Scalar = numerics::DoubleLength<Part>;

  static constexpr Part power(int exponent) {
    Part value(1);
    for (; exponent < 0; ++exponent) value /= 2;
    return value;
  }
  static constexpr int split = (Base::digits + 1) / 2 + 1;

 public:
  static constexpr int digits = 2 * Base::digits;
  static constexpr int digits10 = digits * 3 / 10;
  static constexpr int min_exponent = Base::min_exponent + Base::digits;
  static constexpr int max_exponent = Base::max_exponent - split;
  static constexpr Scalar min() { return Scalar::of(Base::min() / power(-Base::digits)); }
  static constexpr Scalar max() { return Scalar::of(Base::max() * power(-split)); }
  static constexpr Scalar lowest() { return -max(); }
  static constexpr Scalar epsilon() { return Scalar::of(power(1 - digits)); }
  static constexpr Scalar infinity() { return Scalar::of(Base::infinity()); }
  static constexpr Scalar quiet_NaN() { return Scalar::of(Base::quiet_NaN()); }
  static constexpr Scalar denorm_min() { return Scalar::of(Base::denorm_min()); }
};

namespace Eigen {

template <>
struct NumTraits<numerics::FusedFloat> : GenericNumTraits<numerics::FusedFloat> {};
template <numerics::Format format>
struct NumTraits<numerics::RoundedFloat<format>>
    : GenericNumTraits<numerics::RoundedFloat<format>> {};
template <typename Part>
struct NumTraits<numerics::DoubleLength<Part>> : GenericNumTraits<numerics::DoubleLength<Part>> {};

}  // namespace Eigen
