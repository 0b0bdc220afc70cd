// SPDX-License-Identifier: MIT
#pragma once

namespace numerics {

/// cos x to 3e-16, of + − × ÷ alone, for |x| ≤ 10⁶. x = k·π/2 + r with |r| ≤ π/4, and cos r or
/// sin r as its Taylor series.
inline double cosine(double x) {
  // π/2 in two parts, the first so short that k times it is exact.
  constexpr double half_pi = 1.57079632673412561417;
  constexpr double rest = 6.07710050650619224932e-11;
  const int k = static_cast<int>(x / half_pi + (x < 0.0 ? -0.5 : 0.5));
  const double r = (x - k * half_pi) - k * rest;
  const bool is_sine = k % 2 != 0;
  const int first = is_sine ? 1 : 0;
  double series = 1.0;
  for (int j = 16 + first; j > first; j -= 2) series = 1.0 - series * (r * r / (j * (j - 1)));
  const double value = is_sine ? r * series : series;
  const int quadrant = ((k % 4) + 4) % 4;
  return quadrant == 1 || quadrant == 2 ? -value : value;
}

}  // namespace numerics
