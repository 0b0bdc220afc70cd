// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

#include <gtest/gtest.h>

#include "matrices.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;
using Svd = minnorm::JacobiSVD<Matrix>;
constexpr unsigned thin = Eigen::ComputeThinU | Eigen::ComputeThinV;

TEST(MisuseDeathTest, FactorsNotAskedForAreRefused) {
  const Svd svd(Matrix::Identity(3, 3));
  EXPECT_DEATH(svd.matrixU(), "U was not asked for");
  EXPECT_DEATH(svd.matrixV(), "V was not asked for");
}

TEST(MisuseDeathTest, SolveWithoutBothFactorsIsRefused) {
  const Svd svd(Matrix::Identity(3, 3), Eigen::ComputeThinU);
  EXPECT_DEATH(svd.solve(Eigen::Vector3f::Ones()), "solve needs U and V");
}

TEST(MisuseDeathTest, RightHandSideOfAnotherLengthIsRefused) {
  const Svd svd(Matrix::Identity(3, 3), thin);
  EXPECT_DEATH(svd.solve(Eigen::Vector2f::Ones()), "another number of rows");
}

TEST(MisuseDeathTest, MatrixLargerThanTheTypeAllowsIsRefused) {
  const Eigen::MatrixXf large = Eigen::MatrixXf::Identity(13, 2);
  EXPECT_DEATH(Svd{large}, "MaxRows");
  EXPECT_DEATH(Svd(2, 13), "MaxCols");
}

}  // namespace
}  // namespace unit_test
