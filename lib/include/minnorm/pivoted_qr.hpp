// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/householder.hpp>

#include <algorithm>

namespace minnorm {

/// Sorts the rows of a (rows × cols, column-major, no padding) by decreasing largest magnitude.
/// Householder QR with column pivoting is then stable row by row too (Cox & Higham 1998), which
/// keeps the small singular values of a matrix with graded rows; sgejsv does the same.
/// transpositions: `rows` indices; row k was swapped with transpositions[k] for k = 0, 1, ….
/// magnitudes: work of `rows` values.
template <typename Scalar>
void sortRows(Scalar* a, Index rows, Index cols, Index* transpositions, Scalar* magnitudes) {
  for (Index i = 0; i < rows; ++i) {
    magnitudes[i] = Scalar(0);
    for (Index j = 0; j < cols; ++j) {
      magnitudes[i] = std::max(magnitudes[i], Eigen::numext::abs(a[j * rows + i]));
    }
  }
  for (Index k = 0; k < rows; ++k) {
    const Index largest = std::max_element(magnitudes + k, magnitudes + rows) - magnitudes;
    transpositions[k] = largest;
    if (largest == k) continue;
    std::swap(magnitudes[k], magnitudes[largest]);
    for (Index j = 0; j < cols; ++j) std::swap(a[j * rows + k], a[j * rows + largest]);
  }
}

/// Undoes `count` transpositions k ↔ transpositions[k], made for k = 0, 1, …, on the entries of x.
template <typename Scalar>
void undoTranspositions(const Index* transpositions, Index count, Scalar* x) {
  for (Index k = count - 1; k >= 0; --k) std::swap(x[k], x[transpositions[k]]);
}

/// QR factorisation with column pivoting, A·P = Q·R, in place (Businger–Golub; LAPACK sgeqp3's
/// unblocked slaqp2).
///
/// a: rows × cols, column-major, no padding. On return its upper triangle holds R and column k
/// below the diagonal the reflector k of Q = H(0)·H(1)·…; tau: min(rows, cols) values.
/// transpositions: min(rows, cols) indices; P swaps columns k and transpositions[k] for k = 0, 1,
/// …. norms, reference: work of cols values each. Returns the rank r: the number of pivots found
/// before all remaining columns are zero (shorter than the smallest normal number). The diagonal of
/// R has r nonzero entries of decreasing magnitude; what stands in rows r and on counts as zero.
template <typename Scalar>
Index pivotedQr(Scalar* a, Index rows, Index cols, Scalar* tau, Index* transpositions,
                Scalar* norms, Scalar* reference) {
  const Scalar recompute = Eigen::numext::sqrt(std::numeric_limits<Scalar>::epsilon());
  for (Index j = 0; j < cols; ++j) norms[j] = reference[j] = norm(a + j * rows, rows);

  const Index steps = std::min(rows, cols);
  for (Index k = 0; k < steps; ++k) {
    const Index pivot = std::max_element(norms + k, norms + cols) - norms;
    if (norms[pivot] < std::numeric_limits<Scalar>::min()) return k;
    transpositions[k] = pivot;
    if (pivot != k) {
      std::swap_ranges(a + k * rows, a + (k + 1) * rows, a + pivot * rows);
      norms[pivot] = norms[k];
      reference[pivot] = reference[k];
    }
    Scalar* const v = a + k * rows + k;
    tau[k] = makeReflector(v, rows - k);

    for (Index j = k + 1; j < cols; ++j) {
      Scalar* const c = a + j * rows + k;
      applyReflector(v, tau[k], c, rows - k);
      // The norm of what is left of column j, by Pythagoras while that is accurate (Drmač &
      // Bujanović 2008).
      if (norms[j] == Scalar(0)) continue;
      const Scalar gone = Eigen::numext::abs(c[0]) / norms[j];
      const Scalar left = std::max(Scalar(0), (Scalar(1) - gone) * (Scalar(1) + gone));
      const Scalar shrunk = norms[j] / reference[j];
      if (left * shrunk * shrunk <= recompute) {
        norms[j] = reference[j] = norm(c + 1, rows - k - 1);
      } else {
        norms[j] *= Eigen::numext::sqrt(left);
      }
    }
  }
  return steps;
}

/// c := Q·c for the first `count` reflectors of a factorisation stored as pivotedQr leaves it; c:
/// rows values.
template <typename Scalar>
void applyQ(const Scalar* a, Index rows, const Scalar* tau, Index count, Scalar* c) {
  for (Index k = count - 1; k >= 0; --k) applyReflector(a + k * rows + k, tau[k], c + k, rows - k);
}

}  // namespace minnorm
