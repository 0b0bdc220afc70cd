// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/householder.hpp>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// [R₁₁ R₁₂] = [T 0]·Z with R₁₁ and T upper triangular (rank × rank) and Z = Z(0)·Z(1)·…
/// orthogonal, in place (LAPACK stzrzf). Reflector Z(k) touches entry k and the last cols − rank
/// ones only, so that R₁₁ stays triangular.
///
/// a: rows × cols, column-major, no padding, R in its first rank ≤ rows rows. On return T stands in
/// the place of R₁₁, and from column `rank` on the reflectors, cols − rank values each without the
/// leading 1, one after the other: all loops then run along memory. tau: rank values. work: rank ×
/// (cols − rank + 1) values.
template <typename Scalar>
void reduceTrapezoid(Scalar* a, Index rows, Index cols, Index rank, Scalar* tau, Scalar* work) {
  const Index length = cols - rank + 1;
  Scalar* const z = a + rank * rows;
  for (Index k = 0; k < rank; ++k) {
    for (Index j = 1; j < length; ++j) work[k * length + j] = z[(j - 1) * rows + k];
  }
  for (Index k = rank - 1; k >= 0; --k) {
    Scalar* const t = a + k * rows;
    Scalar* const v = work + k * length;
    v[0] = t[k];
    tau[k] = makeReflector(v, length);
    t[k] = v[0];
    for (Index i = 0; i < k; ++i) {
      Scalar* const row = work + i * length;
      row[0] = t[i];
      applyReflector(v, tau[k], row, length);
      t[i] = row[0];
    }
  }
  for (Index k = 0; k < rank; ++k) {
    for (Index j = 1; j < length; ++j) z[k * (length - 1) + j - 1] = work[k * length + j];
  }
}

/// x := Zᵀ·x for the reflectors that reduceTrapezoid leaves at z; x: rank values, then `free` =
/// cols − rank ones.
template <typename Scalar>
void applyZTransposed(const Scalar* z, Index free, const Scalar* tau, Index rank, Scalar* x) {
  for (Index k = 0; k < rank; ++k, z += free) {
    const Scalar w = tau[k] * (x[k] + dot(z, x + rank, free));
    x[k] -= w;
    axpy(-w, z, x + rank, free);
  }
}

/// x := Z·x, likewise.
template <typename Scalar>
void applyZ(const Scalar* z, Index free, const Scalar* tau, Index rank, Scalar* x) {
  for (Index k = rank - 1; k >= 0; --k) {
    const Scalar* const v = z + k * free;
    const Scalar w = tau[k] * (x[k] + dot(v, x + rank, free));
    x[k] -= w;
    axpy(-w, v, x + rank, free);
  }
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
