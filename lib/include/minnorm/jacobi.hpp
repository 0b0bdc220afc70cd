// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/scaling.hpp>
#include <minnorm/sum.hpp>

#include <algorithm>
#include <limits>

namespace minnorm {

/// The number of sweeps that Jacobi made, and whether they met the stopping rule.
struct JacobiOutcome {
  int sweeps;
  bool converged;
};

namespace internal {

template <typename Scalar, typename N>
EIGEN_ALWAYS_INLINE Scalar pairDot(const Scalar* p, const Scalar* q, N n) {
  if constexpr (isAtMost<N, few>) return inlined::dot(p, q, n);
  return dot(p, q, n);
}

template <typename Scalar, typename N>
EIGEN_ALWAYS_INLINE void pairShear(Scalar* p, Scalar* q, N n, Scalar a, Scalar b) {
  if constexpr (isAtMost<N, few>) return inlined::shear(p, q, n, a, b);
  shear(p, q, n, a, b);
}

/// The columns that jacobi() rotates, x scaled by `scales` and w likewise, with the squares of the
/// former's lengths. A square is exact to rounding when measured; below its floor it has lost so
/// much since that it must be measured again. A column not longer than √negligible is none.
template <int MaxN, typename Scalar, typename M, typename K, typename Accumulate>
struct JacobiColumns {
  Scalar* x;
  M m;
  Scalar* w;
  K k;
  Accumulate accumulate;
  Scalar* negligible;
  Scalar squares[MaxN], floors[MaxN], scales[MaxN];

  JacobiColumns(Scalar* x_, M m_, Scalar* w_, K k_, Accumulate accumulate_, Scalar* negligible_)
      : x(x_), m(m_), w(w_), k(k_), accumulate(accumulate_), negligible(negligible_) {}

  [[gnu::noinline]] void measure(Index first, Index last) {
    for (Index j = first; j < last; ++j) {
      squares[j] = scales[j] * scales[j] * pairDot(x + j * m, x + j * m, m);
      floors[j] = squares[j] / Scalar(16);
    }
  }

  /// Measures column q after it has shrunk; it becomes zero if that leaves nothing of it.
  [[gnu::cold, gnu::noinline]] void measureShrunk(Index q) {
    measure(q, q + 1);
    if (squares[q] <= negligible[q] + std::numeric_limits<Scalar>::min()) {
      squares[q] = Scalar(0);
      scale(Scalar(0), x + q * m, x + q * m, m);
    }
  }

  [[gnu::cold, gnu::noinline]] void exchange(Index i, Index j) {
    std::swap(squares[i], squares[j]);
    std::swap(floors[i], floors[j]);
    std::swap(scales[i], scales[j]);
    std::swap(negligible[i], negligible[j]);
    swap(x + i * m, x + j * m, m);
    if (accumulate) swap(w + i * k, w + j * k, k);
  }

