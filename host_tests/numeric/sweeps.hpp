// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>

namespace numeric_test {

/// How many sweeps decompositions took.
struct Sweeps {
  std::map<int, std::uint32_t> matrices;  ///< by the number of sweeps
  std::uint32_t failures = 0;             ///< those that did not end with Success

  int largest() const { return matrices.empty() ? 0 : matrices.rbegin()->first; }
};

/// Decomposes matrices number 0 … count − 1 of an endless supply, 1 to 12 rows and columns each:
/// every family of host_tests/kernel, and matrices of small integers, of zeros and ones, of powers
/// of two over the whole range, with columns that are equal, nearly equal, opposite or zero, and
/// with zero rows.
Sweeps floatSweeps(std::uint32_t count);
Sweeps doubleSweeps(std::uint32_t count);

}  // namespace numeric_test
