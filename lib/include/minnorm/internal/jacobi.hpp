// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scaling.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// The number of sweeps that Jacobi made, and whether they met the stopping rule.
struct JacobiOutcome {
  int sweeps;
  bool converged;
};

/// The state of jacobi(), which says what its arguments are. Column j of what is rotated is that of
/// x times √weights[j], and likewise in w. squares[j] is its squared length, exact to rounding when
/// measured; below floors[j] it has lost so much since that it must be measured again.
template <typename Scalar, typename M, typename K, typename N, typename Vectors,
          typename Accumulate, typename Work>
class JacobiColumns {
 public:
  template <typename Space>
  JacobiColumns(Scalar* x, M m, Scalar* w, K k, N n, Vectors vectors, Accumulate accumulate,
                Space space)
      : x_(x),
        m_(m),
        w_(w),
        k_(k),
        n_(n),
        vectors_(vectors),
        accumulate_(accumulate),
        work_(space) {
    fill(work_.weights, n, Scalar(1));
    measure(0, n);
    if (n > 0) least_ = leastSquare(*std::max_element(work_.squares, work_.squares + n), n);
  }

  /// Rotates all pairs that need it; returns whether no sweep has to follow. number: 1, 2, …, or
  /// 2, 3, … where the columns were nearly orthogonal before.
  [[gnu::always_inline]] bool sweep(int number) {
    using std::sqrt;
    Sweep now{number == 1 ? Scalar(0.01) : threshold(), number > 1,
              sqrt(threshold()) / Scalar(Index(4 * n_))};
    prepareColumns();
    if (number % 4 == 3) measure(0, n_);
    Index longest = std::max_element(work_.squares, work_.squares + n_) - work_.squares;
    for (Index p = 0; p + 1 < n_; ++p) {
      if (longest != p) exchange(p, longest);
      if (work_.squares[p] < least_) break;
      longest = rotateWithPivot(p, now);
    }
    return now.converged;
  }

  /// Sorts the columns, gives their lengths to sigma and takes them to length 1.
  [[gnu::always_inline]] void finish(Scalar* sigma) {
    using std::sqrt;
    measure(0, n_);
    for (Index j = 1; j < n_; ++j) {
      for (Index i = j; i > 0 && work_.squares[i] > work_.squares[i - 1]; --i) exchange(i, i - 1);
    }
    for (Index j = 0; j < n_; ++j) {
      sigma[j] = work_.squares[j] < least_ ? Scalar(0) : sqrt(work_.squares[j]);
      const Scalar scale = sqrt(work_.weights[j]);
      if (vectors_) rescale(j, sigma[j] > Scalar(0) ? scale / sigma[j] : Scalar(0), scale);
    }
  }

 private:
  /// Of cos², but in the first sweep.
  Scalar threshold() const { return orthogonality<Scalar>(n_); }

  /// What a sweep has at hand, for the compiler to keep in registers. A pair is rotated if cos² is
  /// above the limit; cos² above lastTurn, or tan² of its turn above half of that, wants another
  /// sweep.
  struct Sweep {
    Scalar limit;
    bool converged;
    Scalar lastTurn;
  };

  /// The longest column, which grows with each rotation; its square and weight stand in squares and
  /// weights only before and after. unit is a power of two that takes the square to 1 … 2 at first;
  /// square and limit are those times the unit.
  struct Pivot {
    Scalar *x, *w;
    Scalar unit, square, limit, weight;
  };

  /// Rotates column p with all behind it and returns the longest of those.
  [[gnu::always_inline]] Index rotateWithPivot(Index p, Sweep& sweep) {
    Scalar *x = x_ + p * m_, *w = w_ + p * k_;
    const Scalar unit = inversePower(work_.squares[p]), square = work_.squares[p] * unit;
    Pivot pivot{x, w, unit, square, sweep.limit * square, work_.weights[p]};
    Index longest = p + 1;
    Scalar greatest(0);
    for (Index q = p + 1; q < n_; ++q) {
      x += m_;
      w += k_;
      const Scalar left = rotate(pivot, q, x, w, sweep);
      if (left > greatest) {
        greatest = left;
        longest = q;
#ifdef __GNUC__
        asm volatile("");  // else these become conditional moves, of which most do nothing
#endif
      }
    }
    work_.squares[p] = pivot.square / unit;
    work_.weights[p] = pivot.weight;
    return longest;
  }

  /// Rotates the pivot and column q if they need it. Returns the square of column q.
  [[gnu::always_inline]] Scalar rotate(Pivot& p, Index q, Scalar* xq, Scalar* wq, Sweep& sweep) {
    using std::sqrt;
    Scalar square = work_.squares[q];
    const Scalar weight = work_.weights[q], weights = p.weight * weight;
    const Scalar product = pairDot(p.x, xq);
    const Scalar along = product * p.unit;
    const Scalar shrinkage = along * product * weights;  // cos²·‖xq‖²·‖xp‖²·unit
    if (!(shrinkage > p.limit * square)) return square;
    const Scalar ratio = square * p.unit;
    const Scalar gap = p.square - ratio;
    if (!vectors_ && !(shrinkage > epsilon<Scalar>() / Scalar(4) * gap * square)) return square;

    // tan of the angle is turn·√weights.
    const Scalar root = sqrt(gap * gap + Scalar(4) * shrinkage * p.unit);
    const Scalar turn = (along + along) / (gap + root);
    const Scalar a = turn * weight, b = turn * p.weight;
    const Scalar tt = a * b;
    const Scalar inverse = Scalar(1) + tt;
    const Scalar cc = Scalar(1) / inverse;
    if (sweep.converged &&
        (tt + tt > sweep.lastTurn || shrinkage > sweep.lastTurn * p.square * square)) {
      sweep.converged = false;
    }

    const Scalar moved = turn * weights * product;
    p.square += moved * p.unit;
    p.limit = sweep.limit * p.square;
    p.weight *= cc;
    square -= moved;
    work_.squares[q] = square;
    work_.weights[q] = weight * inverse;
    const Scalar taken = b * cc;
    pairShear(p.x, xq, m_, a, taken);
    if (accumulate_) pairShear(p.w, wq, k_, a, taken);
    if (square < work_.floors[q]) {
      measureShrunk(q, p.x, taken);
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
      work_.squares[j] = work_.weights[j] * pairDot(column, column);
      work_.floors[j] = work_.squares[j] / Scalar(16);
    }
  }

