// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/scalar.hpp>

#include <Eigen/Core>

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "numerics/scalars/to_odd.hpp"

namespace numerics {

/// A number of 16 bits, computed with as Eigen's of that Format is, Eigen::half or Eigen::bfloat16:
/// each operation in float32, and rounded to the format. float32 has more than twice the digits, so
/// that is each operation rounded once. What differs: ε is right (of Eigen 3.4's half it is an
/// eighth, and no iteration that stops by it ends), doubles are rounded once, and nothing becomes a
/// float unasked.
template <typename Format>
class ShortFloat {
 public:
  constexpr ShortFloat() = default;
  template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  explicit ShortFloat(Number x) : value_{to_float(x)} {}

  template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  explicit operator Number() const {
    return static_cast<Number>(real());
  }

  friend ShortFloat operator-(ShortFloat x) { return of(-x.value_); }
  friend ShortFloat operator+(ShortFloat x, ShortFloat y) { return of(x.value_ + y.value_); }
  friend ShortFloat operator-(ShortFloat x, ShortFloat y) { return of(x.value_ - y.value_); }
  friend ShortFloat operator*(ShortFloat x, ShortFloat y) { return of(x.value_ * y.value_); }
  friend ShortFloat operator/(ShortFloat x, ShortFloat y) { return of(x.value_ / y.value_); }

  ShortFloat& operator+=(ShortFloat x) { return *this = *this + x; }
  ShortFloat& operator-=(ShortFloat x) { return *this = *this - x; }
  ShortFloat& operator*=(ShortFloat x) { return *this = *this * x; }
  ShortFloat& operator/=(ShortFloat x) { return *this = *this / x; }

  friend bool operator==(ShortFloat x, ShortFloat y) { return x.real() == y.real(); }
  friend bool operator!=(ShortFloat x, ShortFloat y) { return x.real() != y.real(); }
  friend bool operator<(ShortFloat x, ShortFloat y) { return x.real() < y.real(); }
  friend bool operator<=(ShortFloat x, ShortFloat y) { return x.real() <= y.real(); }
  friend bool operator>(ShortFloat x, ShortFloat y) { return x.real() > y.real(); }
  friend bool operator>=(ShortFloat x, ShortFloat y) { return x.real() >= y.real(); }

  friend ShortFloat sqrt(ShortFloat x) { return ShortFloat(std::sqrt(x.real())); }
  friend ShortFloat abs(ShortFloat x) { return ShortFloat(std::abs(x.real())); }
  friend bool isfinite(ShortFloat x) { return std::isfinite(x.real()); }
  friend bool isinf(ShortFloat x) { return std::isinf(x.real()); }
  friend bool isnan(ShortFloat x) { return std::isnan(x.real()); }

 private:
  static ShortFloat of(Format value) {
    ShortFloat number;
    number.value_ = value;
    return number;
  }

  float real() const { return static_cast<float>(value_); }

  static float to_float(float x) { return x; }
  static float to_float(double x) {
    const auto nearest = static_cast<float>(x);
    return to_odd(nearest, x - static_cast<double>(nearest));
  }
  template <typename Integer>
  static float to_float(Integer x) {
    return to_float(static_cast<double>(x));
  }

  Format value_{};
};

using Binary16 = ShortFloat<Eigen::half>;
using Bfloat16 = ShortFloat<Eigen::bfloat16>;

}  // namespace numerics

template <typename Format>
struct minnorm::internal::Word<numerics::ShortFloat<Format>>
    : minnorm::internal::OwnWord<numerics::ShortFloat<Format>> {};

template <typename Format>
struct std::numeric_limits<numerics::ShortFloat<Format>> : std::numeric_limits<Format> {
 private:
  using Limits = std::numeric_limits<Format>;
  using Number = numerics::ShortFloat<Format>;
  static Number number(float x) { return Number(x); }

 public:
  static constexpr auto has_denorm = std::denorm_present;
  static constexpr bool is_bounded = true;

  static Number min() { return number(Limits::min()); }
  static Number max() { return number(Limits::max()); }
  static Number lowest() { return number(Limits::lowest()); }
  static Number epsilon() { return minnorm::internal::epsilon<Number>(); }
  static Number round_error() { return number(0.5F); }
  static Number infinity() { return number(Limits::infinity()); }
  static Number quiet_NaN() { return number(Limits::quiet_NaN()); }
  static Number signaling_NaN() { return number(Limits::signaling_NaN()); }
  static Number denorm_min() { return number(Limits::denorm_min()); }
};

template <typename Format>
struct Eigen::NumTraits<numerics::ShortFloat<Format>>
    : Eigen::GenericNumTraits<numerics::ShortFloat<Format>> {
  static numerics::ShortFloat<Format> dummy_precision() {
    return numerics::ShortFloat<Format>(static_cast<float>(NumTraits<Format>::dummy_precision()));
  }
};
