// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#ifdef __FAST_MATH__
#error \
    "minnorm needs IEEE arithmetic in the order it is written: compile without -ffast-math and -Ofast"
#endif

namespace minnorm {

using Eigen::Index;

/// Inner product Σ x(i)·y(i) of n ≥ 0 contiguous values, in the order every sum of this library
/// has: four partial sums by i mod 4, added as (s0 + s1) + (s2 + s3). A fixed order gives the same
/// bits on every IEEE machine; this one is also what a four-lane vector unit computes.
template <typename Scalar>
Scalar dot(const Scalar* x, const Scalar* y, Index n) {
  Scalar s0(0), s1(0), s2(0), s3(0);
  for (; n >= 4; n -= 4, x += 4, y += 4) {
    s0 += x[0] * y[0];
    s1 += x[1] * y[1];
    s2 += x[2] * y[2];
    s3 += x[3] * y[3];
  }
  if (n > 0) s0 += x[0] * y[0];
  if (n > 1) s1 += x[1] * y[1];
  if (n > 2) s2 += x[2] * y[2];
  return (s0 + s1) + (s2 + s3);
}

/// y += a·x for n ≥ 0 contiguous values.
template <typename Scalar>
void axpy(Scalar a, const Scalar* x, Scalar* y, Index n) {
  for (Index i = 0; i < n; ++i) y[i] += a * x[i];
}

/// Largest |x(i)| of n ≥ 0 values; 0 for n = 0. The values are finite.
template <typename Scalar>
Scalar maxAbs(const Scalar* x, Index n) {
  Scalar largest(0);
  for (Index i = 0; i < n; ++i) largest = Eigen::numext::maxi(largest, Eigen::numext::abs(x[i]));
  return largest;
}

/// Euclidean norm √Σ x(i)² of n ≥ 0 finite contiguous values, without the overflow and underflow of
/// the squares (LAPACK's snrm2): the plain sum when it lies where squares are exact to rounding,
/// else the sum of (x/max|x|)².
template <typename Scalar>
Scalar norm(const Scalar* x, Index n) {
  using Limits = std::numeric_limits<Scalar>;
  constexpr Scalar safe = Limits::min() / (Limits::epsilon() * Limits::epsilon());
  const Scalar squares = dot(x, x, n);
  if (squares > safe && squares <= Limits::max()) return Eigen::numext::sqrt(squares);
  const Scalar largest = maxAbs(x, n);
  if (largest == Scalar(0)) return largest;
  Scalar s[4] = {};
  for (Index i = 0; i < n; ++i) {
    const Scalar ratio = x[i] / largest;
    s[i % 4] += ratio * ratio;
  }
  return largest * Eigen::numext::sqrt((s[0] + s[1]) + (s[2] + s[3]));
}

}  // namespace minnorm
