// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

namespace numerics {

/// The first step after this one of 0, 1, 2, 5, 10, 20, 50, …: when a descent is worth recording if
/// it is drawn on a logarithmic axis.
inline Eigen::Index next_checkpoint(Eigen::Index step) {
  Eigen::Index power = 1;
  while (power * 10 <= step) power *= 10;
  if (step < power) return power;
  if (step < 2 * power) return 2 * power;
  return step < 5 * power ? 5 * power : 10 * power;
}

}  // namespace numerics
