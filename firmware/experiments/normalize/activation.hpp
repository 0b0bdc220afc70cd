// SPDX-License-Identifier: MIT
#pragma once

#include "numerics/exponential.hpp"

namespace experiments::normalize {

/// 1 / (1 + e⁻ᶻ), to a few ε.
template <typename Scalar>
Scalar logistic(Scalar z) {
  return Scalar(1) / (Scalar(1) + numerics::exponential(-z));
}

/// tanh z to a few ε, not relative to it: the logistic function but for affine maps
/// of z and of the value, section 3.2.
template <typename Scalar>
Scalar hyperbolic_tangent(Scalar z) {
  return Scalar(2) * logistic(Scalar(2) * z) - Scalar(1);
}

}  // namespace experiments::normalize
