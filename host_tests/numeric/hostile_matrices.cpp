// SPDX-License-Identifier: MIT
#include "hostile_matrices.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace numeric_test {
namespace {

using Eigen::Index;
using kernel_cases::Sequence;

template <typename Scalar>
using Limits = std::numeric_limits<Scalar>;

template <typename Scalar>
using Bits = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;

bool oneIn(std::int32_t count, Sequence& sequence) { return sequence.below(count) == 0; }

Index below(Index count, Sequence& sequence) {
  return sequence.below(static_cast<std::int32_t>(count));
}

/// In least … most.
int between(int least, int most, Sequence& sequence) {
  return least + sequence.below(most - least + 1);
}

/// The nearest finite number: what overflows becomes the largest.
template <typename Scalar>
Scalar finite(Scalar x) {
  if (std::isnan(x)) return Scalar(0);
  return std::clamp(x, Limits<Scalar>::lowest(), Limits<Scalar>::max());
}

template <typename Scalar>
Bits<Scalar> anyBits(Sequence& sequence) {
  if constexpr (sizeof(Scalar) == 4) {
    return sequence.bits();
  } else {
    const std::uint64_t high = sequence.bits();
    return high << 32U | sequence.bits();
  }
}

template <typename Scalar>
Scalar anyFinite(Sequence& sequence) {
  for (;;) {
    const auto x = std::bit_cast<Scalar>(anyBits<Scalar>(sequence));
    if (std::isfinite(x)) return x;
  }
}

/// The exponents of a type's numbers, denormal ones too: 2^least … 2^most.
template <typename Scalar>
constexpr int leastExponent = Limits<Scalar>::min_exponent - Limits<Scalar>::digits;
template <typename Scalar>
constexpr int mostExponent = Limits<Scalar>::max_exponent - 1;

/// A part of the type's exponents.
struct Span {
  int least, most;
};

template <typename Scalar>
Span anySpan(Sequence& sequence) {
  constexpr int least = leastExponent<Scalar>, most = mostExponent<Scalar>;
  switch (sequence.below(3)) {
    case 0:
      return {least, most};
    case 1: {
      const int one = between(least, most, sequence), other = between(least, most, sequence);
      return {std::min(one, other), std::max(one, other)};
    }
    default: {
      const int first = between(least, most, sequence);
      return {first, std::min(most, first + sequence.below(8))};
    }
  }
}

template <typename Scalar>
Scalar border(Sequence& sequence) {
  constexpr Scalar epsilon = Limits<Scalar>::epsilon(), one(1);
  static const std::array values{Scalar(0),
                                 Limits<Scalar>::denorm_min(),
                                 Limits<Scalar>::min() - Limits<Scalar>::denorm_min(),
                                 Limits<Scalar>::min(),
                                 std::sqrt(Limits<Scalar>::min()),
                                 std::sqrt(Limits<Scalar>::denorm_min()),
                                 std::sqrt(std::sqrt(Limits<Scalar>::min())),
                                 epsilon * epsilon,
                                 epsilon,
                                 std::sqrt(epsilon),
                                 one - epsilon / 2,
                                 one,
                                 one + epsilon,
                                 std::sqrt(Limits<Scalar>::max()),
                                 Limits<Scalar>::max() / 2,
                                 Limits<Scalar>::max() / std::sqrt(Scalar(2)),
                                 Limits<Scalar>::max()};
  const Scalar value =
      values[static_cast<std::size_t>(sequence.below(static_cast<std::int32_t>(values.size())))];
  return oneIn(2, sequence) ? value : -value;
}

enum class Entry {
  bits,
  exponents,
  powers,
  integers,
  scaledIntegers,
  borders,
  uniform,
  signs,
  count
};

/// How the entries of one matrix are drawn.
template <typename Scalar>
struct Entries {
  Entry kind;
  Span span;

