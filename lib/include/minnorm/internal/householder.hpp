// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/loops.hpp>

#include <cmath>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// Elementary reflector H = I − τ·v·vᵀ with v(0) = 1 that maps x (n ≥ 1 values) to (β, 0, …, 0)ᵀ,
/// |β| = ‖x‖. On return x holds β and then v(1), …, v(n−1); the value is τ, 0 ≤ τ ≤ 2, and τ = 0
/// means H = I. ‖x‖² is a normal number or zero. Source:
/// LAPACK slarfg; Golub & Van Loan, Matrix Computations, 4th ed., algorithm 5.1.1.
template <typename Scalar>
Scalar makeReflector(Scalar* x, Index n) {
  using std::sqrt;
  const Scalar rest = dot(x + 1, x + 1, n - 1);
  if (rest == Scalar(0)) {
    fill(x + 1, n - 1, Scalar(0));
    return Scalar(0);
  }
  const Scalar alpha = x[0];
  const Scalar length = sqrt(alpha * alpha + rest);
  const Scalar beta = alpha > Scalar(0) ? -length : length;
  scale(Scalar(1) / (alpha - beta), x + 1, x + 1, n - 1);
  x[0] = beta;
  return (beta - alpha) / beta;
}

/// c := H·c for the reflector whose v(1), …, v(n−1) stand at v + 1 (v[0] is not read) and n values
/// c.
template <typename Scalar>
void applyReflector(const Scalar* v, Scalar tau, Scalar* c, Index n) {
  const Scalar w = tau * (c[0] + dot(v + 1, c + 1, n - 1));
  c[0] -= w;
  axpy(-w, v + 1, c + 1, n - 1);
}

/// c := Q·c for Q = H(0)·H(1)·…·H(count−1), reflector k below the diagonal of column k of a (rows
/// values a column); c: rows values.
template <typename Scalar>
void applyQ(const Scalar* a, Index rows, const Scalar* tau, Index count, Scalar* c) {
  for (Index k = count - 1; k >= 0; --k) applyReflector(a + k * rows + k, tau[k], c + k, rows - k);
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
