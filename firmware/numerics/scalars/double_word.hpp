// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/double_length.hpp>
#include <minnorm/internal/scalar.hpp>

#include <Eigen/Core>

#include <cmath>
#include <limits>
#include <type_traits>

namespace numerics {

/// A number of about twice the digits of Part, float or double, as the sum of two of them, the low
/// one at most half a unit in the last place of the high one: + − × ÷ and √ to a few units of the
/// last of them, of + − × ÷ and √ of the parts, without a fused multiply-add. A result whose low
/// part underflows, which is where it is near Part's least normal number over ε, has fewer digits.
/// Sources: Dekker, Numer. Math. 18 (1971); Hida, Li & Bailey, Quad-double arithmetic (2000);
/// Joldes, Muller & Popescu, ACM Trans. Math. Softw. 44 (2017).
template <typename Part>
class DoubleWord {
 public:
  constexpr DoubleWord() = default;
  constexpr DoubleWord(Part high, Part low) : high_{high}, low_{low} {}
  /// Exact for integers up to 2^48.
  template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  explicit constexpr DoubleWord(Number x) : high_{static_cast<Part>(x)} {
    if (!std::is_same_v<Number, Part> && is_finite(high_)) {
      low_ = static_cast<Part>(static_cast<double>(x) - static_cast<double>(high_));
    }
  }

  constexpr Part high() const { return high_; }
  constexpr Part low() const { return low_; }

  template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  explicit constexpr operator Number() const {
    return static_cast<Number>(static_cast<double>(high_) + static_cast<double>(low_));
  }

  friend DoubleWord operator-(const DoubleWord& x) { return {-x.high_, -x.low_}; }

  friend DoubleWord operator+(const DoubleWord& x, const DoubleWord& y) {
    const auto high = minnorm::internal::twoSum(x.high_, y.high_);
    const auto low = minnorm::internal::twoSum(x.low_, y.low_);
    const DoubleWord sum = normal(high.high, high.low + low.high);
    return normal(sum.high_, sum.low_ + low.low);
  }
  friend DoubleWord operator-(const DoubleWord& x, const DoubleWord& y) { return x + -y; }

  friend DoubleWord operator*(const DoubleWord& x, const DoubleWord& y) {
    const auto high = exact_product(x.high_, y.high_);
    return normal(high.high, high.low + (x.high_ * y.low_ + x.low_ * y.high_));
  }

  friend DoubleWord operator/(const DoubleWord& x, const DoubleWord& y) {
    const Part first = x.high_ / y.high_;
    if (!is_finite(first) || first == Part(0)) return {first, Part(0)};
    DoubleWord rest = x - y * DoubleWord(first);
    const Part second = rest.high_ / y.high_;
    rest = rest - y * DoubleWord(second);
    const DoubleWord quotient = normal(first, second);
    return quotient + DoubleWord(rest.high_ / y.high_);
  }

  friend DoubleWord sqrt(const DoubleWord& x) {
    const Part root = std::sqrt(x.high_);
    if (!is_finite(root) || root == Part(0)) return {root, Part(0)};
    const auto square = exact_product(root, root);
    const Part rest = ((x.high_ - square.high) - square.low) + x.low_;
    return normal(root, rest / (root + root));
  }

  DoubleWord& operator+=(const DoubleWord& x) { return *this = *this + x; }
  DoubleWord& operator-=(const DoubleWord& x) { return *this = *this - x; }
  DoubleWord& operator*=(const DoubleWord& x) { return *this = *this * x; }
  DoubleWord& operator/=(const DoubleWord& x) { return *this = *this / x; }

  friend bool operator==(const DoubleWord& x, const DoubleWord& y) {
    return x.high_ == y.high_ && x.low_ == y.low_;
  }
  friend bool operator!=(const DoubleWord& x, const DoubleWord& y) { return !(x == y); }
  friend bool operator<(const DoubleWord& x, const DoubleWord& y) {
    return x.high_ < y.high_ || (x.high_ == y.high_ && x.low_ < y.low_);
  }
  friend bool operator<=(const DoubleWord& x, const DoubleWord& y) {
    return x.high_ < y.high_ || (x.high_ == y.high_ && x.low_ <= y.low_);
  }
  friend bool operator>(const DoubleWord& x, const DoubleWord& y) { return y < x; }
  friend bool operator>=(const DoubleWord& x, const DoubleWord& y) { return y <= x; }

