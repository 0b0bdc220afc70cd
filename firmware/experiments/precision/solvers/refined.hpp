// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/refine.hpp>

#include "experiments/precision/solvers/jacobi.hpp"

namespace experiments::precision {

/// Jacobi's solution after iterative refinement in double length.
struct Refined {
  static constexpr std::string_view name = "refined";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    const Svd<System> svd(system.x);
    describe(svd, solution);
    solution.rank = svd.nonzeroSingularValues();
    solution.beta.setZero(system.x.cols());
    int passes;
    const auto refinement = minnorm::refine(svd, system.x, system.y, solution.beta, &passes);
    solution.iterations = passes;
    if (solution.status == Status::ok) solution.status = status(refinement);
  }

 private:
  static Status status(minnorm::Refinement refinement) {
    switch (refinement) {
      case minnorm::Refinement::converged:
        return Status::ok;
      case minnorm::Refinement::unfinished:
        return Status::unfinished;
      case minnorm::Refinement::diverged:
        return Status::diverged;
      default:
        return Status::overflow;
    }
  }
};

}  // namespace experiments::precision
