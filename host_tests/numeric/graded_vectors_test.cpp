// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <minnorm/jacobi_svd.hpp>

#include <random>

namespace {

using Matrix = minnorm::BoundedMatrix<float, 16, 16>;

/// Columns in very different units, of which the large one makes rows differ too: population,
/// beside rates. An entry of a right singular vector must then be right relative to its column's
/// unit, or x·v of such a row is lost.
TEST(ColumnsInDifferentUnits, HaveRightSingularVectorsThatFitTheirUnits) {
  std::mt19937 engine(1);
  std::normal_distribution<float> normal;
  for (const int rows : {4, 9, 16}) {
    Matrix x(rows, 4);
    for (int i = 0; i < rows; ++i) {
      x.row(i) << normal(engine), normal(engine), normal(engine),
          std::exp2(30.0F - 2.0F * float(i)) * normal(engine);
    }
    const minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV> svd(x);
    const Eigen::MatrixXd u = svd.matrixU().cast<double>(), v = svd.matrixV().cast<double>();
    for (int r = 0; r < 4; ++r) {
      const double sigma = svd.singularValues()[r];
      const Eigen::VectorXd image = x.cast<double>() * v.col(r);
      EXPECT_LT((image - sigma * u.col(r)).norm(), 1e-4 * sigma) << rows << " rows, mode " << r;
    }
  }
}

}  // namespace
