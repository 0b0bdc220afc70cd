// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

namespace experiments::regression {

/// A sum in about twice the digits of Scalar (float or double), kept as high + low with |low| at
/// most half a unit in the last place of high: Dekker, A floating-point technique for extending the
/// available precision, Numer. Math. 18 (1971). Only + − ×, so it has the same bits on every board.
template <typename Scalar>
class DoubleLength {
 public:
  DoubleLength() = default;
  explicit DoubleLength(Scalar value) : high_{value} {}

  /// The sum rounded to Scalar.
  Scalar high() const { return high_; }
  /// What high() leaves out.
  Scalar low() const { return low_; }

  /// Adds x.
  void add(Scalar x) {
    const Scalar sum = high_ + x;
    const Scalar taken = sum - high_;
    const Scalar rest = ((high_ - (sum - taken)) + (x - taken)) + low_;
    high_ = sum + rest;
    low_ = rest - (high_ - sum);
  }

  /// Adds x·y, whose magnitudes must be below 2^-13 of the largest float (2^-28 of the largest
  /// double).
  void add_product(Scalar x, Scalar y) {
    const Scalar product = x * y;
    const Scalar xh = upper_half(x), xl = x - xh;
    const Scalar yh = upper_half(y), yl = y - yh;
    add(product);
    add(((xh * yh - product) + xh * yl + xl * yh) + xl * yl);
  }

 private:
  static Scalar upper_half(Scalar x) {
    constexpr int digits = std::numeric_limits<Scalar>::digits;
    const Scalar shifted = x * Scalar((1 << ((digits + 1) / 2)) + 1);
    return shifted - (shifted - x);
  }

  Scalar high_{}, low_{};
};

}  // namespace experiments::regression
