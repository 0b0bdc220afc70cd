// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "sequence.hpp"

/// Matrices that every machine makes with the same bits: + − × ÷, square roots and integers only.
namespace kernel_cases {

using Eigen::Index;

/// Largest number of rows and of columns.
inline constexpr Index largest_size = 40;

enum class Kind {
  zero,
  identity,
  ones,
  random,
  kahan,
  hilbert,
  vandermonde,
  clustered,
  rank_deficient,
  duplicate_columns,
  diagonal,
  dense,
  vandermonde_graded,
  cauchy,
  parallel_columns,
  not_a_number
};

/// Factors 2^0 … 2^47 (1.4e14) on the columns, the rows, or both, each in an order drawn at random.
enum class Grading { none, columns, rows, both };

/// How large the entries are: of order 1 (with grading around 1), of order 1e36 or 1e-36 (with
/// grading at most and at least that), or near a limit of the scalar.
enum class Magnitude { usual, large, small, near_overflow, near_underflow, denormal };

/// What the singular values are compared with LAPACK's by: each relative to itself, those above
/// 1e-5·σ₁ relative to themselves, all relative to σ₁, or not at all.
enum class Judged { no, each, above_cutoff, by_largest };

struct Family {
  std::string_view name;
  Kind kind;
  Grading grading = Grading::none;
  Magnitude magnitude = Magnitude::usual;
  Judged judged = Judged::no;
  /// Of kinds diagonal and dense: how the singular values are distributed, numbered as in LAPACK's
  /// generator dlatms.
  int mode = 0;
  /// The most rows or columns, whichever are fewer, for which errors are judged: larger ones have
  /// singular values that float does not determine.
  Index judged_upto = largest_size;
};

inline constexpr std::array families{
    Family{"random", Kind::random, Grading::none, Magnitude::usual, Judged::each},
    Family{"columns-graded", Kind::random, Grading::columns, Magnitude::usual, Judged::each},
    Family{"rows-graded", Kind::random, Grading::rows, Magnitude::usual, Judged::each},
    Family{"both-graded", Kind::random, Grading::both, Magnitude::usual, Judged::each},
    Family{"kahan", Kind::kahan, Grading::none, Magnitude::usual, Judged::each},
    Family{"random-1e36", Kind::random, Grading::none, Magnitude::large, Judged::each},
    Family{"columns-graded-1e36", Kind::random, Grading::columns, Magnitude::large, Judged::each},
    Family{"rows-graded-1e36", Kind::random, Grading::rows, Magnitude::large, Judged::each},
    Family{"both-graded-1e36", Kind::random, Grading::both, Magnitude::large, Judged::each},
    Family{"kahan-1e36", Kind::kahan, Grading::none, Magnitude::large, Judged::each},
    Family{"random-1e-36", Kind::random, Grading::none, Magnitude::small, Judged::each},
    Family{"columns-graded-1e-36", Kind::random, Grading::columns, Magnitude::small, Judged::each},
    Family{"rows-graded-1e-36", Kind::random, Grading::rows, Magnitude::small, Judged::each},
    Family{"both-graded-1e-36", Kind::random, Grading::both, Magnitude::small, Judged::each},
    Family{"kahan-1e-36", Kind::kahan, Grading::none, Magnitude::small, Judged::each},
    Family{"vandermonde-graded", Kind::vandermonde_graded, Grading::none, Magnitude::usual,
           Judged::each, 0, 4},
    Family{"cauchy", Kind::cauchy, Grading::none, Magnitude::usual, Judged::each},
    Family{"parallel-columns", Kind::parallel_columns, Grading::none, Magnitude::usual,
           Judged::each},
    Family{"rank-deficient", Kind::rank_deficient, Grading::none, Magnitude::usual,
           Judged::above_cutoff},
    Family{"hilbert", Kind::hilbert, Grading::none, Magnitude::usual, Judged::by_largest},
    Family{"vandermonde", Kind::vandermonde, Grading::none, Magnitude::usual, Judged::by_largest},
    Family{"clustered", Kind::clustered, Grading::none, Magnitude::usual, Judged::by_largest},
    Family{"zero", Kind::zero},
    Family{"identity", Kind::identity},
    Family{"ones", Kind::ones},
    Family{"duplicate-columns", Kind::duplicate_columns},
    Family{"near-overflow", Kind::dense, Grading::none, Magnitude::near_overflow, Judged::no, 3},
    Family{"near-underflow", Kind::dense, Grading::none, Magnitude::near_underflow, Judged::no, 4},
    Family{"denormal", Kind::random, Grading::none, Magnitude::denormal},
    Family{"diagonal-mode-1", Kind::diagonal, Grading::none, Magnitude::usual, Judged::no, 1},
    Family{"diagonal-mode-2", Kind::diagonal, Grading::none, Magnitude::usual, Judged::no, 2},
    Family{"diagonal-mode-3", Kind::diagonal, Grading::none, Magnitude::usual, Judged::no, 3},
    Family{"diagonal-mode-4", Kind::diagonal, Grading::none, Magnitude::usual, Judged::no, 4},
    Family{"diagonal-mode-5", Kind::diagonal, Grading::none, Magnitude::usual, Judged::no, 5},
    Family{"diagonal-mode-6", Kind::diagonal, Grading::none, Magnitude::usual, Judged::no, 6},
    Family{"dense-mode-1", Kind::dense, Grading::none, Magnitude::usual, Judged::no, 1},
    Family{"dense-mode-2", Kind::dense, Grading::none, Magnitude::usual, Judged::no, 2},
    Family{"dense-mode-3", Kind::dense, Grading::none, Magnitude::usual, Judged::no, 3},
    Family{"dense-mode-4", Kind::dense, Grading::none, Magnitude::usual, Judged::no, 4},
    Family{"dense-mode-5", Kind::dense, Grading::none, Magnitude::usual, Judged::no, 5},
    Family{"dense-mode-6", Kind::dense, Grading::none, Magnitude::usual, Judged::no, 6},
    Family{"nan", Kind::not_a_number},
};

namespace internal {

inline constexpr Index grading_exponents = 47;

/// A matrix being made: its place, its size, and the numbers it is made from.
template <typename Scalar>
struct Draft {
  Scalar* a;
  Index rows;
  Index cols;
  Index count;  ///< the lesser of rows and cols
  Sequence& sequence;

