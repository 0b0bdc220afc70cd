// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <type_traits>

#include "numerics/random.hpp"

namespace experiments::deep_linear {

/// Length of a standard normal vector in `degrees` ≥ 32 dimensions, at the price of a few numbers.
/// Source: Marsaglia & Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000).
inline float chi(numerics::Random& random, Eigen::Index degrees) {
  const float d = 0.5F * static_cast<float>(degrees) - 1.0F / 3;
  const float c = 1.0F / std::sqrt(9.0F * d);
  for (int attempt = 1;; ++attempt) {
    const float t = c * random.normal();  // |t| < 0.6
    // Accepted with probability exp(3d (log(1+t) − t + t²/2 − t³/3)), which is all but 1: the
    // series, for the logarithm itself would leave only rounding.
    float series = 0.0F;
    for (int n = 19; n >= 4; --n) series = 1.0F / static_cast<float>(n) - t * series;
    const float exponent = -3.0F * d * (t * t * t * t) * series;
    if (numerics::log(random.uniform()) < exponent || attempt == 16) {
      return std::sqrt(2.0F * d * ((1.0F + t) * (1.0F + t) * (1.0F + t)));
    }
  }
}

/// r = R of the QR factorisation of a `rows` × n matrix of standard normal numbers, which has
/// independent entries: chi on the diagonal and normal above. rows ≥ n + 31. Source: Bartlett, On
/// the theory of statistical regression (1934).
template <typename Triangle>
void draw_gaussian_triangle(numerics::Random& random, Eigen::Index rows, Triangle&& r) {
  using Scalar = typename std::decay_t<Triangle>::Scalar;
  for (Eigen::Index i = 0; i < r.rows(); ++i) {
    for (Eigen::Index j = 0; j < i; ++j) r(i, j) = Scalar(0);
    r(i, i) = Scalar(chi(random, rows - i));
    for (Eigen::Index j = i + 1; j < r.cols(); ++j) r(i, j) = Scalar(random.normal());
  }
}

}  // namespace experiments::deep_linear
