// SPDX-License-Identifier: MIT
// The decompositions and what is computed with them, in chains of hostile matrices: see judge.hpp.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "judge.hpp"

namespace {

using Eigen::Index;
using fuzz::Input, fuzz::Judge, fuzz::Small;

/// A number of one to nine bytes of the input: a small integer, a border of the type's range, a
/// power of two times a fraction, or any bits. NaN and infinity are among them.
template <typename Scalar>
Scalar number(Input& input) {
  using Limits = std::numeric_limits<Scalar>;
  static constexpr std::array borders{Scalar(0),
                                      Limits::denorm_min(),
                                      Limits::min(),
                                      Limits::epsilon(),
                                      Scalar(1) - Limits::epsilon() / 2,
                                      Scalar(1) + Limits::epsilon(),
                                      Limits::max(),
                                      Limits::max() / 2,
                                      Limits::infinity(),
                                      Limits::quiet_NaN()};
  const std::uint8_t first = input.byte();
  const Scalar sign = (first & 1U) != 0 ? Scalar(-1) : Scalar(1);
  switch (first >> 6U) {
    case 0:
      return Scalar(first) - Scalar(32);
    case 1:
      return sign * borders[(first >> 1U) % borders.size()];
    case 2: {
      const int exponent = (input.byte() - 128) * Limits::max_exponent / 100;
      return sign * std::ldexp(Scalar(1) + Scalar(input.byte()) / Scalar(256), exponent);
    }
    default: {
      Scalar value(0);
      const auto bits = input.bytes(sizeof(Scalar));
      std::copy(bits.begin(), bits.end(), reinterpret_cast<std::uint8_t*>(&value));
      return value;
    }
  }
}

/// A matrix of the input's numbers, or a hostile one where it has none, and those that changes of
/// it lead to, one after the other; each is judged. Returns how many.
template <typename Matrix>
int judge_chain(Index rows, Index cols, Input& input, std::uint32_t key) {
  using Scalar = typename Matrix::Scalar;
  fuzz::Sequence sequence(key);
  const std::uint8_t shape = input.byte();
  const int count = 1 + shape % 32, test = shape / 32;
  using Plain = Small<Scalar>;
  Plain a = input.size() > 0
                ? Plain(Plain::NullaryExpr(rows, cols, [&] { return number<Scalar>(input); }))
                : numeric_test::hostileMatrix<Scalar>(rows, cols, sequence);
  Judge<Matrix> judge(sequence);
  for (int i = 0; i < count; ++i) {
    judge(Matrix(a), (test + i) % Judge<Matrix>::tests);
    if (!a.allFinite() || i % 8 == 7) {
      a = numeric_test::hostileMatrix<Scalar>(rows, cols, sequence);
    } else {
      numeric_test::mutate(a, sequence);
    }
  }
  return count;
}

template <typename Scalar, int rows, int cols>
int fixed(Input& input, std::uint32_t key) {
  return judge_chain<Eigen::Matrix<Scalar, rows, cols>>(rows, cols, input, key);
}
/// Of all sizes up to 8×8.
template <typename Scalar>
int bounded(Input& input, std::uint32_t key) {
  const std::uint8_t size = input.byte();
  return judge_chain<Small<Scalar>>(1 + size % 8, 1 + size / 8 % 8, input, key);
}

/// Sizes that are done in registers, square and wide, and those by loops.
constexpr std::array chains{fixed<float, 3, 3>, fixed<float, 4, 6>, bounded<float>,
                            bounded<double>};

}  // namespace

/// A byte for the type, one for the chain, and the first matrix.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // FNV-1a: inputs that differ have chains that do.
  std::uint32_t key = 2166136261U;
  for (std::size_t i = 0; i < size; ++i) key = (key ^ data[i]) * 16777619U;
  Input input{data, size};
  const auto chain = chains[input.byte() % chains.size()];
  fuzz::count(static_cast<std::uint64_t>(chain(input, key)), size);
  return 0;
}