  friend DoubleWord abs(const DoubleWord& x) { return x.high_ < Part(0) ? -x : x; }
  friend bool isfinite(const DoubleWord& x) { return is_finite(x.high_); }
  friend bool isinf(const DoubleWord& x) { return std::isinf(x.high_); }
  friend bool isnan(const DoubleWord& x) { return std::isnan(x.high_); }

 private:
  using Limits = std::numeric_limits<Part>;

  static constexpr bool is_finite(Part x) { return x >= Limits::lowest() && x <= Limits::max(); }

  /// high + low, for a low part that is less; infinity and NaN have none.
  static DoubleWord normal(Part high, Part low) {
    if (!is_finite(high)) return {high, Part(0)};
    const auto sum = minnorm::internal::fastTwoSum(high, low);
    return {sum.high, sum.low};
  }

  /// x·y, where splitting a large factor in halves must not overflow either.
  static minnorm::internal::HighLow<Part> exact_product(Part x, Part y) {
    constexpr int shift = Limits::digits / 2 + 3;
    constexpr auto large = minnorm::internal::powerOfTwo<Part>(Limits::max_exponent - shift);
    constexpr auto down = minnorm::internal::powerOfTwo<Part>(-shift);
    constexpr auto up = minnorm::internal::powerOfTwo<Part>(shift);
    const bool is_large = std::abs(x) >= large, is_other_large = std::abs(y) >= large;
    if (!is_large && !is_other_large) return minnorm::internal::twoProduct(x, y);
    const auto product =
        minnorm::internal::twoProduct(is_large ? x * down : x, is_other_large ? y * down : y);
    const Part back = is_large && is_other_large ? Limits::infinity() : up;
    return {product.high * back, product.low * back};
  }

  Part high_{}, low_{};
};

using FloatFloat = DoubleWord<float>;
using DoubleDouble = DoubleWord<double>;

}  // namespace numerics

template <typename Part>
struct minnorm::internal::Word<numerics::DoubleWord<Part>> {
  using Type = Part;
  static Part of(const numerics::DoubleWord<Part>& x) { return x.high(); }
};

template <typename Part>
struct std::numeric_limits<numerics::DoubleWord<Part>> : std::numeric_limits<Part> {
 private:
  using Limits = std::numeric_limits<Part>;
  using Number = numerics::DoubleWord<Part>;
  static constexpr Number power(int exponent) {
    return minnorm::internal::powerOfTwo<Number>(exponent);
  }

 public:
  static constexpr int digits = 2 * Limits::digits;
  static constexpr int digits10 = (digits - 1) * 30103 / 100000;
  static constexpr int max_digits10 = digits * 30103 / 100000 + 2;
  /// Of numbers whose low part is normal too.
  static constexpr int min_exponent = Limits::min_exponent + Limits::digits;
  static constexpr int min_exponent10 = -((1 - min_exponent) * 30103 / 100000);
  static constexpr bool is_iec559 = false;

  static constexpr Number min() { return power(min_exponent - 1); }
  static constexpr Number max() {
    return Number(Limits::max(), Limits::max() * (Limits::epsilon() / 4));
  }
  static constexpr Number lowest() { return Number(-max().high(), -max().low()); }
  static constexpr Number epsilon() { return power(1 - digits); }
  static constexpr Number round_error() { return Number(Limits::round_error()); }
  static constexpr Number infinity() { return Number(Limits::infinity()); }
  static constexpr Number quiet_NaN() { return Number(Limits::quiet_NaN()); }
  static constexpr Number signaling_NaN() { return Number(Limits::signaling_NaN()); }
  static constexpr Number denorm_min() { return Number(Limits::denorm_min()); }
};

template <typename Part>
struct Eigen::NumTraits<numerics::DoubleWord<Part>>
    : Eigen::GenericNumTraits<numerics::DoubleWord<Part>> {
  enum { ReadCost = 2, AddCost = 20, MulCost = 24 };

  static numerics::DoubleWord<Part> dummy_precision() {
    return numerics::DoubleWord<Part>(NumTraits<Part>::dummy_precision());
  }
};
