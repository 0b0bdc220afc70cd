// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace numerics {

/// x·y + z rounded once, to float. By the processor where it has that, and else in double: the
/// product is exact there, and the sum, rounded to odd, keeps what decides the last rounding
/// (Boldo & Melquiond, IEEE Trans. Comput. 57 (2008)). newlib's own fmaf rounds twice.
inline float multiply_add(float x, float y, float z) {
#ifdef __FP_FAST_FMAF
  return std::fma(x, y, z);
#else
  const double product = static_cast<double>(x) * static_cast<double>(y);
  const double addend = static_cast<double>(z);
  const double sum = product + addend;
  const double taken = sum - product;
  const double rest = (product - (sum - taken)) + (addend - taken);
  auto bits = std::bit_cast<std::uint64_t>(sum);
  const bool is_finite = sum - sum == 0.0;
  if (is_finite && rest != 0.0 && bits % 2 == 0) {
    bits += (rest > 0.0) == (sum > 0.0) ? 1U : std::uint64_t(-1);
  }
  return static_cast<float>(std::bit_cast<double>(bits));
#endif
}

/// A float whose products are added unrounded, as a compiler does that contracts: a product that is
/// an operand of + or − in the same expression is fused with it, of two the left one.
class FusedFloat {
 public:
  FusedFloat() = default;
  template <typename Number, typename = std::enable_if_t<std::is_arithmetic_v<Number>>>
  constexpr FusedFloat(Number value) : value_{static_cast<float>(value)} {}

  explicit operator float() const { return value_; }
  explicit operator double() const { return static_cast<double>(value_); }
  explicit operator int() const { return static_cast<int>(value_); }

  /// x·y, not rounded yet.
  struct Product {
    float x, y;

    operator FusedFloat() const { return x * y; }
    Product operator-() const { return {-x, y}; }
  };

  friend Product operator*(FusedFloat x, FusedFloat y) { return {x.value_, y.value_}; }
  friend FusedFloat operator/(FusedFloat x, FusedFloat y) { return x.value_ / y.value_; }
  friend FusedFloat operator+(FusedFloat x, FusedFloat y) { return x.value_ + y.value_; }
  friend FusedFloat operator-(FusedFloat x, FusedFloat y) { return x.value_ - y.value_; }
  FusedFloat operator-() const { return -value_; }

  friend FusedFloat operator+(Product p, FusedFloat z) { return multiply_add(p.x, p.y, z.value_); }
  friend FusedFloat operator+(FusedFloat z, Product p) { return p + z; }
  friend FusedFloat operator+(Product p, Product q) { return p + FusedFloat(q); }
  friend FusedFloat operator-(Product p, FusedFloat z) { return p + -z; }
  friend FusedFloat operator-(FusedFloat z, Product p) { return -p + z; }
  friend FusedFloat operator-(Product p, Product q) { return p + -FusedFloat(q); }

  FusedFloat& operator+=(FusedFloat y) { return *this = *this + y; }
  FusedFloat& operator+=(Product p) { return *this = *this + p; }
  FusedFloat& operator-=(FusedFloat y) { return *this = *this - y; }
  FusedFloat& operator-=(Product p) { return *this = *this - p; }
  FusedFloat& operator*=(FusedFloat y) { return *this = *this * y; }
  FusedFloat& operator/=(FusedFloat y) { return *this = *this / y; }

  friend bool operator==(FusedFloat x, FusedFloat y) { return x.value_ == y.value_; }
  friend bool operator!=(FusedFloat x, FusedFloat y) { return x.value_ != y.value_; }
  friend bool operator<(FusedFloat x, FusedFloat y) { return x.value_ < y.value_; }
  friend bool operator>(FusedFloat x, FusedFloat y) { return x.value_ > y.value_; }
  friend bool operator<=(FusedFloat x, FusedFloat y) { return x.value_ <= y.value_; }
  friend bool operator>=(FusedFloat x, FusedFloat y) { return x.value_ >= y.value_; }

  friend FusedFloat sqrt(FusedFloat x) { return std::sqrt(x.value_); }
  friend FusedFloat abs(FusedFloat x) { return std::abs(x.value_); }
  friend bool isfinite(FusedFloat x) { return x.value_ - x.value_ == 0.0F; }
  friend bool isnan(FusedFloat x) { return x.value_ != x.value_; }
  friend bool isinf(FusedFloat x) { return !isfinite(x) && !isnan(x); }

 private:
  float value_;
};

}  // namespace numerics
