// SPDX-License-Identifier: MIT
#include "sweeps.hpp"

#include <minnorm/minnorm.hpp>

#include <limits>

#include "kernel/families.hpp"

namespace numeric_test {
namespace {

using Eigen::Index;
using kernel_cases::Sequence;

constexpr int largestSize = 12;

template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, largestSize,
                             largestSize>;

template <typename Scalar>
Matrix<Scalar> ofFamily(Index rows, Index cols, Sequence& sequence) {
  // The last family is the one with a NaN.
  const auto family = static_cast<std::size_t>(
      sequence.below(static_cast<std::int32_t>(kernel_cases::families.size()) - 1));
  Matrix<Scalar> a(rows, cols);
  Eigen::Matrix<Scalar, largestSize, 1> b;
  const auto draw = static_cast<std::uint32_t>(sequence.below(10'000));
  kernel_cases::fill(kernel_cases::families[family], rows, cols, draw, a.data(), b.data());
  return a;
}

/// One entry of a kind that makes cosines of exactly 0, 1 and −1 likely, or lengths far apart.
template <typename Scalar>
Scalar entry(std::int32_t kind, Sequence& sequence) {
  switch (kind) {
    case 0:
      return static_cast<Scalar>(sequence.below(7) - 3);
    case 1:
      return static_cast<Scalar>(sequence.below(2));
    case 2: {
      constexpr int exponents = std::numeric_limits<Scalar>::max_exponent - 2;
      const Scalar power = std::ldexp(Scalar(1), sequence.below(2 * exponents) - exponents);
      return sequence.below(2) == 0 ? power : -power;
    }
    default:
      return sequence.uniform<Scalar>();
  }
}

/// Makes some columns depend on others, and some rows zero.
template <typename Scalar>
void spoil(Matrix<Scalar>& a, Sequence& sequence) {
  const auto cols = static_cast<std::int32_t>(a.cols());
  for (Index j = 0; j < cols; ++j) {
    const Index other = sequence.below(cols);
    switch (sequence.below(10)) {
      case 0:
        a.col(j) = a.col(other);
        break;
      case 1:
        a.col(j) = -a.col(other);
        break;
      case 2:
        a.col(j) = a.col(other) * (Scalar(1) + std::numeric_limits<Scalar>::epsilon());
        break;
      case 3:
        a.col(j).setZero();
        break;
      default:
        break;
    }
  }
  for (Index i = 0; i < a.rows(); ++i) {
    if (sequence.below(10) == 0) a.row(i).setZero();
  }
}

template <typename Scalar>
Matrix<Scalar> hostile(std::uint32_t number) {
  Sequence sequence(number);
  const Index rows = 1 + sequence.below(largestSize), cols = 1 + sequence.below(largestSize);
  const std::int32_t kind = sequence.below(5);
  Matrix<Scalar> a = kind == 4 ? ofFamily<Scalar>(rows, cols, sequence)
                               : Matrix<Scalar>(Matrix<Scalar>::NullaryExpr(
                                     rows, cols, [&] { return entry<Scalar>(kind, sequence); }));
  if (sequence.below(2) == 0) spoil(a, sequence);
  return a;
}

template <typename Scalar>
Sweeps sweepsOf(std::uint32_t count) {
  Sweeps sweeps;
  for (std::uint32_t number = 0; number < count; ++number) {
    const minnorm::JacobiSVD<Matrix<Scalar>> svd(hostile<Scalar>(number),
                                                 Eigen::ComputeThinU | Eigen::ComputeThinV);
    ++sweeps.matrices[svd.sweeps()];
    if (svd.info() != Eigen::Success) ++sweeps.failures;
  }
  return sweeps;
}

}  // namespace

Sweeps floatSweeps(std::uint32_t count) { return sweepsOf<float>(count); }
Sweeps doubleSweeps(std::uint32_t count) { return sweepsOf<double>(count); }

}  // namespace numeric_test
