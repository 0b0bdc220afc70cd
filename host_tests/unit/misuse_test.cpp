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

TEST(MisuseDeathTest, SolveWithoutFactorsOfAZeroMatrixIsRefused) {
  const Svd svd(Matrix::Zero(3, 3));
  EXPECT_DEATH(svd.solve(Eigen::Vector3f::Ones()), "solve needs U and V");
  EXPECT_DEATH(svd.solve(Eigen::Vector3f::Ones(), minnorm::ColumnUnits()), "solve needs U and V");
}

TEST(MisuseDeathTest, SolveOfTheTransposeWithoutBothFactorsIsRefused) {
  const Svd svd(Matrix::Identity(3, 3), Eigen::ComputeThinV);
  EXPECT_DEATH(svd.transpose().solve(Eigen::Vector3f::Ones()), "solve needs U and V");
}

TEST(MisuseDeathTest, NothingIsAskedOfAnSvdBeforeCompute) {
  const minnorm::JacobiSVD<Eigen::Matrix3f, thin> svd;
  EXPECT_DEATH(svd.info(), "not initialized");
  EXPECT_DEATH(svd.singularValues(), "not initialized");
  EXPECT_DEATH(svd.matrixU(), "not initialized");
  EXPECT_DEATH(svd.matrixV(), "not initialized");
  EXPECT_DEATH(svd.nonzeroSingularValues(), "not initialized");
  EXPECT_DEATH(svd.rank(minnorm::ColumnUnits()), "not initialized");
  EXPECT_DEATH(svd.filterFactors(minnorm::ColumnUnits()), "not initialized");
  EXPECT_DEATH(svd.conditionNumber(), "not initialized");
  EXPECT_DEATH(svd.sweeps(), "not initialized");
}

TEST(MisuseDeathTest, NothingIsAskedOfACompleteOrthogonalDecompositionBeforeCompute) {
  const minnorm::CompleteOrthogonalDecomposition<Eigen::Matrix3f> cod{};
  EXPECT_DEATH(cod.info(), "not initialized");
  EXPECT_DEATH(cod.dimensionOfKernel(), "not initialized");
  EXPECT_DEATH(cod.isInjective(), "not initialized");
  EXPECT_DEATH(cod.isSurjective(), "not initialized");
  EXPECT_DEATH(cod.isInvertible(), "not initialized");
  EXPECT_DEATH(cod.nonzeroPivots(), "not initialized");
  EXPECT_DEATH(cod.maxPivot(), "not initialized");
  EXPECT_DEATH(cod.householderQ(), "not initialized");
  EXPECT_DEATH(cod.matrixT(), "not initialized");
  EXPECT_DEATH(cod.matrixZ(), "not initialized");
  EXPECT_DEATH(cod.matrixQTZ(), "not initialized");
  EXPECT_DEATH(cod.colsPermutation(), "not initialized");
  EXPECT_DEATH(cod.absDeterminant(), "not initialized");
  EXPECT_DEATH(cod.logAbsDeterminant(), "not initialized");
  EXPECT_DEATH(cod.hCoeffs(), "not initialized");
  EXPECT_DEATH(cod.zCoeffs(), "not initialized");
  Eigen::Matrix<float, 3, Eigen::Dynamic> none(3, 0);
  EXPECT_DEATH(cod.solve(none, none), "not initialized");
  EXPECT_DEATH(cod.transpose().solve(none, none), "not initialized");
  const minnorm::CompleteOrthogonalDecomposition<Matrix> empty{};
  EXPECT_DEATH(empty.matrixZ(), "not initialized");
}

TEST(MisuseDeathTest, DeterminantOfAMatrixThatIsNotSquareIsRefused) {
  const minnorm::CompleteOrthogonalDecomposition<Matrix> cod(Matrix::Identity(3, 2));
  EXPECT_DEATH(cod.absDeterminant(), "not square");
  EXPECT_DEATH(cod.logAbsDeterminant(), "not square");
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

TYPED_TEST(EitherMisuseDeathTest, SolutionOfAnotherSizeIsRefused) {
  const TypeParam decomposition(Matrix::Identity(3, 2));
  Eigen::MatrixXf x(2, 4), transposed(3, 4);
  EXPECT_DEATH(decomposition.solve(Eigen::MatrixXf::Ones(3, 5), x), "x has another size");
  EXPECT_DEATH(decomposition.solve(Eigen::MatrixXf::Ones(3, 4), transposed), "x has another size");
  EXPECT_DEATH(decomposition.transpose().solve(Eigen::MatrixXf::Ones(2, 4), x),
               "x has another size");
}

TYPED_TEST(EitherMisuseDeathTest, NothingIsSolvedBeforeCompute) {
  const TypeParam decomposition{};
  const Eigen::Vector3f b = Eigen::Vector3f::Ones();
  EXPECT_DEATH(decomposition.rank(), "not initialized");
  EXPECT_DEATH(decomposition.threshold(), "not initialized");
  EXPECT_DEATH(decomposition.solve(b), "not initialized");
  EXPECT_DEATH(decomposition.transpose().solve(b), "not initialized");
  EXPECT_DEATH(decomposition.pseudoInverse(), "not initialized");
}

TYPED_TEST(EitherMisuseDeathTest, MatrixLargerThanTheTypeAllowsIsRefused) {
  const Eigen::MatrixXf large = Eigen::MatrixXf::Identity(13, 2);
  EXPECT_DEATH(TypeParam{large}, "MaxRows");
  EXPECT_DEATH(TypeParam(2, 13), "MaxCols");
}

}  // namespace
}  // namespace unit_test
