// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "experiments/experiment.hpp"

namespace experiments::regression {

/// What a host loads: see docs/WIRE.md for loading, and Inputs for what the values mean.
inline constexpr std::size_t problem = 0, rows = 1, probes = 2;

template <typename Scalar>
using Loaded = Given<Scalar, 3>;

/// The most values of each.
constexpr std::array<Input, 3> inputs_for(const Capacity& capacity) {
  const auto n = static_cast<std::size_t>(capacity.rows);
  const auto d = static_cast<std::size_t>(capacity.features);
  return {{{"problem", 1 + (d + 1) * (d + 2) / 2 + d},
           {"rows", n * (d + 1)},
           {"probes", static_cast<std::size_t>(capacity.probes) * d}}};
}

/// One split of a dataset, as views of what was loaded. D = features.
template <typename Scalar>
struct Inputs {
  Index features = 0;     ///< D; 0: the problem has no size that makes sense
  Scalar total_rows = 0;  ///< rows of the dataset, training and test: what came, which may be NaN
  /// Upper triangle, row by row, of [R c; 0 rho] where [X y] = Q [R c; 0 rho] over all rows: for
  /// every beta the sum of squared errors over all rows is |R beta - c|^2 + rho^2. It stands for
  /// the whole dataset in O(D^2) memory.
  const Scalar* triangle = nullptr;
  const Scalar* beta = nullptr;  ///< least squares over all rows

  Index count = 0;               ///< training rows N, the first n of which are fitted
  const Scalar* rows = nullptr;  ///< N times D features and then the target
  Index probe_count = 0;
  const Scalar* probes = nullptr;  ///< test rows without targets, whose factors are recorded

  const Scalar* row(Index i) const { return rows + i * (features + 1); }

  /// Of the problem total_rows, triangle, beta; rows and probes, one after the other.
  static Inputs of(const Loaded<Scalar>& given) {
    Inputs inputs;
    const auto length = static_cast<Index>(given[problem].size());
    Index d = 1;
    while (1 + triangle_size(d) + d < length) ++d;
    if (1 + triangle_size(d) + d != length) return inputs;
    inputs.features = d;
    inputs.total_rows = given[problem][0];
    inputs.triangle = given[problem].data() + 1;
    inputs.beta = inputs.triangle + triangle_size(d);
    inputs.count = static_cast<Index>(given[regression::rows].size()) / (d + 1);
    inputs.rows = given[regression::rows].data();
    inputs.probe_count = static_cast<Index>(given[regression::probes].size()) / d;
    inputs.probes = given[regression::probes].data();
    return inputs;
  }

  /// Why these cannot be fitted; nothing if they can.
  static std::string_view check(const Loaded<Scalar>& given, Capacity capacity) {
    const Inputs inputs = of(given);
    const Index d = inputs.features;
    if (d == 0 ||
        given[regression::rows].size() != static_cast<std::size_t>(inputs.count * (d + 1)) ||
        given[regression::probes].size() != static_cast<std::size_t>(inputs.probe_count * d)) {
      return "The problem, the rows and the probes are not of one number of features.";
    }
    if (inputs.count > capacity.rows || inputs.probe_count > capacity.probes) {
      return "There are more rows or more probes than the board has room for.";
    }
    const auto finite = [](Scalar value) { return (Eigen::numext::isfinite)(value); };
    if (!std::all_of(given[problem].begin(), given[problem].end(), finite)) {
      return "The triangle or beta has a value that is not finite.";
    }
    if (Scalar(inputs.count) >= inputs.total_rows) {
      return "A fit must leave at least one row of the dataset for testing.";
    }
    return {};
  }

  static constexpr Index triangle_size(Index d) { return (d + 1) * (d + 2) / 2; }
};

}  // namespace experiments::regression
