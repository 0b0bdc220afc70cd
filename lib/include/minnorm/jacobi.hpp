// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/sum.hpp>

#include <algorithm>

namespace minnorm {

/// What one-sided Jacobi did: the number of sweeps, and whether the stopping rule was met within
/// the bound.
struct JacobiOutcome {
  int sweeps;
  bool converged;
};

/// x := a·(x + b·y) for the old x and y, and y := c·(y + d·x) likewise; n values each.
template <typename Scalar>
void rotate(Scalar* x, Scalar* y, Index n, Scalar a, Scalar b, Scalar c, Scalar d) {
  for (Index i = 0; i < n; ++i) {
    const Scalar xi = x[i];
    const Scalar yi = y[i];
    x[i] = a * (xi + b * yi);
    y[i] = c * (yi + d * xi);
  }
}

/// One-sided Jacobi SVD of a nonsingular square matrix, X·V = U·Σ, by plane rotations of its
/// columns.
///
/// x: n columns of n values, `stride` apart; returns U. v: likewise with stride `vStride`; returns
/// V; null when V is not wanted. sigma: n values; returns the singular values in decreasing order.
/// X is nonsingular, at least to rounding: columns that others span have no direction to turn to,
/// and the iteration may reach its bound (take the rank out first, as JacobiSVD does).
///
/// Columns are kept as unit vectors with their lengths apart, X = Y·D: the inner product of two
/// columns is then the cosine of their angle, which the stopping rule of LAPACK's sgesvj judges as
/// it is, and no square of a length can overflow or underflow, whatever the scaling of the columns.
/// A pair is rotated if |cos| > √n·ε; the iteration ends after a sweep without rotation, or by
/// sgesvj's forecast that the next would have none, and at the latest after maxSweeps. (sgesvj
/// takes half that ε. For n = 2 a computed cosine of orthogonal columns can exceed it again and
/// again.) The rule makes the error of each singular value depend on the condition of Y only, not
/// of D (Demmel & Veselić 1992; Drmač & Veselić 2008).
template <typename Scalar>
JacobiOutcome jacobi(Scalar* x, Index stride, Scalar* v, Index vStride, Scalar* sigma, Index n,
                     int maxSweeps) {
  using Eigen::numext::abs;
  using Eigen::numext::sqrt;
  constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
  const Scalar rootN = sqrt(Scalar(n));
  const Scalar threshold = rootN * epsilon;
  const Scalar recompute = sqrt(epsilon);

  const auto normalize = [&](Index j) {
    Scalar* const column = x + j * stride;
    const Scalar length = norm(column, n);
    sigma[j] *= length;
    if (length == Scalar(0)) return;
    for (Index i = 0; i < n; ++i) column[i] /= length;
  };

  for (Index j = 0; j < n; ++j) {
    sigma[j] = Scalar(1);
    if (v == nullptr) continue;
    std::fill_n(v + j * vStride, n, Scalar(0));
    v[j * vStride + j] = Scalar(1);
  }

  JacobiOutcome outcome{0, n < 2};
  for (;;) {
    for (Index j = 0; j < n; ++j) normalize(j);
    if (outcome.converged || outcome.sweeps == maxSweeps) break;
    ++outcome.sweeps;

    Scalar largestCosine(0), largestSine(0);
    for (Index p = 0; p + 1 < n; ++p) {
      for (Index q = p + 1; q < n; ++q) {
        const Scalar cosine = dot(x + p * stride, x + q * stride, n);
        largestCosine = std::max(largestCosine, abs(cosine));
        if (!(abs(cosine) > threshold)) continue;

        // With ρ = short/long the rotation's tangent is ρ·τ; written for τ it cannot overflow as ρ
        // goes to 0.
        const bool ordered = sigma[p] >= sigma[q];
        const Index longer = ordered ? p : q;
        const Index shorter = ordered ? q : p;
        const Scalar rho = sigma[longer] > Scalar(0) ? sigma[shorter] / sigma[longer] : Scalar(0);
        const Scalar gap = (Scalar(1) - rho) * (Scalar(1) + rho);
        const Scalar twice = Scalar(2) * rho * cosine;
        const Scalar tau = Scalar(2) * cosine / (gap + sqrt(gap * gap + twice * twice));
        const Scalar tangent = rho * tau;
        // Not 1/sqrt: for small tangents that is rounded up on average, and lengths would grow with
        // every rotation.
        const Scalar c = sqrt(Scalar(1) / (Scalar(1) + tangent * tangent));
        largestSine = std::max(largestSine, abs(tangent));

        const Scalar growth = sqrt(Scalar(1) + rho * tangent * cosine);
        const Scalar left = Scalar(1) - tau * cosine;
        const Scalar shrinkage = left > recompute ? sqrt(left) : Scalar(1);
        rotate(x + longer * stride, x + shorter * stride, n, c / growth, rho * tangent,
               c / shrinkage, -tau);
        sigma[longer] *= growth;
        sigma[shorter] *= shrinkage;
        if (!(left > recompute)) normalize(shorter);
        if (v != nullptr) {
          rotate(v + longer * vStride, v + shorter * vStride, n, c, tangent, c, -tangent);
        }
      }
    }
    outcome.converged =
        largestCosine <= threshold ||
        (largestCosine < rootN * threshold && Scalar(n) * largestCosine * largestSine < threshold);
  }

  for (Index j = 0; j + 1 < n; ++j) {
    const Index largest = std::max_element(sigma + j, sigma + n) - sigma;
    if (largest == j) continue;
    std::swap(sigma[j], sigma[largest]);
    std::swap_ranges(x + j * stride, x + j * stride + n, x + largest * stride);
    if (v != nullptr) std::swap_ranges(v + j * vStride, v + j * vStride + n, v + largest * vStride);
  }
  return outcome;
}

}  // namespace minnorm
