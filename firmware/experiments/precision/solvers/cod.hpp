// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/complete_orthogonal_decomposition.hpp>

#include <string_view>

#include "experiments/precision/system.hpp"

namespace experiments::precision {

/// minnorm::CompleteOrthogonalDecomposition with its default rank rule.
struct Cod {
  static constexpr std::string_view name = "cod";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    const minnorm::CompleteOrthogonalDecomposition<typename System::Matrix> cod(system.x);
    if (cod.info() != Eigen::Success) solution.status = Status::invalid_input;
    solution.rank = cod.rank();
    solution.beta = cod.solve(system.y);
  }
};

}  // namespace experiments::precision
