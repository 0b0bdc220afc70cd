// SPDX-License-Identifier: MIT
// The same singular values in C++ and in C.
#include <minnorm/minnorm.h>
#include <minnorm/jacobi_svd.hpp>

int main() {
  const Eigen::Matrix<float, 2, 2, Eigen::RowMajor> a{{3.0f, 1.0f}, {1.0f, 2.0f}};
  const minnorm::JacobiSVD<Eigen::Matrix2f> svd(a);
  float sigma[2], work[MINNORM_SVD_WORK(2, 2)];
  const minnorm_status status = minnorm_svd_f32(2, 2, a.data(), 2, sigma, nullptr, 0, nullptr, 0,
                                                work, MINNORM_SVD_WORK(2, 2), nullptr);
  const bool same = svd.singularValues() == Eigen::Vector2f(sigma[0], sigma[1]);
  return status == MINNORM_OK && same ? 0 : 1;
}