  Scalar uniform() const { return sequence.template uniform<Scalar>(); }
};

template <typename Scalar>
using Vector = std::array<Scalar, std::size_t(largest_size)>;

template <typename Scalar>
Scalar powerOfTwo(Index exponent) {
  Scalar power(1);
  for (; exponent > 0; --exponent) power *= Scalar(2);
  for (; exponent < 0; ++exponent) power /= Scalar(2);
  return power;
}

/// 2^−(numerator/denominator): exact for whole powers, a straight line between them.
template <typename Scalar>
Scalar halved(Index numerator, Index denominator) {
  const Index whole = numerator / denominator, rest = numerator % denominator;
  return powerOfTwo<Scalar>(-whole) *
         (Scalar(1) - static_cast<Scalar>(rest) / static_cast<Scalar>(2 * denominator));
}

/// Singular value k of LAPACK's modes: 1 one large, 2 one small, 3 geometric, 4 arithmetic, 5
/// random with uniform logarithms, 6 uniform. The condition number is 0.1/ε or so, as in LAPACK's
/// tests.
template <typename Scalar>
Scalar singularValue(int mode, Index k, const Draft<Scalar>& draft) {
  constexpr Index exponents = std::numeric_limits<Scalar>::digits - 4;
  const Scalar least = powerOfTwo<Scalar>(-exponents);
  const Index last = std::max<Index>(draft.count - 1, 1);
  switch (mode) {
    case 1:
      return k == 0 ? Scalar(1) : least;
    case 2:
      return k + 1 < draft.count ? Scalar(1) : least;
    case 3:
      return halved<Scalar>(k * exponents, last);
    case 4:
      return Scalar(1) - static_cast<Scalar>(k) / static_cast<Scalar>(last) * (Scalar(1) - least);
    case 5:
      return halved<Scalar>(draft.sequence.below(1 << 20) * exponents, 1 << 20);
    default:
      return Eigen::numext::abs(draft.uniform());
  }
}

/// x −= 2·v·(vᵀ·x)/(vᵀ·v) for `count` values of x, `stride` apart.
template <typename Scalar>
void reflect(const Vector<Scalar>& v, Scalar* x, Index count, Index stride) {
  Scalar along(0), squares(0);
  for (Index i = 0; i < count; ++i) {
    along += v[std::size_t(i)] * x[i * stride];
    squares += v[std::size_t(i)] * v[std::size_t(i)];
  }
  const Scalar twice = Scalar(2) * along / squares;
  for (Index i = 0; i < count; ++i) x[i * stride] -= twice * v[std::size_t(i)];
}

/// Multiplies by three random reflections from either side.
template <typename Scalar>
void turn(const Draft<Scalar>& draft) {
  for (int times = 0; times < 3; ++times) {
    Vector<Scalar> v{}, w{};
    for (Scalar& value : v) value = draft.uniform();
    for (Scalar& value : w) value = draft.uniform();
    for (Index j = 0; j < draft.cols; ++j) reflect(v, draft.a + j * draft.rows, draft.rows, 1);
    for (Index i = 0; i < draft.rows; ++i) reflect(w, draft.a + i, draft.cols, draft.rows);
  }
}

/// A shuffled order of 0 … count − 1.
inline std::array<Index, std::size_t(largest_size)> shuffled(Index count, Sequence& sequence) {
  std::array<Index, std::size_t(largest_size)> order{};
  for (Index i = 0; i < count; ++i) {
    const Index other = sequence.below(static_cast<std::int32_t>(i + 1));
    order[std::size_t(i)] = order[std::size_t(other)];
    order[std::size_t(other)] = i;
  }
  return order;
}

/// `count` numbers from 2^(−octaves/2) to 2^(octaves/2) in random order, with logarithms drawn
/// evenly (but for a straight line between whole powers) from each of `parts` equal parts in turn.
template <typename Scalar>
Vector<Scalar> spread(Index count, Index parts, Index octaves, const Draft<Scalar>& draft) {
  constexpr Index steps = 1 << 16;
  const auto order = shuffled(count, draft.sequence);
  Vector<Scalar> numbers{};
  for (Index k = 0; k < count; ++k) {
    const Index place = order[std::size_t(k)] % parts * steps + draft.sequence.below(steps);
    numbers[std::size_t(k)] =
        powerOfTwo<Scalar>(octaves / 2) * halved<Scalar>(octaves * place, parts * steps);
  }
  return numbers;
}

/// Small integers, so that products of them are exact.
template <typename Scalar>
Scalar smallInteger(Sequence& sequence) {
  return static_cast<Scalar>(sequence.below(7) - 3);
}

/// The entries before grading and magnitude.
template <typename Scalar>
void make(const Family& family, const Draft<Scalar>& draft) {
  Scalar* const a = draft.a;
  const Index rows = draft.rows, cols = draft.cols, count = draft.count;
  Sequence& sequence = draft.sequence;
  const auto each = [&](auto entry) {
    for (Index j = 0; j < cols; ++j) {
      for (Index i = 0; i < rows; ++i) a[j * rows + i] = entry(i, j);
    }
  };
  const auto powers = [&](auto node) {
    for (Index i = 0; i < rows; ++i) {
      const Scalar base = node(i);
      Scalar power(1);
      for (Index j = 0; j < cols; ++j, power *= base) a[j * rows + i] = power;
    }
  };
  each([](Index, Index) { return Scalar(0); });
  switch (family.kind) {
    case Kind::zero:
      break;
    case Kind::identity:
      each([](Index i, Index j) { return Scalar(i == j ? 1 : 0); });
      break;
    case Kind::ones:
      each([](Index, Index) { return Scalar(1); });
      break;
    case Kind::random:
      each([&](Index, Index) { return draft.uniform(); });
      break;
    case Kind::kahan: {
      const Scalar s = Scalar(0.79) + Scalar(0.19) * draft.uniform();
      const Scalar c = Eigen::numext::sqrt((Scalar(1) - s) * (Scalar(1) + s));
      Scalar power(1);
      for (Index i = 0; i < count; ++i, power *= s) {
        for (Index j = i; j < cols; ++j) a[j * rows + i] = i == j ? power : -c * power;
      }
      break;
    }
    case Kind::hilbert: {
      const Scalar shift = (Scalar(1) + draft.uniform()) / Scalar(2);
      each([&](Index i, Index j) { return Scalar(1) / (static_cast<Scalar>(i + j + 1) + shift); });
      break;
    }
    case Kind::vandermonde:
      powers([&](Index) { return draft.uniform(); });
      break;
    case Kind::clustered:
      for (Index k = 0; k < count; ++k) {
        a[k * rows + k] = powerOfTwo<Scalar>(k % 2 == 0 ? 0 : -10) *
                          (Scalar(1) + static_cast<Scalar>(k) * powerOfTwo<Scalar>(-20));
      }
      turn(draft);
      break;
    case Kind::rank_deficient:
      for (Index rank = (count + 1) / 2; rank > 0; --rank) {
        Vector<Scalar> left{}, right{};
        for (Scalar& value : left) value = smallInteger<Scalar>(sequence);
        for (Scalar& value : right) value = smallInteger<Scalar>(sequence);
        for (Index i = 0; i < rows * cols; ++i) {
          a[i] += left[std::size_t(i % rows)] * right[std::size_t(i / rows)];
        }
      }
      break;
    case Kind::duplicate_columns:
      each([&](Index, Index) { return draft.uniform(); });
      for (Index j = 1; j < cols; ++j) {
        const Index other = sequence.below(static_cast<std::int32_t>(2 * j));
        if (other < j) std::copy_n(a + other * rows, rows, a + j * rows);
      }
      break;
    case Kind::diagonal: {
      const auto order = shuffled(count, sequence);
      for (Index k = 0; k < count; ++k) {
        const Index place = order[std::size_t(k)];
        a[place * rows + place] = singularValue(family.mode, k, draft);
      }
      break;
    }
    case Kind::dense:
      for (Index k = 0; k < count; ++k) {
        a[k * rows + k] = singularValue(family.mode, k, draft);
      }
      turn(draft);
      break;
    case Kind::vandermonde_graded: {
      const auto nodes = spread(rows, 1, 36 / std::max<Index>(cols - 1, 1), draft);
      powers([&](Index i) { return nodes[std::size_t(i)]; });
      break;
    }
    case Kind::cauchy: {
      const auto x = spread(rows, rows, rows, draft), y = spread(cols, cols, cols, draft);
      each([&](Index i, Index j) { return Scalar(1) / (x[std::size_t(i)] + y[std::size_t(j)]); });
      break;
    }
    case Kind::parallel_columns: {
      // One row so large that all columns but the first are nearly multiples of each other.
      const Index row = sequence.below(static_cast<std::int32_t>(rows));
      each([&](Index, Index) { return draft.uniform(); });
      for (Index j = 1; j < cols; ++j) a[j * rows + row] *= powerOfTwo<Scalar>(sequence.below(24));
      break;
    }
    case Kind::not_a_number:
      each([&](Index, Index) { return draft.uniform(); });
      a[sequence.below(static_cast<std::int32_t>(rows * cols))] =
          std::numeric_limits<Scalar>::quiet_NaN();
      break;
  }
}

/// Multiplies `count` rows or columns, `stride` apart, each of values `step` apart, by powers of
/// two from the least exponent on.
template <typename Scalar>
void grade(const Draft<Scalar>& draft, Index count, Index stride, Index step, Index least) {
  const auto order = shuffled(count, draft.sequence);
  const Index length = draft.rows * draft.cols / count;
  for (Index k = 0; k < count; ++k) {
    const Index exponent =
        least + order[std::size_t(k)] * grading_exponents / std::max<Index>(count - 1, 1);
    const Scalar factor = powerOfTwo<Scalar>(exponent);
    for (Index i = 0; i < length; ++i) draft.a[k * stride + i * step] *= factor;
  }
}

template <typename Scalar>
Scalar factorOf(Magnitude magnitude) {
  using Limits = std::numeric_limits<Scalar>;
  switch (magnitude) {
    case Magnitude::large:
      return Scalar(1e36);
    case Magnitude::small:
      return Scalar(1e-36);
    case Magnitude::near_overflow:
      return Limits::max() / Scalar(1.125);
    case Magnitude::near_underflow:
      return Limits::min() * Scalar(1000);
    case Magnitude::denormal:
      return Limits::denorm_min() * Scalar(1000);
    default:
      return Scalar(1);
  }
}

/// FNV-1a.
constexpr std::uint32_t hashed(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char character : text) {
    hash = (hash ^ static_cast<std::uint8_t>(character)) * 16777619U;
  }
  return hash;
}

}  // namespace internal

