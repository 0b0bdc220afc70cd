// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scalar.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// The exponent of x > 0 as the type's bits have it.
template <typename Scalar>
int biasedExponent(Scalar x) {
  return static_cast<int>((bits(x) << 1U) >> (fractionBits<Scalar> + 1));
}

/// 2^-e of a normal x = 2^e … 2^(e + 1).
template <typename Scalar>
Scalar inversePower(Scalar x) {
  constexpr int bias = std::numeric_limits<WordOf<Scalar>>::max_exponent - 1;
  return powerOfTwo<Scalar>(bias - biasedExponent(x));
}

/// All numbers of a type are below 2^top, none but 0 is below 2^bottom, and those below 2^normal
/// have fewer digits. A sum has at most 2^logCount terms: matrices have up to 128 rows and columns.
template <typename Scalar>
struct Exponents {
  static constexpr int top = std::numeric_limits<Scalar>::max_exponent;
  static constexpr int normal = std::numeric_limits<Scalar>::min_exponent - 1;
  static constexpr int bottom = normal + 1 - digits<Scalar>;
  static constexpr int logCount = 14;

  /// Whether the type has so few exponents that squares leave their range for entries that count:
  /// IEEE's binary16. Then sums of squares are kept near the top, with less room to grow, and a
  /// singular value or pivot below about 2^-10 of the largest counts as 0.
  static constexpr bool areFew = top < 128;

  /// Whether scaling loses nothing that matters: of IEEE's types with 8 or more bits of exponent.
  /// Of a number of double length, the low part of a product underflows sooner than the number.
  static constexpr bool areExact = !areFew && digits<Scalar> == digits<WordOf<Scalar>>;

  /// A sum of squares between these powers of two is left alone: orthogonal transformations keep
  /// it, and products of two such values are finite.
  static constexpr int leastSafe = -top / 2, greatestSafe = top / 4 * 3;

  /// Whether a sum of squares of 2^exponent has all its digits though squares in it underflow.
  static constexpr bool isExact(int exponent) {
    return normal + logCount <= exponent - digits<Scalar>;
  }
};

/// cos² of columns that count as orthogonal, of n: (√n·ε)².
template <typename Scalar>
Scalar orthogonality(Index n) {
  return Scalar(n) * epsilon<Scalar>() * epsilon<Scalar>();
}

/// The least square of a column, of n, that does not count as zero beside one of this square: that
/// of somewhat less than ε⁴ of its length, or that for which orthogonality() times it is still a
/// number. What rounding leaves of a column in the span of others shrinks by about ε in each sweep,
/// so that it is gone after four.
template <typename Scalar>
Scalar leastSquare(Scalar longest, Index n) {
  using E = Exponents<Scalar>;
  if constexpr (E::areFew) return std::numeric_limits<Scalar>::min();
  const Scalar ratio = powerOfTwo<Scalar>(std::max(-4 * digits<Scalar> - 16, E::normal));
  return std::max<Scalar>(
      longest * ratio * ratio,
      powerOfTwo<Scalar>((E::areExact ? E::bottom : E::normal) + 2 * digits<Scalar>) / Scalar(n));
}

/// Whether 0 ≤ least ≤ x ≤ most. No NaN is, nor a negative number.
template <typename Scalar>
bool isWithin(Scalar x, Scalar least, Scalar most) {
  return bits(x) - bits(least) <= bits(most) - bits(least);
}

/// rowSquares := the sums of squares of the m rows of a (m × n, column-major), or with
/// `unitColumns` those of a with its columns taken to unit length.
template <typename Scalar, typename M, typename N>
[[gnu::cold, gnu::noinline]] void sumRowSquares(const Scalar* a, M m, N n, bool unitColumns,
                                                Scalar* rowSquares) {
  fill(rowSquares, m, Scalar(0));
  for (Index j = 0; j < n; ++j) {
    const Scalar* const column = a + j * m;
    Scalar weight(1);
    if (unitColumns) weight /= dot(column, column, m) + std::numeric_limits<Scalar>::min();
    for (Index i = 0; i < m; ++i) rowSquares[i] += column[i] * weight * column[i];
  }
}

