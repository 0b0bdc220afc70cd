// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/jacobi_svd.hpp>

/// What each of four motors adds to roll, pitch and yaw.
using Mixer = Eigen::Matrix<float, 3, 4>;

inline Mixer mixer() {
  Mixer a;
  a << -0.7F, 0.7F, 0.6F, -0.6F,  //
      0.7F, -0.7F, 0.8F, -0.8F,   //
      0.1F, 0.1F, -0.1F, -0.1F;
  return a;
}

/// The thrusts that come closest to this roll, pitch and yaw, of those with the least effort. 0 if
/// an entry of the mixer is no number.
inline Eigen::Vector4f thrusts(const Mixer& a, const Eigen::Vector3f& command) {
  const minnorm::JacobiSVD<Mixer> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
  return svd.solve(command);
}
