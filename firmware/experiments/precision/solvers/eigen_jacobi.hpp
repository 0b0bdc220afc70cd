// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/SVD>

#include <string_view>

#include "experiments/precision/system.hpp"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
// Of a matrix that Eigen has filled, GCC 12 cannot see it.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace experiments::precision {

/// Eigen's own two-sided Jacobi, behind its column-pivoted QR, with every singular value that is
/// not 0.
struct EigenJacobi {
  static constexpr std::string_view name = "eigen-jacobi";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    Eigen::JacobiSVD<typename System::Matrix> svd(system.x,
                                                  Eigen::ComputeThinU | Eigen::ComputeThinV);
    svd.setThreshold(typename System::Scalar(0));
    if (svd.info() != Eigen::Success) solution.status = Status::no_convergence;
    solution.rank = svd.rank();
    solution.beta = svd.solve(system.y);
  }
};

}  // namespace experiments::precision

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
