// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "hostile_matrices.hpp"

namespace numeric_test {

/// What the search makes as large as it can. The ratios are those of ratios.hpp.
enum class Measure {
  sweeps,
  residual,
  u,
  v,
  valuesAlone,  ///< |σ − σ without U and V| / (σ₁·max(m, n)·ulp)
  eachSigma,    ///< errors of σ through what those of ulp in each column and row may do; of float
  lost,         ///< the same of those that are 0 and that either of the two would leave
  count
};

using Measures = std::array<double, static_cast<std::size_t>(Measure::count)>;

/// Of all matrices: the largest of each measure and who has it.
template <typename Scalar>
struct Hostile {
  struct Worst {
    double value = -1;
    SmallMatrix<Scalar> matrix;
    bool bounded = false;  ///< decomposed as a matrix whose size is known at run time
  };

  std::uint64_t matrices = 0;     ///< those decomposed
  std::uint64_t unconverged = 0;  ///< that did not end with Success
  std::uint64_t disordered = 0;   ///< whose singular values are negative, NaN, or increase
  std::uint64_t lost = 0;         ///< with a singular value of 0 that the matrix determines
  std::uint64_t lostByRange = 0;  ///< the same of those below 1e-30·σ₁
  std::array<Worst, static_cast<std::size_t>(Measure::count)> worst;

  double largest(Measure measure) const { return worst[static_cast<std::size_t>(measure)].value; }
};

/// How far to search, in threads of this many: `matrices` drawn at random, and hills climbed from
/// the worst of some: `climbs` of them, and then more until `duration` is over.
struct Effort {
  std::uint64_t matrices = 0;
  std::uint32_t climbs = 0;
  std::chrono::seconds duration{0};
  unsigned threads = 1;
};

/// The same matrices and climbs in every run, but for those of the duration.
template <typename Scalar>
Hostile<Scalar> searchHostile(const Effort& effort);

/// A line of JSON for each measure: its largest value, and the matrix, by columns in hexadecimal.
template <typename Scalar>
std::string worstOf(const Hostile<Scalar>& hostile);

}  // namespace numeric_test
