// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

#ifdef MINNORM_ALLOWED
using Sides = Eigen::Matrix<float, 3, 2>;
#else
using Sides = Eigen::Matrix<float, 3, Eigen::Dynamic>;
#endif

Eigen::Matrix<float, 3, Eigen::Dynamic> solve(const minnorm::JacobiSVD<Eigen::Matrix3f>& svd,
                                              const Sides& b) {
  return svd.solve(b);
}
