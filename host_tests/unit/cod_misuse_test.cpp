// SPDX-License-Identifier: MIT
#include <minnorm/complete_orthogonal_decomposition.hpp>

#include <gtest/gtest.h>

#include "matrices.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;
using Cod = minnorm::CompleteOrthogonalDecomposition<Matrix>;

TEST(CodMisuseDeathTest, RightHandSideOfAnotherLengthIsRefused) {
  const Cod cod(Matrix::Identity(3, 3));
  EXPECT_DEATH(cod.solve(Eigen::Vector2f::Ones()), "another number of rows");
}

TEST(CodMisuseDeathTest, MatrixLargerThanTheTypeAllowsIsRefused) {
  const Eigen::MatrixXf large = Eigen::MatrixXf::Identity(13, 2);
  EXPECT_DEATH(Cod{large}, "MaxRows");
  EXPECT_DEATH(Cod(2, 13), "MaxCols");
}

}  // namespace
}  // namespace unit_test
