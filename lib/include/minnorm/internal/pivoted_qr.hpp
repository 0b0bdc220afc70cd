// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/householder.hpp>
#include <minnorm/internal/scalar.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// Undoes `count` transpositions k ↔ transpositions[k], made for k = 0, 1, …, on the entries of x.
template <typename Scalar>
void undoTranspositions(const Index* transpositions, Index count, Scalar* x) {
  for (Index k = count - 1; k >= 0; --k) std::swap(x[k], x[transpositions[k]]);
}

/// QR factorisation with column pivoting, A·P = Q·R, in place (Businger–Golub; LAPACK sgeqp3's
/// unblocked slaqp2).
///
/// a: rows × cols, column-major, no padding; squares of column norms neither over- nor underflow.
/// On return its upper triangle holds R and column k below the diagonal the reflector k of Q =
/// H(0)·H(1)·…; tau: min(rows, cols) values. transpositions: min(rows, cols) indices; P swaps
/// columns k and transpositions[k] for k = 0, 1, …. squares, reference: work of cols values each.
/// Returns the rank r: the number of pivots found before all remaining columns are zero (their
/// squares underflow). The diagonal of R has r nonzero entries of decreasing magnitude; what stands
/// in rows r and on counts as zero.
template <typename Scalar>
Index pivotedQr(Scalar* a, Index rows, Index cols, Scalar* tau, Index* transpositions,
                Scalar* squares, Scalar* reference) {
  using std::sqrt;
  const Scalar recompute = sqrt(epsilon<Scalar>());
  for (Index j = 0; j < cols; ++j) {
    squares[j] = reference[j] = dot(a + j * rows, a + j * rows, rows);
  }
  const Index steps = std::min(rows, cols);
  for (Index k = 0; k < steps; ++k) {
    const Index pivot = std::max_element(squares + k, squares + cols) - squares;
    if (squares[pivot] < std::numeric_limits<Scalar>::min()) return k;
    transpositions[k] = pivot;
    if (pivot != k) {
      std::swap_ranges(a + k * rows, a + (k + 1) * rows, a + pivot * rows);
      squares[pivot] = squares[k];
      reference[pivot] = reference[k];
    }
    Scalar* const v = a + k * rows + k;
    tau[k] = rows - k > 1 ? makeReflector(v, rows - k) : Scalar(0);

    for (Index j = k + 1; j < cols; ++j) {
      Scalar* const c = a + j * rows + k;
      applyReflector(v, tau[k], c, rows - k);
      // The square of what is left of column j, by Pythagoras while that is accurate (Drmač &
      // Bujanović 2008).
      squares[j] -= c[0] * c[0];
      if (squares[j] <= recompute * reference[j]) {
        squares[j] = reference[j] = dot(c + 1, c + 1, rows - k - 1);
      }
    }
  }
  return steps;
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
