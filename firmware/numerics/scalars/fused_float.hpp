// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/double_length.hpp>
#include <minnorm/internal/scalar.hpp>

#include <Eigen/Core>

#include <cmath>
#include <limits>
#include <type_traits>

#include "numerics/scalars/to_odd.hpp"

namespace numerics {

/// a·b + c rounded once, of operations in double: the product is exact, and the sum rounded to odd.
/// The fmaf of small C libraries rounds twice.
inline float soft_fma(float a, float b, float c) {
  const double product = static_cast<double>(a) * static_cast<double>(b);
  const auto sum = minnorm::internal::twoSum(product, static_cast<double>(c));
  return static_cast<float>(to_odd(sum.high, sum.low));
}

/// The same, by the instruction where the processor has one.
inline float fma(float a, float b, float c) {
#ifdef __FP_FAST_FMAF
  return std::fma(a, b, c);
#else
  return soft_fma(a, b, c);
#endif
}

/// float32 in which a product that is added or subtracted in the same expression is not rounded
/// first, as a compiler contracts it where it may: of two such products, the right one is. A
/// product that has a name, or one of Eigen's expressions, is a number, and rounded.
class FusedFloat {
 public:
  /// a·b, as long as it is nothing but an operand.
  struct Product {
    float a, b;

    friend Product operator-(Product p) { return {-p.a, p.b}; }
  };

  constexpr FusedFloat() = default;
  template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  explicit constexpr FusedFloat(Number x) : value_{static_cast<float>(x)} {}
  FusedFloat(Product p) : value_{p.a * p.b} {}  // NOLINT(google-explicit-constructor)

  template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  explicit constexpr operator Number() const {
    return static_cast<Number>(value_);
  }

  friend FusedFloat operator-(FusedFloat x) { return FusedFloat(-x.value_); }
  friend Product operator*(FusedFloat x, FusedFloat y) { return {x.value_, y.value_}; }
  friend FusedFloat operator/(FusedFloat x, FusedFloat y) {
    return FusedFloat(x.value_ / y.value_);
  }

  friend FusedFloat operator+(FusedFloat x, FusedFloat y) {
    return FusedFloat(x.value_ + y.value_);
  }
  friend FusedFloat operator+(Product p, FusedFloat y) {
    return FusedFloat(fma(p.a, p.b, y.value_));
  }
  friend FusedFloat operator+(FusedFloat x, Product p) { return p + x; }
  friend FusedFloat operator+(Product p, Product q) { return p + FusedFloat(q); }

  friend FusedFloat operator-(FusedFloat x, FusedFloat y) {
    return FusedFloat(x.value_ - y.value_);
  }
  friend FusedFloat operator-(Product p, FusedFloat y) { return p + -y; }
  friend FusedFloat operator-(FusedFloat x, Product p) { return -p + x; }
  friend FusedFloat operator-(Product p, Product q) { return p - FusedFloat(q); }

  template <typename Other>
  FusedFloat& operator+=(Other x) {
    return *this = *this + x;
  }
  template <typename Other>
  FusedFloat& operator-=(Other x) {
    return *this = *this - x;
  }
  FusedFloat& operator*=(FusedFloat x) { return *this = *this * x; }
  FusedFloat& operator/=(FusedFloat x) { return *this = *this / x; }

  friend bool operator==(FusedFloat x, FusedFloat y) { return x.value_ == y.value_; }
  friend bool operator!=(FusedFloat x, FusedFloat y) { return x.value_ != y.value_; }
  friend bool operator<(FusedFloat x, FusedFloat y) { return x.value_ < y.value_; }
  friend bool operator<=(FusedFloat x, FusedFloat y) { return x.value_ <= y.value_; }
  friend bool operator>(FusedFloat x, FusedFloat y) { return x.value_ > y.value_; }
  friend bool operator>=(FusedFloat x, FusedFloat y) { return x.value_ >= y.value_; }

  friend FusedFloat sqrt(FusedFloat x) { return FusedFloat(std::sqrt(x.value_)); }
  friend FusedFloat abs(FusedFloat x) { return FusedFloat(std::abs(x.value_)); }
  friend bool isfinite(FusedFloat x) { return std::isfinite(x.value_); }
  friend bool isinf(FusedFloat x) { return std::isinf(x.value_); }
  friend bool isnan(FusedFloat x) { return std::isnan(x.value_); }

 private:
  float value_ = 0.0F;
};

}  // namespace numerics

template <>
struct minnorm::internal::Word<numerics::FusedFloat> {
  using Type = float;
  static float of(numerics::FusedFloat x) { return static_cast<float>(x); }
};

template <>
struct std::numeric_limits<numerics::FusedFloat> : std::numeric_limits<float> {
 private:
  using Float = std::numeric_limits<float>;
  using Fused = numerics::FusedFloat;

 public:
  static constexpr Fused min() { return Fused(Float::min()); }
  static constexpr Fused max() { return Fused(Float::max()); }
  static constexpr Fused lowest() { return Fused(Float::lowest()); }
  static constexpr Fused epsilon() { return Fused(Float::epsilon()); }
  static constexpr Fused round_error() { return Fused(Float::round_error()); }
  static constexpr Fused infinity() { return Fused(Float::infinity()); }
  static constexpr Fused quiet_NaN() { return Fused(Float::quiet_NaN()); }
  static constexpr Fused signaling_NaN() { return Fused(Float::signaling_NaN()); }
  static constexpr Fused denorm_min() { return Fused(Float::denorm_min()); }
};

template <>
struct Eigen::NumTraits<numerics::FusedFloat> : Eigen::GenericNumTraits<numerics::FusedFloat> {
  static numerics::FusedFloat dummy_precision() {
    return numerics::FusedFloat(NumTraits<float>::dummy_precision());
  }
};
