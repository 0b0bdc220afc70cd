// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// What an operation rounds to, and what the rounding left out: high + low is exact.
template <typename Scalar>
struct HighLow {
  Scalar high, low;
};

/// x + y.
template <typename Scalar>
HighLow<Scalar> twoSum(Scalar x, Scalar y) {
  const Scalar sum = x + y;
  const Scalar taken = sum - x;
  return {sum, (x - (sum - taken)) + (y - taken)};
}

/// x + y, where y = 0 or x has no lower exponent than y.
template <typename Scalar>
HighLow<Scalar> fastTwoSum(Scalar x, Scalar y) {
  const Scalar sum = x + y;
  return {sum, y - (sum - x)};
}

/// The first half of the digits of x, rounded; the rest fits in the other half.
template <typename Scalar>
Scalar upperHalf(Scalar x) {
  constexpr int digits = std::numeric_limits<Scalar>::digits;
  const Scalar shifted = x * Scalar((1 << ((digits + 1) / 2)) + 1);
  return shifted - (shifted - x);
}

/// x·y, unless the low part underflows. Magnitudes must be below 2^-13 of the largest float (2^-28
/// of the largest double).
template <typename Scalar>
HighLow<Scalar> twoProduct(Scalar x, Scalar y) {
  const Scalar product = x * y;
  const Scalar xh = upperHalf(x), xl = x - xh;
  const Scalar yh = upperHalf(y), yl = y - yh;
  return {product, ((xh * yh - product) + xh * yl + xl * yh) + xl * yl};
}

/// A sum in about twice the digits of Scalar, kept as high + low with |low| at most half a unit in
/// the last place of high: Dekker, A floating-point technique for extending the available
/// precision, Numer. Math. 18 (1971). Only + − ×, so it has the same bits on every board.
template <typename Scalar>
class DoubleLength {
 public:
  DoubleLength() = default;
  explicit DoubleLength(Scalar value) : m_high{value} {}

  /// The sum rounded to Scalar.
  Scalar high() const { return m_high; }
  /// What high() leaves out.
  Scalar low() const { return m_low; }

  /// Adds x.
  void add(Scalar x) {
    const auto sum = twoSum(m_high, x);
    const auto renewed = fastTwoSum(sum.high, sum.low + m_low);
    m_high = renewed.high;
    m_low = renewed.low;
  }

  /// Adds x·y, whose magnitudes are as twoProduct() has them.
  void addProduct(Scalar x, Scalar y) {
    const auto product = twoProduct(x, y);
    add(product.high);
    add(product.low);
  }

 private:
  Scalar m_high{}, m_low{};
};

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
