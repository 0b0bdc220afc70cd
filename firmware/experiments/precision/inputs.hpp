// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "experiments/experiment.hpp"

namespace experiments::precision {

/// What a host loads, in this order: see Inputs.
inline constexpr std::size_t rows = 0, sizes = 1, ridges = 2;

template <typename Scalar>
using Loaded = Given<Scalar, 3>;

/// The most values of each.
constexpr std::array<Input, 3> inputs_for(const Capacity& capacity) {
  const auto n = static_cast<std::size_t>(capacity.rows);
  const auto d = static_cast<std::size_t>(capacity.features);
  return {{{"rows", n * (d + 1)}, {"sizes", 1 + n}, {"ridges", n}}};
}

/// One split of a dataset, rounded and scaled as the host wants it, as views of what was loaded.
template <typename Scalar>
struct Inputs {
  Index features = 0;            ///< D, the first of `sizes`
  Index count = 0;               ///< training rows N
  const Scalar* rows = nullptr;  ///< N times D features and then the target
  std::span<const Scalar>
      sizes;  ///< each n to be fitted, 1 to N, to the first n rows; the rest of `sizes`
  std::span<const Scalar> ridges;  ///< λ of cholesky-optimal for each of these n

  const Scalar* row(Index i) const { return rows + i * (features + 1); }

  static Inputs of(const Loaded<Scalar>& given) {
    Inputs inputs;
    inputs.features = whole(given[precision::sizes][0]);
    inputs.count = static_cast<Index>(given[precision::rows].size()) / (inputs.features + 1);
    inputs.rows = given[precision::rows].data();
    inputs.sizes = given[precision::sizes].subspan(1);
    inputs.ridges = given[precision::ridges];
    return inputs;
  }

  /// Why these cannot be fitted; nothing if they can.
  static std::string_view check(const Loaded<Scalar>& given, const Capacity& capacity) {
    const Inputs inputs = of(given);
    if (inputs.features < 1 || inputs.features > capacity.features) {
      return "The number of features is not one that the board has room for.";
    }
    const auto values = static_cast<std::size_t>(inputs.count * (inputs.features + 1));
    if (given[precision::rows].size() != values || inputs.count > capacity.rows) {
      return "The rows are not whole rows of that many features.";
    }
    const auto fits = [&](Scalar n) { return whole(n) >= 1 && whole(n) <= inputs.count; };
    if (!std::all_of(inputs.sizes.begin(), inputs.sizes.end(), fits)) {
      return "A size is not one of 1 to the number of rows.";
    }
    if (inputs.ridges.size() != inputs.sizes.size()) return "There is not one ridge for each size.";
    return {};
  }

  /// A small whole number, or 0.
  static Index whole(Scalar value) {
    return value >= Scalar(1) && value < Scalar(1 << 15) ? static_cast<Index>(value) : 0;
  }
};

}  // namespace experiments::precision