/// a := `from` (m × n, column-major; may be a itself) times the power of two that takes the sum of
/// its squares to 2^-(12 + n/4) … 2^-(10 + n/4) of the largest number, or as near as a normal power
/// can: jacobi()'s unscaled columns then have room to grow, and squares of small values are kept.
/// (Where exponents are few, to 2^-10 … 2^-8 of it.)
/// Returns the power; 0 for zeros, NaN if a value is NaN or infinite (a is then undefined).
/// rowSquares: returns the sums of squares of the m rows, up to a common factor.
template <typename Scalar, typename M, typename N>
[[gnu::cold, gnu::noinline]] Scalar normalize(const Scalar* from, Scalar* a, M m, N n,
                                              Scalar* rowSquares) {
  using E = Exponents<Scalar>;
  using Limits = std::numeric_limits<Scalar>;
  // A sum of squares from 2^low on tells the power. Below, the values are multiplied by 2^up first:
  // then the least square is a normal number, and the sum is finite.
  constexpr int low = -E::top * 5 / 8, up = E::top * 3 / 4;
  static_assert(!E::areExact || (E::isExact(low) && 2 * (E::bottom + up) >= E::normal));
  static_assert(low + 2 * up < E::top);
  // Where it overflows, they are multiplied by 2^down: then it is finite, and not below 2^low.
  constexpr int down = E::areFew ? E::normal : -E::top * 9 / 16;
  static_assert(E::areFew || 2 * (E::top + down) + E::logCount < E::top);
  static_assert(E::areFew || E::top - E::logCount + 2 * down >= low);
  const int room = E::areFew ? 10 : 12 + int(n) / 4;
  // The greatest power whose reciprocal is normal.
  constexpr int most = -E::normal;

  Scalar power(1);
  for (;;) {
    sumRowSquares(from, m, n, false, rowSquares);
    Scalar squares(0);
    for (Index i = 0; i < m; ++i) squares += rowSquares[i];

    int exponent = squares < Scalar(1) ? up : down;
    const bool last =
        power != Scalar(1) || isWithin(squares, powerOfTwo<Scalar>(low), Limits::max());
    if (last) {
      if (!isWithin(squares, Limits::denorm_min(), Limits::max())) return squares * Scalar(0);
      exponent = (2 * E::top - room - biasedExponent(squares)) >> 1;
      if (power > Scalar(1)) exponent = std::min(exponent, most - up);
    }
    const Scalar factor = powerOfTwo<Scalar>(exponent);
    for (Index j = 0; j < n; ++j) scale(factor, from + j * m, a + j * m, m);
    power *= factor;
    if (last) return power;
    from = a;
  }
}

