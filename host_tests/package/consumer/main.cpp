// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

/// Nothing but the package is set up here: its flags, its standard and Eigen have to come with it.
int main() {
  Eigen::Matrix<float, 1, 2> a(3.0F, 4.0F);
  const minnorm::JacobiSVD<Eigen::Matrix<float, 1, 2>> svd(
      a, Eigen::ComputeThinU | Eigen::ComputeThinV);
  return svd.info() == Eigen::Success && svd.singularValues()[0] == 5.0F ? 0 : 1;
}
