// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

/// What IEEE 754 says that +, −, ×, ÷, square root and conversions give, to nearest and ties to
/// even, computed with integers alone.
namespace exact {

template <typename Scalar>
using Bits = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;

/// Of a binary format: value = significand · 2^exponent, subnormals included.
template <typename Scalar>
struct Format {
  static constexpr int digits = std::numeric_limits<Scalar>::digits;
  static constexpr int least_exponent = std::numeric_limits<Scalar>::min_exponent - digits;
  static constexpr Bits<Scalar> hidden = Bits<Scalar>{1} << (digits - 1);
  static constexpr Bits<Scalar> sign = Bits<Scalar>{1} << (8 * sizeof(Scalar) - 1);
  static constexpr Bits<Scalar> infinity = sign - hidden;
  static constexpr Bits<Scalar> nan = infinity | hidden >> 1U;
};

/// ±(significand + t) · 2^exponent, where 0 < t < 1 if inexact and t = 0 otherwise.
struct Number {
  bool negative;
  std::uint64_t significand;
  int exponent;
  bool inexact = false;
};

template <typename Scalar>
Number number(Bits<Scalar> bits) {
  using F = Format<Scalar>;
  const auto biased = static_cast<int>((bits & ~F::sign) >> (F::digits - 1));
  const Bits<Scalar> fraction = bits & (F::hidden - 1);
  return {(bits & F::sign) != 0, biased == 0 ? fraction : fraction | F::hidden,
          F::least_exponent + std::max(biased - 1, 0)};
}

/// The nearest number of the format. An inexact significand has more than `digits` + 1 bits.
template <typename Scalar>
Bits<Scalar> rounded(const Number& x) {
  using F = Format<Scalar>;
  const Bits<Scalar> sign = x.negative ? F::sign : 0;
  if (x.significand == 0) return sign;
  const int width = 64 - std::countl_zero(x.significand);
  int exponent = std::max(x.exponent + width - F::digits, F::least_exponent);
  const int dropped = exponent - x.exponent;
  std::uint64_t kept = 0;
  if (dropped <= 0) {
    kept = x.significand << -dropped;
  } else if (dropped <= 64) {
    kept = dropped == 64 ? 0 : x.significand >> dropped;
    const std::uint64_t rest = x.significand - (dropped == 64 ? 0 : kept << dropped);
    const std::uint64_t half = std::uint64_t{1} << (dropped - 1);
    const bool is_tie = rest == half && !x.inexact;
    kept += (is_tie ? kept % 2 == 1 : rest >= half) ? 1 : 0;
  }
  if (kept == std::uint64_t{1} << F::digits) {
    kept /= 2;
    ++exponent;
  }
  if (exponent + F::digits > std::numeric_limits<Scalar>::max_exponent) {
    return sign | F::infinity;
  }
  // The hidden bit adds one to the exponent's field; a subnormal has none and gets 0 there.
  const auto field = static_cast<Bits<Scalar>>(exponent - F::least_exponent);
  return sign | ((field << (F::digits - 1)) + static_cast<Bits<Scalar>>(kept));
}

template <typename Scalar>
bool is_nan(Bits<Scalar> x) {
  return (x & ~Format<Scalar>::sign) > Format<Scalar>::infinity;
}

template <typename Scalar>
bool is_infinite(Bits<Scalar> x) {
  return (x & ~Format<Scalar>::sign) == Format<Scalar>::infinity;
}

template <typename Scalar>
bool is_zero(Bits<Scalar> x) {
  return (x & ~Format<Scalar>::sign) == 0;
}

template <typename Scalar>
bool less(Bits<Scalar> a, Bits<Scalar> b) {
  using F = Format<Scalar>;
  if (is_nan<Scalar>(a) || is_nan<Scalar>(b) || (is_zero<Scalar>(a) && is_zero<Scalar>(b)))
    return false;
  if (((a ^ b) & F::sign) != 0) return (a & F::sign) != 0;
  return (a & F::sign) != 0 ? a > b : a < b;
}

template <typename Scalar>
Bits<Scalar> sum(Bits<Scalar> a, Bits<Scalar> b) {
  using F = Format<Scalar>;
  const bool opposite = ((a ^ b) & F::sign) != 0;
  if (is_nan<Scalar>(a) || is_nan<Scalar>(b)) return F::nan;
  if (is_infinite<Scalar>(a)) return opposite && is_infinite<Scalar>(b) ? F::nan : a;
  if (is_infinite<Scalar>(b)) return b;
  if ((a & ~F::sign) < (b & ~F::sign)) std::swap(a, b);
  Number larger = number<Scalar>(a);
  const Number smaller = number<Scalar>(b);
  constexpr int room = 62 - F::digits;
  larger.significand <<= room;
  larger.exponent -= room;
  const int shift = larger.exponent - smaller.exponent;
  std::uint64_t aligned = smaller.significand;
  if (shift <= 0) {
    aligned <<= -shift;
  } else {
    aligned = shift > 63 ? 0 : aligned >> shift;
    larger.inexact =
        shift > 63 ? smaller.significand != 0 : aligned << shift != smaller.significand;
  }
  // Less a whole and a part is less one more, and the rest of that one.
  larger.significand += opposite ? ~aligned + (larger.inexact ? 0 : 1) : aligned;
  if (larger.significand == 0 && opposite) return 0;
  return rounded<Scalar>(larger);
}

/// The product of two significands to 64 bits or less, the bits below told by `inexact`.
inline Number product(const Number& a, const Number& b) {
  const std::uint64_t low = (a.significand & 0xFFFFFFFFU) * (b.significand & 0xFFFFFFFFU);
  const std::uint64_t middle =
      (a.significand >> 32U) * (b.significand & 0xFFFFFFFFU) + (low >> 32U);
  const std::uint64_t other =
      (a.significand & 0xFFFFFFFFU) * (b.significand >> 32U) + (middle & 0xFFFFFFFFU);
  const std::uint64_t high =
      (a.significand >> 32U) * (b.significand >> 32U) + (middle >> 32U) + (other >> 32U);
  const std::uint64_t below = (other << 32U) | (low & 0xFFFFFFFFU);
  const bool negative = a.negative != b.negative;
  const int exponent = a.exponent + b.exponent;
  if (high == 0) return {negative, below, exponent};
  const int zeros = std::countl_zero(high);
  const std::uint64_t top = zeros == 0 ? high : high << zeros | below >> (64 - zeros);
  return {negative, top, exponent + 64 - zeros, below << zeros != 0};
}

template <typename Scalar>
Bits<Scalar> product(Bits<Scalar> a, Bits<Scalar> b) {
  using F = Format<Scalar>;
  const Bits<Scalar> sign = (a ^ b) & F::sign;
  if (is_nan<Scalar>(a) || is_nan<Scalar>(b)) return F::nan;
  if (is_infinite<Scalar>(a) || is_infinite<Scalar>(b)) {
    return is_zero<Scalar>(a) || is_zero<Scalar>(b) ? F::nan : sign | F::infinity;
  }
  return rounded<Scalar>(product(number<Scalar>(a), number<Scalar>(b)));
}

/// Bit by bit, as on paper.
template <typename Scalar>
Bits<Scalar> quotient(Bits<Scalar> a, Bits<Scalar> b) {
  using F = Format<Scalar>;
  const Bits<Scalar> sign = (a ^ b) & F::sign;
  if (is_nan<Scalar>(a) || is_nan<Scalar>(b)) return F::nan;
  if (is_infinite<Scalar>(a)) return is_infinite<Scalar>(b) ? F::nan : sign | F::infinity;
  if (is_infinite<Scalar>(b)) return sign;
  if (is_zero<Scalar>(b)) return is_zero<Scalar>(a) ? F::nan : sign | F::infinity;
  if (is_zero<Scalar>(a)) return sign;
  const Number dividend = number<Scalar>(a);
  const Number divisor = number<Scalar>(b);
  const int shift = std::countl_zero(divisor.significand) - 1;
  const int lift = std::countl_zero(dividend.significand) - 1;
  const std::uint64_t by = divisor.significand << shift;
  std::uint64_t rest = dividend.significand << lift;
  Number result{sign != 0, 0, dividend.exponent - lift - (divisor.exponent - shift)};
  for (int bit = 0; bit < F::digits + 3; ++bit) {
    result.significand = 2 * result.significand + (rest >= by ? 1 : 0);
    rest = 2 * (rest >= by ? rest - by : rest);
  }
  result.exponent -= F::digits + 2;
  result.inexact = rest != 0;
  return rounded<Scalar>(result);
}

template <typename Scalar>
Bits<Scalar> root(Bits<Scalar> a) {
  using F = Format<Scalar>;
  const Number x = number<Scalar>(a);
  if (x.significand == 0) return a;
  if (is_nan<Scalar>(a) || x.negative) return F::nan;
  if (is_infinite<Scalar>(a)) return a;
  const int zeros = std::countl_zero(x.significand);
  const int lift = zeros - ((x.exponent - zeros) & 1);
  std::uint64_t digits = x.significand << lift;
  std::uint64_t rest = 0;
  Number result{false, 0, (x.exponent - lift) / 2 + 32};
  for (int bit = 0; bit < F::digits + 3; ++bit) {
    rest = 4 * rest + (digits >> 62U);
    digits <<= 2U;
    const std::uint64_t trial = 4 * result.significand + 1;
    result.significand = 2 * result.significand + (rest >= trial ? 1 : 0);
    rest -= rest >= trial ? trial : 0;
    --result.exponent;
  }
  result.inexact = rest != 0 || digits != 0;
  return rounded<Scalar>(result);
}

/// One format's number in another.
template <typename To, typename From>
Bits<To> converted(Bits<From> a) {
  const Number x = number<From>(a);
  if (is_nan<From>(a)) return Format<To>::nan;
  if (is_infinite<From>(a)) return (x.negative ? Format<To>::sign : 0) | Format<To>::infinity;
  return rounded<To>(x);
}

template <typename Scalar>
Bits<Scalar> from_integer(std::int64_t i) {
  const auto bits = static_cast<std::uint64_t>(i);
  return rounded<Scalar>({i < 0, i < 0 ? -bits : bits, 0});
}

}  // namespace exact
