// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <string_view>

#include "experiments/precision/system.hpp"

namespace experiments::precision {

/// Conjugate gradients on the normal equations without forming them, from 0, so that the limit is
/// the shortest solution: CGLS (Björck, Numerical Methods for Least Squares Problems, SIAM 1996,
/// algorithm 7.4.1). At most 4·min(n, D) steps, or until ‖Xᵀr‖ is ε times what it was.
struct Cgls {
  static constexpr std::string_view name = "cgls";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    using Scalar = typename System::Scalar;
    const Index n = system.x.rows(), d = system.x.cols();
    const Index most = 4 * std::min(n, d);
    const Scalar least = std::numeric_limits<Scalar>::epsilon();
    const auto column = [&](Index j) { return system.x.data() + j * n; };
    const auto square = [](const Scalar* v, Index count) { return minnorm::dot(v, v, count); };

    Scalar residual[System::MaxRows], along[System::MaxRows];
    Scalar gradient[System::MaxFeatures], direction[System::MaxFeatures];
    for (Index i = 0; i < n; ++i) residual[i] = system.y[i];
    for (Index j = 0; j < d; ++j) {
      gradient[j] = direction[j] = minnorm::dot(column(j), residual, n);
    }
    Scalar squares = square(gradient, d);
    const Scalar enough = least * least * squares;
    solution.rank = std::min(n, d);
    if (!(Eigen::numext::isfinite)(squares)) solution.status = Status::overflow;
    while (squares > enough) {
      if (solution.iterations == most) {
        solution.status = Status::unfinished;
        return;
      }
      ++solution.iterations;
      minnorm::fill(along, n, Scalar(0));
      for (Index j = 0; j < d; ++j) minnorm::axpy(direction[j], column(j), along, n);
      const Scalar step = squares / square(along, n);
      minnorm::axpy(step, direction, solution.beta.data(), d);
      minnorm::axpy(Scalar(-step), along, residual, n);
      for (Index j = 0; j < d; ++j) gradient[j] = minnorm::dot(column(j), residual, n);
      const Scalar before = squares;
      squares = square(gradient, d);
      const Scalar ratio = squares / before;
      for (Index j = 0; j < d; ++j) direction[j] = gradient[j] + ratio * direction[j];
    }
  }
};

}  // namespace experiments::precision