/// Whether the largest of m ≥ 1 values, none negative, is more than 2^exponent times the least,
/// exact if that is a normal number: in the bits, a power of two is a sum.
template <typename Scalar, typename M>
[[gnu::noinline]] bool farApart(const Scalar* x, M m, int exponent) {
  Bits<Scalar> least = bits(x[0]), most = least;
  for (Index i = 1; i < m; ++i) {
    const Bits<Scalar> value = bits(x[i]);
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least > Bits<Scalar>(exponent) << fractionBits<Scalar>;
}

/// Whether the rows of a (m × n, column-major), whose sums of squares are `rowSquares`, differ in
/// length by more than 1024, and still by more than 32 when all columns have unit length. Columns
/// in different units make rows differ too, but Jacobi takes care of that, and only without QR is
/// the error of a right singular vector's entry relative to its column's unit. rowSquares is lost.
template <typename Scalar, typename M, typename N>
[[gnu::cold, gnu::noinline]] bool rowsGraded(const Scalar* a, M m, N n, Scalar* rowSquares) {
  if (!farApart(rowSquares, m, 20)) return false;
  sumRowSquares(a, m, n, true, rowSquares);
  return farApart(rowSquares, m, 10);
}

/// toSafeRange() of values that need it.
template <typename Scalar>
[[gnu::cold, gnu::noinline]] Scalar bringToSafeRange(Scalar* x, Index n) {
  using std::abs;
  using E = Exponents<Scalar>;
  Scalar largest(0);
  for (Index i = 0; i < n; ++i) {
    const Scalar magnitude = abs(x[i]);
    if (!(magnitude <= std::numeric_limits<Scalar>::max()))
      return std::numeric_limits<Scalar>::quiet_NaN();
    largest = std::max(largest, magnitude);
  }
  if (largest == Scalar(0)) return largest;
  // f² takes the largest number's square to `greatestSafe`, and the least value that needs it still
  // to where the sum is exact.
  constexpr int down = -E::top / 16 * 5;
  static_assert(2 * (E::top + 2 * down) == E::greatestSafe);
  static_assert(!E::areExact || E::isExact(E::greatestSafe - E::logCount + 4 * down));
  // f² or, for what is left below 2^low, f⁴ takes small ones up: a power whose reciprocal is
  // normal.
  constexpr int up = E::top * 15 / 64, low = -E::top / 4;
  static_assert(!E::areExact ||
                (4 * up <= -E::normal && E::bottom + 4 * up >= low && E::isExact(2 * low)));
  Scalar factor = powerOfTwo<Scalar>(largest > Scalar(1) ? down : up);
  if (largest * factor * factor < powerOfTwo<Scalar>(low)) factor *= powerOfTwo<Scalar>(up);
  if constexpr (E::areFew) {
    // The largest comes to below 2^4: 128 squares of such values are finite.
    const int exponent = (2 + E::top - biasedExponent(largest)) >> 1;
    factor = powerOfTwo<Scalar>(std::min(exponent, -E::normal / 2));
  }
  for (Index i = 0; i < n; ++i) x[i] *= factor * factor;
  return factor;
}

/// Takes n values to where their squares and products neither overflow nor lose what matters to
/// underflow, by a power of two f². Returns f, which is 1 for all but extreme values; 0 if all
/// values are 0, NaN if one is NaN or infinite, and then nothing is done. (The root, for quotients
/// of such factors can overflow.) normalize() would serve too, but it always scales, and a QR
/// factorisation is so short that this would be a good part of it.
template <typename Scalar, typename N>
Scalar toSafeRange(Scalar* x, N n) {
  using E = Exponents<Scalar>;
  static_assert(!E::areExact ||
                (E::isExact(E::leastSafe) && E::greatestSafe + E::logCount < E::top));
  if constexpr (!E::areFew) {
    const Scalar squares = dot(x, x, n);
    if (isWithin(squares, powerOfTwo<Scalar>(E::leastSafe), powerOfTwo<Scalar>(E::greatestSafe)))
      return Scalar(1);
  }
  return bringToSafeRange(x, n);
}

/// x += filter·(u·b/σ)·v, for factor²·b of m values in place of b, as toSafeRange() leaves it: the
/// quotient stands between the two halves of the way back, where it is in range if the result is,
/// but for a factor of √n. If it is `filtered`, which is by 1e-27 … 1 and with any σ > 0, or if
/// exponents are few, b is divided by σ·factor² at once where that is nearer to 1 than σ.
template <typename Scalar, typename M, typename N>
void addMode(bool filtered, Scalar filter, const Scalar* u, const Scalar* b, M m, Scalar factor,
             Scalar sigma, const Scalar* v, Scalar* x, N n) {
  const Scalar along = dot(u, b, m), back = Scalar(1) / factor;
  const bool together =
      (filtered || Exponents<Scalar>::areFew) && (factor > Scalar(1)) == (sigma < Scalar(1));
  const Scalar share = together ? filter * along / (sigma * factor * factor)
                                : filter * (along * back) / sigma * back;
  axpy(share, v, x, n);
}

/// Takes the n values of a solution of (to²·A)·x = from²·b to that of A·x = b; factors as
/// toSafeRange() returns them.
template <typename Scalar>
[[gnu::always_inline]] inline void leaveSafeRange(Scalar from, Scalar to, Scalar* x, Index n) {
  if (from == to) return;
  const Scalar back = to / from;
  for (Index i = 0; i < n; ++i) x[i] = x[i] * back * back;
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
