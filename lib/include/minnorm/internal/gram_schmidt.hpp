// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scaling.hpp>

#include <cmath>
#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// c := (I − Q·Qᵀ)·c for `count` orthonormal columns q of m values, repeated while that changes
/// much: "twice is enough" (Giraud et al. 2005) for c to be orthogonal to Q to rounding. What is
/// taken out along column i is added to taken[i·stride] unless that is null; it is summed up first,
/// in `sum` (m values), for then c is rounded but once. Returns ‖c‖²; 0 if that comes below
/// `least`, or still changes after eight times.
template <typename Scalar, typename M>
[[gnu::cold, gnu::noinline]] Scalar orthogonalize(const Scalar* q, M m, Index count, Scalar* c,
                                                  Scalar* sum, Scalar least, Scalar* taken,
                                                  Index stride) {
  Scalar squares = dot(c, c, m);
  for (int pass = 0; pass < 8; ++pass) {
    const Scalar before = squares;
    fill(sum, m, Scalar(0));
    for (Index i = 0; i < count; ++i) {
      const Scalar r = dot(q + i * m, c, m);
      axpy(r, q + i * m, sum, m);
      if (taken != nullptr) taken[i * stride] += r;
    }
    axpy(Scalar(-1), sum, c, m);
    squares = dot(c, c, m);
    if (!(squares < before * (Scalar(63) / Scalar(64)))) return squares;
    if (squares < least) break;
  }
  return Scalar(0);
}

/// A·P = Q·R with column pivoting, and what Jacobi wants of it: X = P·Rᵀ.
///
/// a: n columns of m ≥ n values; returns Q. x: n × n; returns X. When all columns are less than
/// leastSquare() with those before taken out, Q has no more columns, and those of X are zero.
/// squares, order: work of n values, of any type that has the numbers below n; sum: of m. Squares
/// of columns must not overflow.
///
/// Every column is orthogonalized against all of Q anew at every step: that finds the right
/// pivot, rounds each entry but a few times, and leaves the error of each row relative to that
/// row's own size (like Householder's QR with sorted rows, Cox & Higham 1998, as sgejsv has it), so
/// that Jacobi on X finds the small singular values of a matrix with graded rows, columns, or both.
template <typename Scalar, typename M, typename N, typename Order>
[[gnu::cold, gnu::noinline]] void pivotedGramSchmidt(Scalar* a, M m, N n, Scalar* x,
                                                     Scalar* squares, Order* order, Scalar* sum) {
  using std::sqrt;
  fill(x, n * n, Scalar(0));
  Scalar least(0);
  for (Index j = 0; j < n; ++j) order[j] = Order(j);
  for (Index k = 0; k < n; ++k) {
    Index longest = k;
    for (Index j = k; j < n; ++j) {
      squares[j] = orthogonalize(a, m, k, a + j * m, sum, least, x + Index(order[j]), n);
      if (squares[j] > squares[longest]) longest = j;
    }
    if (k == 0) least = leastSquare(squares[longest], n);
    if (squares[longest] < least) return;
    Scalar* const q = a + k * m;
    swap(q, a + longest * m, m);
    std::swap(order[k], order[longest]);
    const Scalar length = sqrt(squares[longest]);
    scale(Scalar(1) / length, q, q, m);
    x[k * n + Index(order[k])] = length;
  }
}

/// Extends `count` orthonormal columns q of m values to `wanted` ≤ m of them. Columns that are not
/// orthonormal, as where Jacobi did not converge, may leave no room: the last are zero then. sum:
/// work of m values.
template <typename Scalar, typename M>
[[gnu::cold, gnu::noinline]] void completeBasis(Scalar* q, M m, Index count, Index wanted,
                                                Scalar* sum) {
  using std::sqrt;
  // Unit vectors, each tried once: the sum of squares of what all of them have outside of the
  // columns is m − count ≥ 1.
  for (Index i = 0; i < m && count < wanted; ++i) {
    Scalar* const c = q + count * m;
    for (Index j = 0; j < m; ++j) c[j] = Scalar(i == j);
    const Scalar square =
        orthogonalize(q, m, count, c, sum, epsilon<Scalar>(), static_cast<Scalar*>(nullptr), 0);
    if (square * Scalar(2 * m) < Scalar(1)) continue;
    scale(Scalar(1) / sqrt(square), c, c, m);
    ++count;
  }
  fill(q + count * m, (wanted - count) * m, Scalar(0));
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
