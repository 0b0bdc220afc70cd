// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/sum.hpp>

namespace minnorm {

/// Elementary reflector H = I − τ·v·vᵀ with v(0) = 1 that maps x (n ≥ 1 values) to (β, 0, …, 0)ᵀ,
/// |β| = ‖x‖. On return x holds β and then v(1), …, v(n−1); the value is τ, 0 ≤ τ ≤ 2, and τ = 0
/// means H = I. A vector shorter than the smallest normal number counts as zero: its reciprocal
/// would overflow. Source: LAPACK slarfg; Golub & Van Loan, Matrix Computations, 4th ed.,
/// algorithm 5.1.1.
template <typename Scalar>
Scalar makeReflector(Scalar* x, Index n) {
  const Scalar length = norm(x, n);
  if (length < std::numeric_limits<Scalar>::min() || maxAbs(x + 1, n - 1) == Scalar(0)) {
    for (Index i = 1; i < n; ++i) x[i] = Scalar(0);
    return Scalar(0);
  }
  const Scalar alpha = x[0];
  const Scalar beta = alpha > Scalar(0) ? -length : length;
  const Scalar pivot = alpha - beta;
  for (Index i = 1; i < n; ++i) x[i] /= pivot;
  x[0] = beta;
  return -pivot / beta;
}

/// c := H·c for the reflector whose v(1), …, v(n−1) stand at v + 1 (v[0] is not read) and n values
/// c.
template <typename Scalar>
void applyReflector(const Scalar* v, Scalar tau, Scalar* c, Index n) {
  const Scalar w = tau * (c[0] + dot(v + 1, c + 1, n - 1));
  c[0] -= w;
  axpy(-w, v + 1, c + 1, n - 1);
}

}  // namespace minnorm
