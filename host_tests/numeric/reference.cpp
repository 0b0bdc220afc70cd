// SPDX-License-Identifier: MIT
#include "reference.hpp"

#include <gtest/gtest.h>
#include <lapacke.h>

#include <array>

namespace numeric_test {

Reference referenceSvd(const Eigen::MatrixXd& a) {
  if (a.rows() < a.cols()) {
    Reference transposed = referenceSvd(a.transpose());
    return {transposed.v, transposed.sigma, transposed.u};
  }
  const auto m = static_cast<lapack_int>(a.rows()), n = static_cast<lapack_int>(a.cols());
  Eigen::MatrixXd work = a;
  Reference reference{Eigen::MatrixXd(m, n), Eigen::VectorXd(n), Eigen::MatrixXd(n, n)};
  std::array<double, 7> scale{};
  std::array<lapack_int, 3> ranks{};
  const lapack_int status = LAPACKE_dgejsv(
      LAPACK_COL_MAJOR, 'F', 'U', 'V', 'N', 'N', 'N', m, n, work.data(), m, reference.sigma.data(),
      reference.u.data(), m, reference.v.data(), n, scale.data(), ranks.data());
  EXPECT_EQ(status, 0) << "dgejsv failed";
  reference.sigma *= scale[0] / scale[1];
  return reference;
}

}  // namespace numeric_test
