// SPDX-License-Identifier: MIT
#pragma once

#include "families.hpp"

namespace numeric_test {

/// The ratios of LAPACK's test of its SVD drivers: 1 is about one rounding per row or column.
struct Ratios {
  double residual = 0;   ///< ‖A − U·Σ·Vᵀ‖ / (‖A‖·max(m, n)·ulp)
  double u = 0;          ///< ‖I − Uᵀ·U‖ / (m·ulp)
  double v = 0;          ///< ‖I − Vᵀ·V‖ / (n·ulp)
  double sigma = 0;      ///< |σ − LAPACK's in double| / (σ₁·max(m, n)·ulp); of float only
  double eachSigma = 0;  ///< the same relative to each σ, where A determines each
  bool ordered = true;   ///< σ decreases and is not negative
  bool succeeded = true;

  /// Keeps the worse of each.
  void include(const Ratios& other);
};

/// Matrix number `draw` of a family, decomposed with U and V, full for float and thin for double.
Ratios floatRatios(const Family& family, const Shape& shape, std::uint32_t draw);
Ratios doubleRatios(const Family& family, const Shape& shape, std::uint32_t draw);

/// The worst of update() in float, with full factors: from draw 0 to draw 1, and on to matrices
/// each entry of which differs by up to a hundredth, a thousandth, … of it.
Ratios updatedRatios(const Family& family, const Shape& shape);

}  // namespace numeric_test
