// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/abreast.hpp>
#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scaling.hpp>
#include <minnorm/internal/warm_start.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// Whether a matrix of m × n values, m ≥ n, and its V are so small that they stay in registers, or
/// nearly so.
template <typename Scalar, typename M, typename N>
inline constexpr bool fitsRegisters =
    std::is_floating_point_v<Scalar>&& isAtMost<M, 6>&& isAtMost<N, 4> && !isAtMost<N, 1>;

/// Whether the processor computes with Scalar by instructions. Where it calls functions, a loop
/// that is written out gains nothing and takes much flash.
template <typename Scalar>
inline constexpr bool hasInstructions =
#if defined(__arm__) && defined(__ARM_FP)
    sizeof(Scalar) <= 4 || (__ARM_FP & 8) != 0;
#elif defined(__riscv) && defined(__riscv_flen)
    sizeof(Scalar) * 8 <= __riscv_flen;
#elif defined(__arm__) || defined(__riscv)
    false;
#else
    true;
#endif

/// jacobi() of a matrix of M × N values, M ≥ N, in registers: no column is addressed at run time.
/// Rotations are plain ones, two columns of which the second is longer change places with theirs,
/// and both are measured after it. A rotation may change lengths by roundings, of both columns and
/// of x and v alike, so that they stay orthogonal; V takes length 1 again, and σ its change, at the
/// end.
///
/// Scalar: a number, or Abreast: those of several matrices, whose flags are then several too.
template <typename Scalar, Index M, Index N>
class RegisterJacobi {
 public:
  using Number = typename Single<Scalar>::Number;
  using Flags = typename Single<Scalar>::Flags;
  using Places = typename Single<Scalar>::Places;

  /// x: N columns of M finite values, one after the other. Returns whether they are such as this
  /// class can do: rows not graded (see rowsGraded()), the sum of squares not near the ends of the
  /// type's range. v: what V is to start with, as of startFrom(), or null for I: one matrix alone
  /// has such a start.
  [[gnu::always_inline]] inline Flags load(const Scalar* x, const Scalar* v);

  /// Rotates all pairs that need it; returns whether no sweep has to follow. One has to after a
  /// large turn, as jacobi() has it, and after an exchange, for the column that came later in the
  /// order may not have met all others. number: 1, 2, …, or 2, … for columns nearly orthogonal at
  /// the start. active: the matrices that have not converged; others are left alone.
  [[gnu::always_inline]] inline Flags sweep(int number, Flags active);

  /// Returns false if a column is zero, or so small that cosines could underflow. Else sorts and
  /// returns U (M × N), σ and V (N × N).
  template <typename Pointer>
  [[gnu::always_inline]] inline Flags store(Pointer u, Pointer sigma, Pointer v);

 private:
  using E = Exponents<Number>;

#define MINNORM_INLINE __attribute__((always_inline))

  template <typename F, Index... i>
  [[gnu::always_inline]] static void callEach([[maybe_unused]] F f,
                                              std::integer_sequence<Index, i...> /*unused*/) {
    (f(i), ...);
  }

  /// Calls f(0), …, f(n − 1), which are constants for the compiler if the loop is written out, for
  /// f is inlined: it need not be a template, an instance of which for each index takes long to
  /// make.
  template <Index n, typename F>
  [[gnu::always_inline]] static void each(F f) {
    if constexpr (hasInstructions<Scalar>) {
      callEach(f, std::make_integer_sequence<Index, n>());
    } else {
      for (Index i = 0; i < n; ++i) f(i);
    }
  }

  /// dot() of columns p and q.
  [[gnu::always_inline]] Scalar product(Index p, Index q) const {
    Scalar s[4] = {};
    each<M>([&](Index i) MINNORM_INLINE {
      const Scalar xp = x_[p * M + i], xq = x_[q * M + i];
      s[i % 4] = i < 4 ? Unit::product(xp, xq) : Unit::multiplyAdd(s[i % 4], xp, xq);
    });
    if constexpr (M == 2) return s[0] + s[1];
    if constexpr (M == 3) return (s[0] + s[1]) + s[2];
    return (s[0] + s[1]) + (s[2] + s[3]);
  }

  /// startFrom() of x and v here.
  [[gnu::always_inline]] inline bool start(const Scalar* v);

