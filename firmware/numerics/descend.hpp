// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <minnorm/building_blocks.hpp>

namespace numerics {

/// One step of gradient descent on J(w) = sum of h(x·w − t) over the rows x of `rows` (row-major)
/// and their targets t, plus ½·decay·‖w‖²: w −= rate·∇J(w). `slope` is h'. Returns the sum of
/// (x·w − t)² before the step.
template <typename Rows, typename Vector, typename Targets, typename Slope>
typename Rows::Scalar descend(const Rows& rows, const Targets& targets, Vector& w,
                              typename Rows::Scalar rate, typename Rows::Scalar decay,
                              const Slope& slope) {
  static_assert(Rows::IsRowMajor);
  using Scalar = typename Rows::Scalar;
  Vector gradient = decay * w;
  Scalar squares(0);
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const Scalar* const x = rows.data() + i * rows.outerStride();
    const Scalar error = minnorm::dot(x, w.data(), w.size()) - targets[i];
    squares += error * error;
    minnorm::axpy(slope(error), x, gradient.data(), w.size());
  }
  w -= rate * gradient;
  return squares;
}

/// The same for least squares, J(w) = ½ ‖X w − t‖².
template <typename Rows, typename Vector, typename Targets>
typename Rows::Scalar descend(const Rows& rows, const Targets& targets, Vector& w,
                              typename Rows::Scalar rate) {
  using Scalar = typename Rows::Scalar;
  return descend(rows, targets, w, rate, Scalar(0), [](Scalar error) { return error; });
}

}  // namespace numerics
