// SPDX-License-Identifier: MIT
#pragma once

namespace experiments::normalize {

/// eˣ to a few ε of its value, of + − × ÷ alone, for |x| ≤ 40. x = k·ln 2 + r with |r| ≤ ½ ln 2,
/// and eʳ as its Taylor series.
template <typename Scalar>
Scalar exponential(Scalar x) {
  // ln 2 in two parts, the first so short that k times it is exact.
  const Scalar log_2 = Scalar(0.693145751953125F);
  const Scalar rest = Scalar(1.42860682030941723212e-6);
  const int k = static_cast<int>(x / log_2 + Scalar(x < Scalar(0) ? -0.5F : 0.5F));
  const Scalar r = (x - Scalar(k) * log_2) - Scalar(k) * rest;
  Scalar value(1);
  for (int j = 13; j > 0; --j) value = Scalar(1) + value * r / Scalar(j);
  for (int j = 0; j < k; ++j) value *= Scalar(2);
  for (int j = 0; j > k; --j) value *= Scalar(0.5F);
  return value;
}

/// 1 / (1 + e⁻ᶻ), to a few ε, for |z| ≤ 40.
template <typename Scalar>
Scalar logistic(Scalar z) {
  return Scalar(1) / (Scalar(1) + exponential(-z));
}

/// tanh z to a few ε, not relative to it, for |z| ≤ 20: the logistic function but for affine maps
/// of z and of the value, section 3.2.
template <typename Scalar>
Scalar hyperbolic_tangent(Scalar z) {
  return Scalar(2) * logistic(Scalar(2) * z) - Scalar(1);
}

}  // namespace experiments::normalize