  [[gnu::always_inline]] static void rotate(Scalar& p, Scalar& q, Scalar c, Scalar s,
                                            [[maybe_unused]] Flags turned) {
    const Scalar old = p;
    if constexpr (isAbreast<Scalar>) {
      // Where c is 1 and s is 0, −0 is added and 0 subtracted: neither changes even a zero's sign.
      const Flags kept = signs(turned);
      p = Unit::product(c, old) + withBits(Unit::product(s, q), kept);
      q = Unit::product(c, q) - withoutBits(Unit::product(s, old), kept);
    } else {
      p = Unit::multiplyAdd(Unit::product(c, old), s, q);
      q = Unit::multiplySubtract(Unit::product(c, q), s, old);
    }
  }

  Scalar x_[N * M], v_[N * N], squares_[N];
  typename Single<Scalar>::Exponent exponent_;
};

template <typename Scalar, Index M, Index N>
auto RegisterJacobi<Scalar, M, N>::load(const Scalar* x, [[maybe_unused]] const Scalar* v)
    -> Flags {
  each<N * M>([&](Index i) MINNORM_INLINE { x_[i] = x[i]; });
  Scalar rows[M], squares(0);
  each<M>([&](Index i) MINNORM_INLINE {
    rows[i] = x_[i] * x_[i];
    each<N - 1>([&](Index j)
                    MINNORM_INLINE { rows[i] += x_[(j + 1) * M + i] * x_[(j + 1) * M + i]; });
    squares += rows[i];
  });
  constexpr int range = E::top / 4 * 3;
  Flags fits = isWithin(squares, powerOfTwo<Number>(-range), powerOfTwo<Number>(range));
  if (any(fits)) fits = without(fits, farApart(rows, Fixed<M>(), 20));
  if (!isAbreast<Scalar> && !any(fits)) return fits;

  // To a sum of squares near 2^(top·2/5): two such have a product.
  exponent_ = (E::top * 7 / 5 - biasedExponent(squares)) >> 1;
  const Scalar power = Single<Scalar>::power(exponent_);
  each<N * M>([&](Index i) MINNORM_INLINE { x_[i] *= power; });
  bool hasStart = false;
  if constexpr (!isAbreast<Scalar>) {
    hasStart = v != nullptr;
    if (hasStart && !start(v)) return false;
  }
  if (!hasStart) each<N * N>([&](Index i) MINNORM_INLINE { v_[i] = Scalar(i % (N + 1) == 0); });
  each<N>([&](Index j) MINNORM_INLINE { squares_[j] = product(j, j); });
  return fits;
}

template <typename Scalar, Index M, Index N>
bool RegisterJacobi<Scalar, M, N>::start(const Scalar* v) {
  each<N * N>([&](Index i) MINNORM_INLINE { v_[i] = v[i]; });
  each<N>([&](Index q) MINNORM_INLINE {
    each<N>([&](Index p) MINNORM_INLINE {
      if (p > q) return;
      Scalar along(0);
      each<N>([&](Index i) MINNORM_INLINE { along += v_[p * N + i] * v_[q * N + i]; });
      const Scalar unit = Scalar(1.5) - Scalar(0.5) * along;
      each<N>([&](Index i) MINNORM_INLINE {
        if (p == q) v_[q * N + i] *= unit;
        if (p < q) v_[q * N + i] -= along * v_[p * N + i];
      });
    });
  });
  Scalar own[N];
  each<N>([&](Index j) MINNORM_INLINE { own[j] = product(j, j); });
  each<M>([&](Index i) MINNORM_INLINE {
    Scalar row[N];
    each<N>([&](Index j) MINNORM_INLINE { row[j] = x_[j * M + i]; });
    each<N>([&](Index j) MINNORM_INLINE {
      Scalar sum = row[0] * v_[j * N];
      each<N - 1>([&](Index k) MINNORM_INLINE { sum += row[k + 1] * v_[j * N + k + 1]; });
      x_[j * M + i] = sum;
    });
  });
  Scalar started[N];
  each<N>([&](Index j) MINNORM_INLINE { started[j] = product(j, j); });
  return isNoFurther(own, started, N);
}

