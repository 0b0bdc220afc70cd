// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scaling.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// The number of sweeps that Jacobi made, and whether they met the stopping rule.
struct JacobiOutcome {
  int sweeps;
  bool converged;
};

/// The state of jacobi(), which says what its arguments are. Column j of what is rotated is that of
/// x times scales[j], and likewise in w. squares[j] is its squared length, exact to rounding when
/// measured; below floors[j] it has lost so much since that it must be measured again. A column not
/// longer than √negligible[j] is none.
template <typename Scalar, typename M, typename K, typename N, typename Vectors,
          typename Accumulate, typename Work>
class JacobiColumns {
 public:
  /// sigma: work of n values until finish().
  template <typename Space>
  JacobiColumns(Scalar* x, M m, Scalar* w, K k, N n, Scalar* sigma, Vectors vectors,
                Accumulate accumulate, Space space)
      : x_(x),
        m_(m),
        w_(w),
        k_(k),
        n_(n),
        vectors_(vectors),
        accumulate_(accumulate),
        negligible_(sigma),
        work_(space) {
    fill(work_.scales, n, Scalar(1));
    measure(0, n);
    scale(threshold(), work_.squares, negligible_, n);
  }

  /// Rotates all pairs that need it; returns whether no sweep has to follow. number: 1, 2, ….
  [[gnu::always_inline]] bool sweep(int number) {
    using std::sqrt;
    Sweep now{number == 1 ? Scalar(0.01) : threshold(), number > 1,
              sqrt(threshold()) / Scalar(Index(2 * n_))};
    takeScalesBack();
    if (number % 4 == 3) measure(0, n_);
    Index longest = std::max_element(work_.squares, work_.squares + n_) - work_.squares;
    for (Index p = 0; p + 1 < n_; ++p) {
      if (longest != p) exchange(p, longest);
      if (!(work_.squares[p] >= Limits::min())) break;
      longest = rotateWithPivot(p, now);
    }
    return now.converged;
  }

  /// Sorts the columns, gives their lengths to sigma and takes them to length 1.
  [[gnu::always_inline]] void finish() {
    using std::sqrt;
    Scalar* const sigma = negligible_;
    measure(0, n_);
    for (Index j = 1; j < n_; ++j) {
      for (Index i = j; i > 0 && work_.squares[i] > work_.squares[i - 1]; --i) exchange(i, i - 1);
    }
    for (Index j = 0; j < n_; ++j) {
      sigma[j] = work_.squares[j] < Limits::min() ? Scalar(0) : sqrt(work_.squares[j]);
      if (vectors_) rescale(j, sigma[j] > Scalar(0) ? work_.scales[j] / sigma[j] : Scalar(0));
    }
  }

 private:
  using Limits = std::numeric_limits<Scalar>;

  /// Of cos², but in the first sweep.
  Scalar threshold() const { return Scalar(Index(n_)) * epsilon<Scalar>() * epsilon<Scalar>(); }

  /// What a sweep has at hand, for the compiler to keep in registers. A pair is rotated if cos² is
  /// above the limit; a turn by more than lastTurn, as tan², wants another sweep.
  struct Sweep {
    Scalar limit;
    bool converged;
    Scalar lastTurn;
  };

  /// The longest column, which grows with each rotation; its square and scale stand in squares and
  /// scales only before and after.
  struct Pivot {
    Scalar *x, *w;
    Scalar square, inverse, scale;
  };

  /// Rotates column p with all behind it and returns the longest of those.
  [[gnu::always_inline]] Index rotateWithPivot(Index p, Sweep& sweep) {
    Scalar *x = x_ + p * m_, *w = w_ + p * k_;
    Pivot pivot{x, w, work_.squares[p], Scalar(1) / work_.squares[p], work_.scales[p]};
    Index longest = p + 1;
    Scalar greatest(0);
    for (Index q = p + 1; q < n_; ++q) {
      x += m_;
      w += k_;
      const Scalar square = rotate(pivot, q, x, w, sweep);
      if (square > greatest) {
        greatest = square;
        longest = q;
#ifdef __GNUC__
        asm volatile("");  // else these become conditional moves, of which most do nothing
#endif
      }
    }
    work_.squares[p] = pivot.square;
    work_.scales[p] = pivot.scale;
    return longest;
  }