/// Makes matrix number `draw` (below 10,000) of a family: a, rows × cols, 1 … 40 each,
/// column-major; and a right-hand side of the same magnitude: b, `rows` values. The same arguments
/// give the same bits on every machine.
template <typename Scalar>
void fill(const Family& family, Index rows, Index cols, std::uint32_t draw, Scalar* a, Scalar* b) {
  const auto place = static_cast<std::uint32_t>((rows * (largest_size + 1) + cols) * 10'000);
  Sequence sequence(internal::hashed(family.name) + place + draw);
  const internal::Draft<Scalar> draft{a, rows, cols, std::min(rows, cols), sequence};
  internal::make(family, draft);

  const Index least = family.magnitude == Magnitude::large   ? -internal::grading_exponents
                      : family.magnitude == Magnitude::small ? 0
                                                             : -internal::grading_exponents / 2;
  if (family.grading == Grading::columns || family.grading == Grading::both) {
    internal::grade(draft, cols, rows, 1, least);
  }
  if (family.grading == Grading::rows || family.grading == Grading::both) {
    internal::grade(draft, rows, 1, rows, least);
  }
  const Scalar factor = internal::factorOf<Scalar>(family.magnitude);
  for (Index i = 0; i < rows * cols; ++i) a[i] *= factor;
  for (Index i = 0; i < rows; ++i) b[i] = sequence.uniform<Scalar>() / Scalar(64) * factor;
}

}  // namespace kernel_cases
