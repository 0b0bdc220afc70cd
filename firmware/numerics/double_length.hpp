// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/double_length.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

namespace numerics {

/// A number of about twice the digits of Part, as the sum of two: float-float, 2⁻⁴⁷, and
/// double-double, 2⁻¹⁰⁵. Each operation is right to a few units in the last place, as long as the
/// lower part is no number below the normal ones and the higher one no more than 2⁻¹³ (2⁻²⁸) of the
/// largest. Source: Hida, Li & Bailey, Algorithms for quad-double precision floating point
/// arithmetic (ARITH 2001), sections 3 and 4.
template <typename Part>
class DoubleLength {
  using Parts = minnorm::internal::Parts<Part>;

 public:
  DoubleLength() = default;
  template <typename Number, typename = std::enable_if_t<std::is_arithmetic_v<Number>>>
  constexpr DoubleLength(Number value) : DoubleLength(static_cast<double>(value), 0) {}
  constexpr explicit DoubleLength(Parts parts) : parts_{parts} {}

  constexpr Part high() const { return parts_.high; }
  constexpr Part low() const { return parts_.low; }
  explicit operator int() const { return static_cast<int>(parts_.high); }

  friend DoubleLength operator+(DoubleLength x, DoubleLength y) {
    const Parts high = minnorm::internal::exactSum(x.high(), y.high());
    const Parts low = minnorm::internal::exactSum(x.low(), y.low());
    const Parts sum = minnorm::internal::sumOfOrdered(high.high, high.low + low.high);
    return DoubleLength(minnorm::internal::sumOfOrdered(sum.high, sum.low + low.low));
  }
  friend DoubleLength operator-(DoubleLength x, DoubleLength y) { return x + -y; }
  DoubleLength operator-() const { return DoubleLength(Parts{-high(), -low()}); }

  friend DoubleLength operator*(DoubleLength x, DoubleLength y) {
    const Parts product = minnorm::internal::exactProduct(x.high(), y.high());
    const Part rest = product.low + (x.high() * y.low() + x.low() * y.high());
    return DoubleLength(minnorm::internal::sumOfOrdered(product.high, rest));
  }

  /// By long division: three digits of Part's.
  friend DoubleLength operator/(DoubleLength x, DoubleLength y) {
    const Part first = x.high() / y.high();
    DoubleLength rest = x - DoubleLength::of(first) * y;
    const Part second = rest.high() / y.high();
    rest -= DoubleLength::of(second) * y;
    const Part third = rest.high() / y.high();
    return DoubleLength(minnorm::internal::sumOfOrdered(first, second)) + DoubleLength::of(third);
  }

  DoubleLength& operator+=(DoubleLength y) { return *this = *this + y; }
  DoubleLength& operator-=(DoubleLength y) { return *this = *this - y; }
  DoubleLength& operator*=(DoubleLength y) { return *this = *this * y; }
  DoubleLength& operator/=(DoubleLength y) { return *this = *this / y; }

  friend bool operator==(DoubleLength x, DoubleLength y) {
    return x.high() == y.high() && x.low() == y.low();
  }
  friend bool operator<(DoubleLength x, DoubleLength y) {
    return x.high() < y.high() || (x.high() == y.high() && x.low() < y.low());
  }
  friend bool operator!=(DoubleLength x, DoubleLength y) { return !(x == y); }
  friend bool operator>(DoubleLength x, DoubleLength y) { return y < x; }
  friend bool operator<=(DoubleLength x, DoubleLength y) { return x < y || x == y; }
  friend bool operator>=(DoubleLength x, DoubleLength y) { return y < x || x == y; }

  /// By one step of Newton's, of 1/√x (Karp & Markstein, ACM Trans. Math. Softw. 23 (1997)).
  friend DoubleLength sqrt(DoubleLength x) {
    if (!(x.high() > Part(0))) return of(std::sqrt(x.high()));
    const Part inverse = Part(1) / std::sqrt(x.high());
    const DoubleLength root = of(x.high() * inverse);
    const DoubleLength rest = x - root * root;
    return root + of(rest.high() * (inverse / 2));
  }
  friend DoubleLength abs(DoubleLength x) { return x.high() < Part(0) ? -x : x; }
  friend bool isfinite(DoubleLength x) { return x.high() - x.high() == Part(0); }
  friend bool isnan(DoubleLength x) { return x.high() != x.high(); }
  friend bool isinf(DoubleLength x) { return !isfinite(x) && !isnan(x); }

  static constexpr DoubleLength of(Part value) { return DoubleLength(Parts{value, Part(0)}); }

 private:
  constexpr DoubleLength(double value, int /*unused*/)
      : parts_{static_cast<Part>(value),
               static_cast<Part>(value - static_cast<double>(static_cast<Part>(value)))} {}

  Parts parts_;
};

using FloatFloat = DoubleLength<float>;
using DoubleDouble = DoubleLength<double>;

}  // namespace numerics
