// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/macros_begin.hpp>

#include <minnorm/jacobi_svd.hpp>

#include <algorithm>
#include <cstdint>
#include <type_traits>

namespace minnorm {

/// What a core takes in float, in cycles: for a call, for the arithmetic of a pair of columns
/// beside its loops (three divisions and a root), for a loop beside its values, and for a value of
/// a loop. No wait states, no cache misses, no interrupts.
struct CoreCycles {
  std::int64_t call, pair, loop, value;
};

/// For GCC's code of -O2, by the models of bench/cores, not by measurements: no run tried, of any
/// kind of matrix, takes more than mostCycles() makes of these
/// (host_tests/python/test_worst_case.py).
inline constexpr CoreCycles cortexM4{600, 120, 24, 5}, cortexM33 = cortexM4;
inline constexpr CoreCycles cortexM7{600, 120, 24, 4};
inline constexpr CoreCycles cortexM55{600, 120, 24, 4};

/// How much an SVD does at most: pairs of columns that are rotated, loops that are begun, values
/// that these go over.
struct Work {
  std::int64_t pairs = 0, loops = 0, values = 0;

  constexpr Work operator+(const Work& other) const {
    return {pairs + other.pairs, loops + other.loops, values + other.values};
  }
  constexpr Work operator*(std::int64_t times) const {
    return {pairs * times, loops * times, values * times};
  }
};

namespace internal {

template <typename Svd>
inline constexpr int optionsOf = 0;
template <typename MatrixType, int Options>
inline constexpr int optionsOf<JacobiSVD<MatrixType, Options>> = Options;

template <typename Svd>
struct MostWork {
  static_assert(std::is_same_v<typename Svd::Scalar, float>,
                "minnorm: bounds are of matrices of float.");
  static constexpr std::int64_t rows = Svd::MaxRowsAtCompileTime, cols = Svd::MaxColsAtCompileTime;
  static constexpr std::int64_t m = std::max(rows, cols), n = std::min(rows, cols);
  static constexpr std::int64_t pairs = n * (n - 1) / 2;
  static constexpr bool isFixed = Svd::SizeAtCompileTime != Eigen::Dynamic;
  static constexpr std::int64_t passes = 8;  // of orthogonalize()

  /// Each pair: a product, two shears, and a column that is measured, judged and made zero; each
  /// column: zero, rescaled, exchanged and measured.
  static constexpr Work sweep{pairs, 6 * pairs + 7 * n, pairs*(6 * m + 2 * n) + n*(4 * m + 2 * n)};

  /// Each pair: a product, two rotations, two lengths.
  static constexpr Work registerSweep =
      isFixed && m <= 6 && n <= 4 ? Work{pairs, 5 * pairs, pairs*(5 * m + 2 * n)} : Work{};

  /// Scaling, the sums of rows, the identity; columns sorted and taken to length 1.
  static constexpr Work ends{0, 12 * n + 2 * pairs + 12,
                             12 * m* n + 2 * n* n + 8 * m + pairs*(m + n)};

  /// QR of graded rows.
  static constexpr std::int64_t steps = n * (n + 1) / 2, products = (n * n * n - n) / 6;
  static constexpr Work qr{0, (3 * passes + 1) * steps + 2 * passes* products + 3 * n,
                           m*((3 * passes + 1) * steps + 2 * passes * products + 3 * n) + n* n};

  /// Vectors of `size` values beyond those that Jacobi gives.
  static constexpr Work basis(std::int64_t size, std::int64_t wanted) {
    const std::int64_t loops = wanted > 0 ? size * (3 * (passes + 1) + 2 * passes * wanted) : 0;
    return {0, loops, loops * size};
  }
  static constexpr std::int64_t wantedU = Svd::MatrixUType::MaxColsAtCompileTime,
                                wantedV = Svd::MatrixVType::MaxColsAtCompileTime;
  static constexpr Work bases = basis(rows, wantedU) + basis(cols, wantedV);

  /// Those that a full factor has though all singular values are above 0.
  static constexpr std::int64_t beyond(std::int64_t wanted, int full, int thin) {
    const bool chosen = (optionsOf<Svd> & (full | thin)) != 0;
    const bool isBeyond = isFixed ? wanted > n : !chosen || (optionsOf<Svd> & full) != 0;
    return isBeyond ? wanted : 0;
  }
  static constexpr Work fullBases =
      basis(rows, beyond(wantedU, Eigen::ComputeFullU, Eigen::ComputeThinU)) +
      basis(cols, beyond(wantedV, Eigen::ComputeFullV, Eigen::ComputeThinV));
};

}  // namespace internal

/// The most that compute(), not update(), of a JacobiSVD type of float does for a matrix of any
/// size that the type takes, if it makes no more than so many sweeps: counted from its loops, with
/// every branch that costs more. `regular`: of a matrix whose rows do not differ in length by 1024
/// or more and whose singular values are all above 0; else for every matrix, NaN and infinity
/// included.
///
/// Svd::MaxSweeps is certain; the largest number that any matrix was seen to make stands in
/// docs/ACCURACY.md. Fixed sizes up to 6×4 are counted both in registers and by the loop, which has
/// what the registers leave.
template <typename Svd>
constexpr Work mostWork(int sweeps = Svd::MaxSweeps, bool regular = false) {
  using Most = internal::MostWork<Svd>;
  const Work usual = (Most::sweep + Most::registerSweep) * sweeps + Most::ends;
  return usual + (regular ? Most::fullBases : Most::qr + Most::bases);
}

/// The most cycles that it takes on a core, one solve(b) included, as far as the core's numbers go.
///
/// @code
/// using Svd = minnorm::JacobiSVD<Eigen::Matrix4f, Eigen::ComputeThinU | Eigen::ComputeThinV>;
/// constexpr auto cycles = minnorm::mostCycles<Svd>(minnorm::cortexM4, 12);
/// static_assert(cycles < 168'000, "1 ms at 168 MHz");
/// @endcode
template <typename Svd>
constexpr std::int64_t mostCycles(const CoreCycles& core, int sweeps = Svd::MaxSweeps,
                                  bool regular = false) {
  const Work work = mostWork<Svd>(sweeps, regular);
  return core.call + work.pairs * core.pair + work.loops * core.loop + work.values * core.value;
}

}  // namespace minnorm

#include <minnorm/internal/macros_end.hpp>