  Scalar draw(Sequence& sequence) const {
    const auto power = [&](Scalar x) {
      return finite(std::ldexp(x, between(span.least, span.most, sequence)));
    };
    switch (kind) {
      case Entry::bits:
        return anyFinite<Scalar>(sequence);
      case Entry::exponents: {
        const Scalar fraction = sequence.uniform<Scalar>();
        return power(fraction < 0 ? fraction - 1 : fraction + 1);
      }
      case Entry::powers:
        return power(oneIn(2, sequence) ? Scalar(1) : Scalar(-1));
      case Entry::integers:
        return static_cast<Scalar>(sequence.below(7) - 3);
      case Entry::scaledIntegers:
        return power(static_cast<Scalar>(sequence.below(7) - 3));
      case Entry::borders:
        return border<Scalar>(sequence);
      case Entry::signs:
        return static_cast<Scalar>(sequence.below(3) - 1);
      default:
        return sequence.uniform<Scalar>();
    }
  }
};

template <typename Scalar>
Entries<Scalar> anyEntries(Sequence& sequence) {
  return {static_cast<Entry>(sequence.below(static_cast<std::int32_t>(Entry::count))),
          anySpan<Scalar>(sequence)};
}

template <typename Vector>
void multiplyByPower(Vector&& entries, int exponent) {
  for (auto& x : entries) x = finite(std::ldexp(x, exponent));
}

/// Multiplies columns by powers of two over a part of the range; rows, if given the transpose.
template <typename Columns>
void grade(Columns&& columns, Sequence& sequence) {
  using Scalar = typename std::decay_t<Columns>::Scalar;
  const Span span = anySpan<Scalar>(sequence);
  for (Index j = 0; j < columns.cols(); ++j)
    multiplyByPower(columns.col(j), between(span.least, span.most, sequence));
}

/// Makes one column a copy of another, opposite, a multiple, nearly parallel, a sum, or zero.
template <typename Columns>
void entangle(Columns&& columns, Sequence& sequence) {
  using Scalar = typename std::decay_t<Columns>::Scalar;
  auto column = columns.col(below(columns.cols(), sequence));
  const auto other = columns.col(below(columns.cols(), sequence)).eval();
  switch (sequence.below(6)) {
    case 0:
      column = other;
      break;
    case 1:
      column = -other;
      break;
    case 2:
      column = other;
      multiplyByPower(column, between(-40, 40, sequence));
      break;
    case 3:
      column = other;
      for (Scalar& x : column) {
        const auto step = static_cast<Scalar>(sequence.below(9) - 4);
        x = finite(x + x * step * Limits<Scalar>::epsilon());
      }
      break;
    case 4:
      for (Index i = 0; i < column.size(); ++i) column[i] = finite(column[i] + other[i]);
      break;
    default:
      column.setZero();
      break;
  }
}

/// Puts zeros where one of some patterns has them.
template <typename Scalar>
void sparsen(SmallMatrix<Scalar>& a, Sequence& sequence) {
  const std::int32_t pattern = sequence.below(6);
  const Index block = below(a.rows(), sequence);
  for (Index j = 0; j < a.cols(); ++j) {
    for (Index i = 0; i < a.rows(); ++i) {
      const bool zero = pattern == 0   ? i > j
                        : pattern == 1 ? i < j
                        : pattern == 2 ? (i <= block) != (j <= block)
                        : pattern == 3 ? i > block && j <= block
                        : pattern == 4 ? i != j && i != j + 1
                                       : oneIn(2, sequence);
      if (zero) a(i, j) = Scalar(0);
    }
  }
}

/// A sum of fewer outer products than the matrix has rows or columns.
template <typename Scalar>
SmallMatrix<Scalar> ofLowRank(Index rows, Index cols, const Entries<Scalar>& entries,
                              Sequence& sequence) {
  SmallMatrix<Scalar> a = SmallMatrix<Scalar>::Zero(rows, cols);
  for (Index rank = below(std::min(rows, cols), sequence); rank >= 0; --rank) {
    const auto left = SmallMatrix<Scalar>::NullaryExpr(rows, 1, [&] {
                        return static_cast<Scalar>(sequence.below(7) - 3);
                      }).eval();
    const auto right =
        SmallMatrix<Scalar>::NullaryExpr(1, cols, [&] { return entries.draw(sequence); }).eval();
    a = SmallMatrix<Scalar>(a + left * right).unaryExpr(&finite<Scalar>);
  }
  return a;
}

}  // namespace

template <typename Scalar>
SmallMatrix<Scalar> hostileMatrix(Index rows, Index cols, Sequence& sequence) {
  const Entries<Scalar> entries = anyEntries<Scalar>(sequence);
  SmallMatrix<Scalar> a = oneIn(8, sequence)
                              ? ofLowRank(rows, cols, entries, sequence)
                              : SmallMatrix<Scalar>(SmallMatrix<Scalar>::NullaryExpr(
                                    rows, cols, [&] { return entries.draw(sequence); }));
  if (oneIn(3, sequence)) sparsen(a, sequence);
  while (oneIn(3, sequence)) entangle(a, sequence);
  while (oneIn(6, sequence)) entangle(a.transpose(), sequence);
  if (oneIn(4, sequence)) grade(a, sequence);
  if (oneIn(4, sequence)) grade(a.transpose(), sequence);
  return a;
}

template <typename Scalar>
void mutate(SmallMatrix<Scalar>& a, Sequence& sequence) {
  const auto entry = [&]() -> Scalar& { return a.data()[below(a.size(), sequence)]; };
  do {
    Scalar& x = entry();
    switch (sequence.below(13)) {
      case 0:
      case 1: {
        const auto bit = static_cast<unsigned>(sequence.below(8 * sizeof(Scalar)));
        const auto flipped =
            std::bit_cast<Scalar>(std::bit_cast<Bits<Scalar>>(x) ^ Bits<Scalar>(1) << bit);
        if (std::isfinite(flipped)) x = flipped;
        break;
      }
      case 2:
        x = finite(std::ldexp(x, between(-3, 3, sequence)));
        break;
      case 3:
        x = finite(std::ldexp(x, between(-64, 64, sequence)));
        break;
      case 4:
        x = entry();
        break;
      case 5:
        x = -x;
        break;
      case 6:
        x = oneIn(2, sequence) ? Scalar(0) : border<Scalar>(sequence);
        break;
      case 7:
        x = anyEntries<Scalar>(sequence).draw(sequence);
        break;
      case 8:
        std::swap(x, entry());
        break;
      case 9:
        multiplyByPower(a.col(below(a.cols(), sequence)), between(-20, 20, sequence));
        break;
      case 10:
        multiplyByPower(a.row(below(a.rows(), sequence)), between(-20, 20, sequence));
        break;
      case 11:
        entangle(a, sequence);
        break;
      default:
        entangle(a.transpose(), sequence);
        break;
    }
  } while (oneIn(3, sequence));
}

template SmallMatrix<float> hostileMatrix(Index, Index, Sequence&);
template SmallMatrix<double> hostileMatrix(Index, Index, Sequence&);
template void mutate(SmallMatrix<float>&, Sequence&);
template void mutate(SmallMatrix<double>&, Sequence&);

}  // namespace numeric_test