template <typename Scalar, Index M, Index N>
auto RegisterJacobi<Scalar, M, N>::sweep(int number, Flags active) -> Flags {
  using std::abs, std::sqrt;
  const Number threshold = orthogonality<Number>(N);
  const Scalar limit = number == 1 ? Number(0.01) : threshold;
  const Scalar lastTurn = sqrt(threshold) / Number(2 * N);
  Flags converged = Single<Scalar>::flags(number > 1);
  each<N - 1>([&](Index p) MINNORM_INLINE {
    each<N>([&](Index q) MINNORM_INLINE {
      if (q <= p) return;
      const Scalar xx = product(p, q), a = squares_[p], b = squares_[q];
      const Flags turned = both(active, xx * xx > limit * (a * b));
      if (!any(turned)) return;
      const Scalar gap = a - b, twice = xx + xx;
      const Scalar root = sqrt(Unit::multiplyAdd(Unit::product(gap, gap), twice, twice)),
                   sum = root + abs(gap);
      const Scalar inverse = Scalar(1) / sqrt((root + root) * sum);
      Scalar c = sum * inverse, s = twice * inverse;  // of the angle up to 45°
      if constexpr (isAbreast<Scalar>) {
        const Flags exchanged = gap < Scalar(0);
        converged = without(converged, turned & (exchanged | (s * s * a > lastTurn * b)));
        const Scalar cosine = c;
        c = select(turned, select(exchanged, abs(s), c), Scalar(1));
        s = select(turned, select(exchanged, select(xx < Scalar(0), -cosine, cosine), s),
                   Scalar(0));
      } else if (gap < Scalar(0)) {
        converged = false;
        const Scalar cosine = c;
        c = abs(s);
        s = xx < Scalar(0) ? -cosine : cosine;
      } else if (s * s * a > lastTurn * b) {
        converged = false;
      }
      each<M>([&](Index i) MINNORM_INLINE { rotate(x_[p * M + i], x_[q * M + i], c, s, turned); });
      each<N>([&](Index i) MINNORM_INLINE { rotate(v_[p * N + i], v_[q * N + i], c, s, turned); });
      squares_[p] = product(p, p);
      squares_[q] = product(q, q);
    });
  });
  return both(active, converged);
}

template <typename Scalar, Index M, Index N>
template <typename Pointer>
auto RegisterJacobi<Scalar, M, N>::store(Pointer u, Pointer sigma, Pointer v) -> Flags {
  using std::sqrt;
  Flags fits = Single<Scalar>::flags(true);
  each<N>([&](Index j) MINNORM_INLINE {
    fits = without(fits, squares_[j] < Scalar(powerOfTwo<Number>(-E::top / 8)));
  });
  if (!any(fits)) return fits;

  const Scalar back = Single<Scalar>::power(-exponent_);
  Scalar units[N], lengths[N], values[N];
  each<N>([&](Index j) MINNORM_INLINE {
    Scalar square(0);
    each<N>([&](Index i) MINNORM_INLINE { square += v_[j * N + i] * v_[j * N + i]; });
    units[j] = Scalar(1.5) - Scalar(0.5) * square;  // 1/√square near 1
    lengths[j] = sqrt(squares_[j]);
    values[j] = lengths[j] * units[j];
  });
  each<N>([&](Index j) MINNORM_INLINE {
    Places to(0);
    each<N>([&](Index i) MINNORM_INLINE {
      if (i != j) to += oneWhere(i < j ? values[i] >= values[j] : values[i] > values[j]);
    });
    const Scalar inverse = Scalar(1) / lengths[j];
    const Pointer left = u + to * Places(M), value = sigma + to, right = v + to * Places(N);
    value[0] = values[j] * back;
    each<M>([&](Index i) MINNORM_INLINE { left[i] = x_[j * M + i] * inverse; });
    each<N>([&](Index i) MINNORM_INLINE { right[i] = v_[j * N + i] * units[j]; });
  });
  return fits;
}

#undef MINNORM_INLINE

/// svd() with all n columns of U and V for a matrix that fits registers; sweeps: returned. False,
/// with nothing returned, for one that wants svd()'s care.
template <int MaxSweeps, typename Scalar, Index M, Index N, typename Start = std::false_type>
[[gnu::noinline]] bool svdInRegisters(const Scalar* from, Scalar* left, Fixed<M> /*m*/,
                                      Scalar* right, Fixed<N> /*n*/, Scalar* sigma, int& sweeps,
                                      Start start = {}) {
  RegisterJacobi<Scalar, M, N> jacobi;
  if (!jacobi.load(from, start ? right : nullptr)) return false;
  int number = 0;
  bool converged = false;
  while (!converged && number < MaxSweeps) converged = jacobi.sweep(++number + start, true);
  if (!converged || !jacobi.store(left, sigma, right)) return false;
  sweeps = number;
  return true;
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
