// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace kernel_cases {

using Eigen::Index;

enum class Family {
  random,
  condition_1e5,
  columns_graded,
  rows_graded,
  rank_deficient,
  large,
  small,
  zero,
  not_a_number
};

struct NamedFamily {
  Family family;
  std::string_view name;
};

inline constexpr std::array<NamedFamily, 9> families{{
    {Family::random, "random"},
    {Family::condition_1e5, "condition-1e5"},
    {Family::columns_graded, "columns-graded"},
    {Family::rows_graded, "rows-graded"},
    {Family::rank_deficient, "rank-deficient"},
    {Family::large, "scaled-1e36"},
    {Family::small, "scaled-1e-36"},
    {Family::zero, "zero"},
    {Family::not_a_number, "nan"},
}};

/// Numbers by their place in a sequence (a 32-bit finaliser with good avalanche, Wellons 2018): the
/// same on every machine, for it uses integers until the last, exact conversion.
class Sequence {
 public:
  explicit Sequence(std::uint32_t seed) : m_counter(seed << 16U) {}

  std::uint32_t bits() {
    std::uint32_t x = ++m_counter;
    x = (x ^ (x >> 16U)) * 0x7feb352dU;
    x = (x ^ (x >> 15U)) * 0x846ca68bU;
    return x ^ (x >> 16U);
  }

  /// In [−1, 1), a multiple of 2^−23.
  template <typename Scalar>
  Scalar uniform() {
    const auto integer = static_cast<std::int32_t>(bits() >> 8U) - (1 << 23);
    return static_cast<Scalar>(integer) / Scalar(1 << 23);
  }

 private:
  std::uint32_t m_counter;
};

template <typename Scalar>
Scalar powerOfTwo(Index exponent) {
  Scalar power(1);
  for (; exponent > 0; --exponent) power *= Scalar(2);
  for (; exponent < 0; ++exponent) power /= Scalar(2);
  return power;
}

/// x −= 2·v·(vᵀ·x)/(vᵀ·v) for `count` values of x, `stride` apart.
template <typename Scalar>
void reflect(const Scalar* v, Scalar* x, Index count, Index stride) {
  Scalar along(0), squares(0);
  for (Index i = 0; i < count; ++i) {
    along += v[i] * x[i * stride];
    squares += v[i] * v[i];
  }
  const Scalar twice = Scalar(2) * along / squares;
  for (Index i = 0; i < count; ++i) x[i * stride] -= twice * v[i];
}

/// Fills a (rows × cols ≤ 40 × 40, column-major) and a right-hand side b (rows values) of the same
/// scale.
template <typename Scalar>
void fill(Family family, Scalar* a, Index rows, Index cols, Scalar* b) {
  Sequence sequence(
      static_cast<std::uint32_t>(static_cast<Index>(family) * 1681 + rows * 41 + cols));
  const Index size = rows * cols, count = rows < cols ? rows : cols;
  for (Index i = 0; i < size; ++i) a[i] = sequence.uniform<Scalar>();
  for (Index i = 0; i < rows; ++i) b[i] = sequence.uniform<Scalar>();

  // 2 to the powers 0 … −24 in an order without order.
  const auto grade = [](Index i) { return powerOfTwo<Scalar>(-(i * 7 % 25)); };
  const auto scale = [&](Scalar factor) {
    for (Index i = 0; i < size; ++i) a[i] *= factor;
    for (Index i = 0; i < rows; ++i) b[i] *= factor;
  };
  switch (family) {
    case Family::random:
      break;
    case Family::condition_1e5: {
      std::array<Scalar, 40> v{}, w{};
      for (Scalar& value : v) value = sequence.uniform<Scalar>();
      for (Scalar& value : w) value = sequence.uniform<Scalar>();
      for (Index i = 0; i < size; ++i) a[i] = Scalar(0);
      for (Index k = 0; k < count; ++k)
        a[k * rows + k] = powerOfTwo<Scalar>(count > 1 ? -(17 * k / (count - 1)) : 0);
      for (Index j = 0; j < cols; ++j) reflect(v.data(), a + j * rows, rows, 1);
      for (Index i = 0; i < rows; ++i) reflect(w.data(), a + i, cols, rows);
      break;
    }
    case Family::columns_graded:
      for (Index i = 0; i < size; ++i) a[i] *= grade(i / rows);
      break;
    case Family::rows_graded:
      for (Index i = 0; i < size; ++i) a[i] *= grade(i % rows);
      break;
    case Family::rank_deficient: {
      // Small integers, so that the product has this rank exactly.
      const Index rank = (count + 1) / 2;
      std::array<Scalar, 40 * 20> left{}, right{};
      for (Scalar& value : left)
        value = static_cast<Scalar>(static_cast<std::int32_t>(sequence.bits() % 7) - 3);
      for (Scalar& value : right)
        value = static_cast<Scalar>(static_cast<std::int32_t>(sequence.bits() % 7) - 3);
      for (Index i = 0; i < size; ++i) a[i] = Scalar(0);
      for (Index k = 0; k < rank; ++k) {
        for (Index i = 0; i < size; ++i) {
          a[i] += left[static_cast<std::size_t>(k * rows + i % rows)] *
                  right[static_cast<std::size_t>(k * cols + i / rows)];
        }
      }
      break;
    }
    case Family::large:
      scale(Scalar(1e36));
      break;
    case Family::small:
      scale(Scalar(1e-36));
      break;
    case Family::zero:
      scale(Scalar(0));
      break;
    case Family::not_a_number:
      a[size / 2] = std::numeric_limits<Scalar>::quiet_NaN();
      break;
  }
}

}  // namespace kernel_cases
