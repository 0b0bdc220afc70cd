// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

namespace minnorm::internal {

/// Numbers of twice the digits as high + low, |low| at most half a unit in the last place of high:
/// Dekker, A floating-point technique for extending the available precision, Numer. Math. 18
/// (1971). Only + − ×, so they have the same bits on every board.
template <typename Part>
struct Parts {
  Part high, low;
};

/// a + b, for |a| ≥ |b|.
template <typename Part>
Parts<Part> sumOfOrdered(Part a, Part b) {
  const Part sum = a + b;
  return {sum, b - (sum - a)};
}

/// a + b (Knuth).
template <typename Part>
Parts<Part> exactSum(Part a, Part b) {
  const Part sum = a + b;
  const Part taken = sum - a;
  return {sum, (a - (sum - taken)) + (b - taken)};
}

/// The leading half of x's digits.
template <typename Part>
Part upperHalf(Part x) {
  constexpr int digits = std::numeric_limits<Part>::digits;
  const Part shifted = x * Part((1 << ((digits + 1) / 2)) + 1);
  return shifted - (shifted - x);
}

/// x·y, whose magnitudes must be below 2^-13 of the largest float (2^-28 of the largest double).
template <typename Part>
Parts<Part> exactProduct(Part x, Part y) {
  const Part product = x * y;
  const Part xh = upperHalf(x), xl = x - xh;
  const Part yh = upperHalf(y), yl = y - yh;
  return {product, ((xh * yh - product) + xh * yl + xl * yh) + xl * yl};
}

/// A sum in about twice the digits of Scalar (float or double).
template <typename Scalar>
class DoubleLength {
 public:
  DoubleLength() = default;
  explicit DoubleLength(Scalar value) : m_sum{value, Scalar(0)} {}

  /// The sum rounded to Scalar.
  Scalar high() const { return m_sum.high; }
  /// What high() leaves out.
  Scalar low() const { return m_sum.low; }

  /// Adds x.
  void add(Scalar x) {
    const auto sum = exactSum(m_sum.high, x);
    m_sum = sumOfOrdered(sum.high, sum.low + m_sum.low);
  }

  /// Adds x·y: see exactProduct().
  void addProduct(Scalar x, Scalar y) {
    const auto product = exactProduct(x, y);
    add(product.high);
    add(product.low);
  }

 private:
  Parts<Scalar> m_sum{};
};

}  // namespace minnorm::internal
