// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace numerics {

/// An IEEE format that float holds: so many digits, numbers below 2^max_exponent, and from
/// 2^(min_exponent − 1) on with all digits.
struct Format {
  int digits, min_exponent, max_exponent;
};
inline constexpr Format binary16{11, -13, 16}, bfloat16{8, -125, 128};

/// The nearest number of the format, the even one of two. Not inlined: a hundred of its calls are
/// in a decomposition.
template <Format format>
[[gnu::noinline]] float round_to(float x) {
  constexpr int dropped = std::numeric_limits<float>::digits - format.digits;
  constexpr auto half = (1U << (dropped - 1)) - 1;
  auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t sign = bits & 0x80000000U;
  bits ^= sign;
  if (bits > 0x7F800000U) return x;  // NaN
  // Below the format's normal numbers, where float has its own, digits are fewer.
  constexpr int bias = std::numeric_limits<float>::max_exponent - 1;
  constexpr auto normal = static_cast<std::uint32_t>(format.min_exponent - 1 + bias) << 23U;
  if (normal > (1U << 23U) && bits < normal) {
    // A sum with a number whose last place is the format's least one is rounded there.
    constexpr auto exponent = format.min_exponent - format.digits + 23 + bias;
    const float last = std::bit_cast<float>(static_cast<std::uint32_t>(exponent) << 23U);
    const float sum = std::bit_cast<float>(bits) + last;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(sum - last) | sign);
  }
  bits += half + ((bits >> dropped) & 1U);
  bits &= ~((1U << dropped) - 1);
  constexpr auto top = static_cast<std::uint32_t>(format.max_exponent + bias) << 23U;
  return std::bit_cast<float>((bits < top ? bits : 0x7F800000U) | sign);
}

/// Arithmetic in a format: each of + − × ÷ √ is computed in float and rounded. That is the
/// correctly rounded result, since float has at least twice the digits and two (Figueroa, SIGNUM
/// Newsletter 30 (1995)).
template <Format format>
class RoundedFloat {
 public:
  RoundedFloat() = default;
  template <typename Number, typename = std::enable_if_t<std::is_arithmetic_v<Number>>>
  RoundedFloat(Number value) : value_{round_to<format>(static_cast<float>(value))} {}

  explicit operator float() const { return value_; }
  explicit operator double() const { return static_cast<double>(value_); }
  explicit operator int() const { return static_cast<int>(value_); }

  friend RoundedFloat operator+(RoundedFloat x, RoundedFloat y) { return x.value_ + y.value_; }
  friend RoundedFloat operator-(RoundedFloat x, RoundedFloat y) { return x.value_ - y.value_; }
  friend RoundedFloat operator*(RoundedFloat x, RoundedFloat y) { return x.value_ * y.value_; }
  friend RoundedFloat operator/(RoundedFloat x, RoundedFloat y) { return x.value_ / y.value_; }
  RoundedFloat operator-() const { return exact(-value_); }

  RoundedFloat& operator+=(RoundedFloat y) { return *this = *this + y; }
  RoundedFloat& operator-=(RoundedFloat y) { return *this = *this - y; }
  RoundedFloat& operator*=(RoundedFloat y) { return *this = *this * y; }
  RoundedFloat& operator/=(RoundedFloat y) { return *this = *this / y; }

  friend bool operator==(RoundedFloat x, RoundedFloat y) { return x.value_ == y.value_; }
  friend bool operator!=(RoundedFloat x, RoundedFloat y) { return x.value_ != y.value_; }
  friend bool operator<(RoundedFloat x, RoundedFloat y) { return x.value_ < y.value_; }
  friend bool operator>(RoundedFloat x, RoundedFloat y) { return x.value_ > y.value_; }
  friend bool operator<=(RoundedFloat x, RoundedFloat y) { return x.value_ <= y.value_; }
  friend bool operator>=(RoundedFloat x, RoundedFloat y) { return x.value_ >= y.value_; }

  friend RoundedFloat sqrt(RoundedFloat x) { return std::sqrt(x.value_); }
  friend RoundedFloat abs(RoundedFloat x) { return exact(std::abs(x.value_)); }
  friend bool isfinite(RoundedFloat x) { return x.value_ - x.value_ == 0.0F; }
  friend bool isnan(RoundedFloat x) { return x.value_ != x.value_; }
  friend bool isinf(RoundedFloat x) { return !isfinite(x) && !isnan(x); }

  /// Of a number of the format.
  static constexpr RoundedFloat exact(float value) { return RoundedFloat(value, 0); }

 private:
  constexpr RoundedFloat(float value, int /*unused*/) : value_{value} {}

  float value_;
};

using Binary16 = RoundedFloat<binary16>;
using Bfloat16 = RoundedFloat<bfloat16>;

}  // namespace numerics
