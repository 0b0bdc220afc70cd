// SPDX-License-Identifier: MIT
#include "svd.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;

TEST(MisuseDeathTest, FactorsNotAskedForAreRefused) {
  const Svd svd(Matrix::Identity(3, 3));
  EXPECT_DEATH(svd.matrixU(), "U was not asked for");
  EXPECT_DEATH(svd.matrixV(), "V was not asked for");
}

TEST(MisuseDeathTest, SolveWithoutBothFactorsIsRefused) {
  const Svd svd(Matrix::Identity(3, 3), Eigen::ComputeThinU);
  EXPECT_DEATH(svd.solve(Eigen::Vector3f::Ones()), "solve needs U and V");
}

template <typename Decomposition>
class EitherMisuseDeathTest : public testing::Test {};
using Decompositions = testing::Types<minnorm::JacobiSVD<Matrix, thin>,
                                      minnorm::CompleteOrthogonalDecomposition<Matrix>>;
TYPED_TEST_SUITE(EitherMisuseDeathTest, Decompositions);

TYPED_TEST(EitherMisuseDeathTest, RightHandSideOfAnotherLengthIsRefused) {
  const TypeParam decomposition(Matrix::Identity(3, 3));
  EXPECT_DEATH(decomposition.solve(Eigen::Vector2f::Ones()), "another number of rows");
}

TYPED_TEST(EitherMisuseDeathTest, MatrixLargerThanTheTypeAllowsIsRefused) {
  const Eigen::MatrixXf large = Eigen::MatrixXf::Identity(13, 2);
  EXPECT_DEATH(TypeParam{large}, "MaxRows");
  EXPECT_DEATH(TypeParam(2, 13), "MaxCols");
}

}  // namespace
}  // namespace unit_test