  /// Multiplies column j of x by a, that of w by its scale.
  void rescale(Index j, Scalar a) {
    scale(a, x + j * m, x + j * m, m);
    if (accumulate) scale(scales[j], w + j * k, w + j * k, k);
  }
};

}  // namespace internal

/// One-sided Jacobi SVD by plane rotations of columns, X·J = U·Σ.
///
/// x: n ≤ MaxN columns of m ≥ n values, one after the other, finite, with room for squares to grow
/// (see normalize()); returns U. w: n columns of k values; if `accumulate`, returns W·J. sigma: n
/// values; returns the singular values in decreasing order. A column that shrinks to less than √n·ε
/// of its first length is parallel to others as far as can be told: it becomes zero, with a
/// singular value of 0. Without `vectors` U is not returned and x is lost. `vectors` and
/// `accumulate` are bool, or types that are their values. Not converged: MaxSweeps ≥ 1 did not meet
/// the rule below.
///
/// Each sweep visits all pairs (p, q), p the longest column from p on (de Rijk 1989), so that a
/// rotation makes p longer and q shorter and no angle exceeds 45°. The pair is rotated if |cos| of
/// its angle exceeds √n·ε, twice LAPACK's sgesvj: for n = 2 the computed cosine of orthogonal
/// columns can exceed half of it again and again. In the first sweep it is 0.1, for small angles
/// made right there do not last. The error of each singular value then depends on the condition of
/// X with columns scaled to unit length, not on their lengths (Demmel & Veselić 1992).
///
/// After a sweep whose largest turn of a column's direction is τ, no cosine is above 2n·τ² to first
/// order; if that is below the threshold, no sweep follows to see it. Singular values alone change
/// by the square of a cosine over the gap between lengths: without vectors, a pair for which that
/// is below ε/4 is left alone.
///
/// Rotations are Anda & Park's fast scaled ones (1994): two shears, with the columns' scale factors
/// kept apart. Squared lengths are updated with each rotation, and measured anew when one has lost
/// 15/16, in every fourth sweep, and at the end.
template <int MaxN, int MaxSweeps, typename Scalar, typename M, typename K, typename N,
          typename Vectors, typename Accumulate>
JacobiOutcome jacobi(Scalar* x, M m, Scalar* w, K k, N n, Scalar* sigma, Vectors vectors,
                     Accumulate accumulate) {
  using Eigen::numext::sqrt;
  using Limits = std::numeric_limits<Scalar>;
  constexpr Scalar epsilon = Limits::epsilon();
  const Scalar threshold = Scalar(Index(n)) * epsilon * epsilon;
  const Scalar lastTurn = sqrt(threshold) / Scalar(Index(2 * n));
  Scalar limit = Scalar(0.01);

  internal::JacobiColumns<MaxN, Scalar, M, K, Accumulate> columns(x, m, w, k, accumulate, sigma);
  Scalar* const squares = columns.squares;
  Scalar* const scales = columns.scales;
  fill(scales, n, Scalar(1));
  columns.measure(0, n);
  scale(threshold, squares, sigma, n);

  int sweeps = 0;
  bool converged = n < 2;
  while (!converged && sweeps < MaxSweeps) {
    converged = sweeps > 0;
    ++sweeps;
    for (Index j = 0; j < n; ++j) {
      if (internal::isWithin(scales[j], Scalar(1) / 16, Scalar(16))) continue;
      columns.rescale(j, scales[j]);
      scales[j] = Scalar(1);
    }
    if (sweeps % 4 == 3) columns.measure(0, n);
    Index longest = std::max_element(squares, squares + n) - squares;

    for (Index p = 0; p + 1 < n; ++p) {
      if (longest != p) columns.exchange(p, longest);
      Scalar* const xp = x + p * m;
      Scalar* const wp = w + p * k;
      Scalar square = squares[p];
      if (!(square >= Limits::min())) break;
      Scalar inverse = Scalar(1) / square;
      Scalar scaleP = scales[p];
      Scalar nextSquare(0);
      longest = p + 1;
      for (Index q = p + 1; q < n; ++q) {
        Scalar* const xq = x + q * m;
        Scalar other = squares[q];
        const Scalar product = internal::pairDot(xp, xq, m) * scales[q] * scaleP;
        const Scalar along = product * inverse;
        const Scalar shrinkage = along * product;  // cos²·‖xq‖²
        if (shrinkage > limit * other &&
            (vectors || shrinkage > epsilon / 4 * (Scalar(1) - other * inverse) * other)) {
          const Scalar ratio = other * inverse;
          const Scalar gap = Scalar(1) - ratio;
          const Scalar twice = along + along;
          const Scalar t = twice / (gap + sqrt(gap * gap + twice * twice));
          const Scalar cc = Scalar(1) / (Scalar(1) + t * t);
          const Scalar c = sqrt(cc);
          if (converged && t * t > lastTurn * ratio) converged = false;

          square += t * product;
          inverse = Scalar(1) / square;
          other -= t * product;
          squares[q] = other;
          const Scalar relative = scales[q] / scaleP;
          const Scalar a = t * relative;
          const Scalar b = t * cc / relative;
          scaleP *= c;
          scales[q] /= c;
          internal::pairShear(xp, xq, m, a, b);
          if (accumulate) internal::pairShear(wp, w + q * k, k, a, b);
          if (other < columns.floors[q]) {
            columns.measureShrunk(q);
            other = squares[q];
          }
        }
        if (other > nextSquare) {
          nextSquare = other;
          longest = q;
#ifdef __GNUC__
          asm volatile("");  // else these become conditional moves, of which most do nothing
#endif
        }
      }
      squares[p] = square;
      scales[p] = scaleP;
    }
    limit = threshold;
  }

  columns.measure(0, n);
  for (Index j = 1; j < n; ++j) {
    for (Index i = j; i > 0 && squares[i] > squares[i - 1]; --i) columns.exchange(i, i - 1);
  }
  for (Index j = 0; j < n; ++j) {
    sigma[j] = squares[j] < Limits::min() ? Scalar(0) : sqrt(squares[j]);
    if (vectors) columns.rescale(j, sigma[j] > Scalar(0) ? scales[j] / sigma[j] : Scalar(0));
  }
  return {sweeps, converged};
}

}  // namespace minnorm
