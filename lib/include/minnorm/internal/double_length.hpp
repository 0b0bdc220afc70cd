// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

namespace minnorm::internal {

/// A sum in about twice the digits of Scalar (float or double), kept as high + low with |low| at
/// most half a unit in the last place of high: Dekker, A floating-point technique for extending the
/// available precision, Numer. Math. 18 (1971). Only + − ×, so it has the same bits on every board.
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
    const Scalar sum = m_high + x;
    const Scalar taken = sum - m_high;
    const Scalar rest = ((m_high - (sum - taken)) + (x - taken)) + m_low;
    m_high = sum + rest;
    m_low = rest - (m_high - sum);
  }

  /// Adds x·y, whose magnitudes must be below 2^-13 of the largest float (2^-28 of the largest
  /// double).
  void addProduct(Scalar x, Scalar y) {
    const Scalar product = x * y;
    const Scalar xh = upperHalf(x), xl = x - xh;
    const Scalar yh = upperHalf(y), yl = y - yh;
    add(product);
    add(((xh * yh - product) + xh * yl + xl * yh) + xl * yl);
  }

 private:
  static Scalar upperHalf(Scalar x) {
    constexpr int digits = std::numeric_limits<Scalar>::digits;
    const Scalar shifted = x * Scalar((1 << ((digits + 1) / 2)) + 1);
    return shifted - (shifted - x);
  }

  Scalar m_high{}, m_low{};
};

}  // namespace minnorm::internal
