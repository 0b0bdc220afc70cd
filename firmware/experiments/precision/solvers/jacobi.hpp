// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/jacobi_svd.hpp>

#include <string_view>

#include "experiments/precision/system.hpp"

namespace experiments::precision {

template <typename System>
using Svd = minnorm::JacobiSVD<typename System::Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV>;

/// What a decomposition by minnorm::JacobiSVD says of itself.
template <typename System, typename Decomposition>
void describe(const Decomposition& svd, Solution<System>& solution) {
  if (svd.info() != Eigen::Success) {
    const bool is_valid = svd.info() == Eigen::NoConvergence;
    solution.status = is_valid ? Status::no_convergence : Status::invalid_input;
  }
  solution.iterations = svd.sweeps();
}

/// β = V·S⁺·Uᵀ·y with every singular value that is not 0.
struct Jacobi {
  static constexpr std::string_view name = "jacobi";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    Svd<System> svd(system.x);
    svd.setThreshold(typename System::Scalar(0));
    describe(svd, solution);
    solution.rank = svd.rank();
    solution.beta = svd.solve(system.y);
  }
};

/// The same with the library's default rank rule, which is Eigen's: σ(r) ≥ min(n, D)·ε·σ(0).
struct JacobiDefault {
  static constexpr std::string_view name = "jacobi-default";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    const Svd<System> svd(system.x);
    describe(svd, solution);
    solution.rank = svd.rank();
    solution.beta = svd.solve(system.y);
  }
};

/// The same with the rank rule that knows the columns' units.
struct JacobiColumns {
  static constexpr std::string_view name = "jacobi-columns";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    const Svd<System> svd(system.x);
    describe(svd, solution);
    solution.rank = svd.rank(minnorm::ColumnUnits{});
    solution.beta = svd.solve(system.y, minnorm::ColumnUnits{});
  }
};

}  // namespace experiments::precision