  /// Rotates the pivot and column q if they need it. Returns the square of column q.
  [[gnu::always_inline]] Scalar rotate(Pivot& p, Index q, Scalar* xq, Scalar* wq, Sweep& sweep) {
    using std::sqrt;
    Scalar square = work_.squares[q];
    const Scalar product = pairDot(p.x, xq) * work_.scales[q] * p.scale;
    const Scalar along = product * p.inverse;
    const Scalar shrinkage = along * product;  // cos²·‖xq‖²
    if (!(shrinkage > sweep.limit * square)) return square;
    const Scalar ratio = square * p.inverse;
    const Scalar gap = Scalar(1) - ratio;
    if (!vectors_ && !(shrinkage > epsilon<Scalar>() / Scalar(4) * gap * square)) return square;

    const Scalar twice = along + along;
    const Scalar t = twice / (gap + sqrt(gap * gap + twice * twice));
    const Scalar cc = Scalar(1) / (Scalar(1) + t * t);
    const Scalar c = sqrt(cc);
    if (sweep.converged && t * t > sweep.lastTurn * ratio) sweep.converged = false;

    p.square += t * product;
    p.inverse = Scalar(1) / p.square;
    square -= t * product;
    work_.squares[q] = square;
    const Scalar relative = work_.scales[q] / p.scale;
    const Scalar a = t * relative;
    const Scalar b = t * cc / relative;
    p.scale *= c;
    work_.scales[q] /= c;
    pairShear(p.x, xq, m_, a, b);
    if (accumulate_) pairShear(p.w, wq, k_, a, b);
    if (square < work_.floors[q]) {
      measureShrunk(q);
      square = work_.squares[q];
    }
    return square;
  }

  [[gnu::always_inline]] Scalar pairDot(const Scalar* p, const Scalar* q) const {
    if constexpr (isAtMost<M, Unit::few>) return inlined::dot(p, q, m_);
    return dot(p, q, m_);
  }

  template <typename Length>
  [[gnu::always_inline]] static void pairShear(Scalar* p, Scalar* q, Length n, Scalar a, Scalar b) {
    if constexpr (isAtMost<Length, Unit::few>) return Unit::shear(p, q, n, a, b);
    shear(p, q, n, a, b);
  }

  [[gnu::noinline]] void measure(Index first, Index last) {
    for (Index j = first; j < last; ++j) {
      const Scalar* const column = x_ + j * m_;
      work_.squares[j] = work_.scales[j] * work_.scales[j] * pairDot(column, column);
      work_.floors[j] = work_.squares[j] / Scalar(16);
    }
  }

  /// Measures column q after it has shrunk; it becomes zero if that leaves nothing of it.
  [[gnu::cold, gnu::noinline]] void measureShrunk(Index q) {
    measure(q, q + 1);
    if (work_.squares[q] <= negligible_[q] + Limits::min()) {
      work_.squares[q] = Scalar(0);
      scale(Scalar(0), x_ + q * m_, x_ + q * m_, m_);
    }
  }

  /// Multiplies scales into their columns before they leave the range where x is safe.
  void takeScalesBack() {
    constexpr int far = Exponents<Scalar>::areFew ? 1 : 16;
    for (Index j = 0; j < n_; ++j) {
      if (isWithin(work_.scales[j], Scalar(1) / Scalar(far), Scalar(far))) continue;
      rescale(j, work_.scales[j]);
      work_.scales[j] = Scalar(1);
    }
  }

  /// Multiplies column j of x by a, that of w by its scale.
  void rescale(Index j, Scalar a) {
    scale(a, x_ + j * m_, x_ + j * m_, m_);
    if (accumulate_) scale(work_.scales[j], w_ + j * k_, w_ + j * k_, k_);
  }

  [[gnu::cold, gnu::noinline]] void exchange(Index i, Index j) {
    std::swap(work_.squares[i], work_.squares[j]);
    std::swap(work_.floors[i], work_.floors[j]);
    std::swap(work_.scales[i], work_.scales[j]);
    std::swap(negligible_[i], negligible_[j]);
    swap(x_ + i * m_, x_ + j * m_, m_);
    if (accumulate_) swap(w_ + i * k_, w_ + j * k_, k_);
  }

  Scalar* x_;
  M m_;
  Scalar* w_;
  K k_;
  N n_;
  Vectors vectors_;
  Accumulate accumulate_;
  Scalar* negligible_;
  Work work_;
};

/// One-sided Jacobi SVD by plane rotations of columns, X·J = U·Σ.
///
/// x: n columns of m ≥ n values, one after the other, finite, with room for squares to grow
/// (see normalize()); returns U. w: n columns of k values; if `accumulate`, returns W·J. sigma: n
/// values; returns the singular values in decreasing order. A column that shrinks to less than √n·ε
/// of its first length is parallel to others as far as can be told: it becomes zero, with a
/// singular value of 0. Without `vectors` U is not returned and x is lost. `vectors` and
/// `accumulate` are bool, or types that are their values. space: of space.hpp. Not converged:
/// MaxSweeps ≥ 1 did not meet the rule below.
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
template <int MaxSweeps, typename Scalar, typename M, typename K, typename N, typename Vectors,
          typename Accumulate, typename Space>
JacobiOutcome jacobi(Scalar* x, M m, Scalar* w, K k, N n, Scalar* sigma, Vectors vectors,
                     Accumulate accumulate, Space space) {
  JacobiColumns<Scalar, M, K, N, Vectors, Accumulate, typename Space::Columns> columns(
      x, m, w, k, n, sigma, vectors, accumulate, space);
  int sweeps = 0;
  bool converged = n < 2;
  while (!converged && sweeps < MaxSweeps) converged = columns.sweep(++sweeps);
  columns.finish();
  return {sweeps, converged};
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