  /// Measures column q after it has shrunk by `taken` times p. It becomes zero if what that left is
  /// not more than rounding in any row.
  [[gnu::cold, gnu::noinline]] void measureShrunk(Index q, const Scalar* p, Scalar taken) {
    using std::abs;
    measure(q, q + 1);
    const Scalar* const x = x_ + q * m_;
    const Scalar rounding = Scalar(Index(n_)) * epsilon<Scalar>() * taken;
    bool isRounding = true;
    for (Index i = 0; i < m_; ++i) {
      if (abs(x[i]) > abs(rounding * p[i])) isRounding = false;
    }
    if (isRounding) makeZero(q);
  }

  void makeZero(Index j) {
    work_.squares[j] = Scalar(0);
    scale(Scalar(0), x_ + j * m_, x_ + j * m_, m_);
  }

  /// Multiplies weights into their columns before they leave the range where x is safe. Columns
  /// that count as zero become it: rotations of others with them would never end.
  void prepareColumns() {
    using std::sqrt;
    constexpr int far = Exponents<Scalar>::areFew ? 1 : 256;
    for (Index j = 0; j < n_; ++j) {
      if (work_.squares[j] < least_) makeZero(j);
      if (isWithin(work_.weights[j], Scalar(1) / Scalar(far), Scalar(far))) continue;
      const Scalar scale = sqrt(work_.weights[j]);
      rescale(j, scale, scale);
      work_.weights[j] = Scalar(1);
    }
  }

  /// Multiplies column j of x by a, that of w by b.
  void rescale(Index j, Scalar a, Scalar b) {
    scale(a, x_ + j * m_, x_ + j * m_, m_);
    if (accumulate_) scale(b, w_ + j * k_, w_ + j * k_, k_);
  }

  [[gnu::cold, gnu::noinline]] void exchange(Index i, Index j) {
    std::swap(work_.squares[i], work_.squares[j]);
    std::swap(work_.floors[i], work_.floors[j]);
    std::swap(work_.weights[i], work_.weights[j]);
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
  Work work_;
  Scalar least_{};  // the square of a column that is not zero
};

/// One-sided Jacobi SVD by plane rotations of columns, X·J = U·Σ.
///
/// x: n columns of m ≥ n values, one after the other, finite, with room for squares to grow
/// (see normalize()); returns U. w: n columns of k values; if `accumulate`, returns W·J. sigma: n
/// values; returns the singular values in decreasing order, 0 for those that leastSquare() leaves
/// out and those of a column that a rotation leaves nothing of but rounding in each row: it is
/// parallel to another as far as can be told. Without `vectors` U is not returned and x is lost.
/// `vectors` and `accumulate` are bool, or types that are their values, and so is `start`: X has
/// nearly orthogonal columns already. space: of space.hpp. Not converged: MaxSweeps ≥ 1 did not
/// meet the rule below.
///
/// Each sweep visits all pairs (p, q), p the longest column from p on (de Rijk 1989), so that a
/// rotation makes p longer and q shorter and no angle exceeds 45°. The pair is rotated if |cos| of
/// its angle exceeds √n·ε, twice LAPACK's sgesvj: for n = 2 the computed cosine of orthogonal
/// columns can exceed half of it again and again. In the first sweep it is 0.1, for small angles
/// made right there do not last, unless all are small at the start. The error of each singular
/// value then depends on the condition of X with columns scaled to unit length, not on their
/// lengths (Demmel & Veselić 1992).
///
/// After a sweep whose largest turn of a column's direction is τ, no cosine is above 2n·τ² to first
/// order; if that is below the threshold, no sweep follows to see it. τ is at most the larger of
/// 4/3 of the cosine and twice the tangent, neither of which underflows. Singular values alone
/// change by the square of a cosine over the gap between lengths: without vectors, a pair for which
/// that is below ε/4 is left alone.
///
/// Rotations are Anda & Park's fast scaled ones (1994): two shears, with the squares of the
/// columns' scale factors kept apart, of which all that a rotation needs are products. Squared
/// lengths are updated with each rotation, and measured anew when one has lost 15/16, in every
/// fourth sweep, and at the end.
template <int MaxSweeps, typename Scalar, typename M, typename K, typename N, typename Vectors,
          typename Accumulate, typename Space, typename Start = std::false_type>
JacobiOutcome jacobi(Scalar* x, M m, Scalar* w, K k, N n, Scalar* sigma, Vectors vectors,
                     Accumulate accumulate, Space space, Start start = {}) {
  JacobiColumns<Scalar, M, K, N, Vectors, Accumulate, typename Space::Columns> columns(
      x, m, w, k, n, vectors, accumulate, space);
  int sweeps = 0;
  bool converged = n < 2;
  while (!converged && sweeps < MaxSweeps) converged = columns.sweep(++sweeps + start);
  columns.finish(sigma);
  return {sweeps, converged};
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
