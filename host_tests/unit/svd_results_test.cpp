// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <utility>

#include "svd.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;

TEST(Results, OfAKnownMatrixAreExact) {
  Eigen::Matrix<float, 2, 3> a;
  a << 0, 3, 0, -4, 0, 0;
  const minnorm::JacobiSVD<Eigen::Matrix<float, 2, 3>> svd(a, full);
  EXPECT_TRUE(same(svd.singularValues(), Eigen::Vector2f(4, 3)));
  EXPECT_EQ(svd.rank(), 2);
  EXPECT_EQ(svd.nonzeroSingularValues(), 2);
  EXPECT_EQ(svd.conditionNumber(), 4.0F / 3.0F);
  EXPECT_TRUE(same(svd.solve(Eigen::Vector2f(3, 4)), Eigen::Vector3f(-1, 1, 0)));
}

TEST(Results, ConditionNumberOfASingularMatrixIsInfinite) {
  Matrix a = Matrix::Identity(4, 4);
  a(3, 3) = 0;
  EXPECT_EQ(Svd(a).conditionNumber(), std::numeric_limits<float>::infinity());
  EXPECT_EQ(Svd(a).nonzeroSingularValues(), 3);
  EXPECT_EQ(Svd(Matrix::Identity(4, 4)).conditionNumber(), 1.0F);
}

TEST(Results, DefaultThresholdIsTheSmallerSizeTimesEpsilon) {
  EXPECT_EQ(Svd(randomMatrix<Matrix>(9, 4, 90)).threshold(), 4 * epsilon<float>);
  EXPECT_EQ(Svd(randomMatrix<Matrix>(1, 4, 90)).threshold(), epsilon<float>);
}

TEST(Results, PrescribedThresholdOutlivesCompute) {
  Svd svd;
  svd.setThreshold(0.25F).compute(randomMatrix<Matrix>(3, 3, 91));
  EXPECT_EQ(svd.threshold(), 0.25F);
  svd.setThreshold(Eigen::Default);
  EXPECT_EQ(svd.threshold(), 3 * epsilon<float>);
}

// With a threshold of 0 what remains is the smallest normal number, as in Eigen.
TEST(Results, RankCountsNoDenormalSingularValue) {
  Matrix a = Matrix::Identity(2, 2) * 1e-37F;
  a(1, 1) = 1e-39F;
  Svd svd(a);
  EXPECT_EQ(svd.setThreshold(0).rank(), 1);
}

TEST(Results, SweepsStayWithinTheBound) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    const Svd svd(randomMatrix<Matrix>(12, 12, seed));
    EXPECT_GE(svd.sweeps(), 1);
    EXPECT_LE(svd.sweeps(), Svd::MaxSweeps / 2);
  }
  EXPECT_EQ(Svd(Matrix::Constant(1, 5, 2.0F)).sweeps(), 0);
}

struct Shape {
  Index rows, cols, rank;
};

void PrintTo(const Shape& shape, std::ostream* out) {
  *out << shape.rows << "x" << shape.cols << "OfRank" << shape.rank;
}

class Solve : public testing::TestWithParam<Shape> {
 protected:
  Matrix a = randomOfRank<Matrix>(GetParam().rows, GetParam().cols, GetParam().rank, 92);
};

INSTANTIATE_TEST_SUITE_P(Shapes, Solve,
                         testing::Values(Shape{1, 1, 1}, Shape{6, 6, 6}, Shape{12, 5, 5},
                                         Shape{5, 12, 5}, Shape{1, 9, 1}, Shape{9, 1, 1},
                                         Shape{8, 8, 3}, Shape{12, 6, 2}, Shape{6, 12, 4}),
                         testing::PrintToStringParamName());

TEST_P(Solve, GivesTheLeastResidualAndAmongThoseTheLeastNorm) {
  const Svd svd(a, full);
  ASSERT_EQ(svd.rank(), GetParam().rank);
  const Column b = randomMatrix<Column>(a.rows(), 1, 94);
  const Column x = svd.solve(b);
  const float scale = svd.singularValues()[0];
  const float least = svd.singularValues()[svd.rank() - 1];
  const float tolerance = 64 * epsilon<float> * (b.norm() + scale * x.norm());
  EXPECT_LE((a.transpose() * (a * x - b)).norm(), scale * tolerance)
      << "the residual is not orthogonal to the columns";
  const auto kernel = svd.matrixV().rightCols(a.cols() - svd.rank());
  EXPECT_LE((kernel.transpose() * x).norm(), tolerance / least)
      << "x has a part in the kernel of A";
  for (Index j = 0; j < kernel.cols(); ++j) {
    EXPECT_GE((x + 0.1F * x.norm() * kernel.col(j)).norm(), x.norm());
  }
}

TEST_P(Solve, TakesSeveralRightHandSidesAtOnce) {
  const Svd svd(a, thin);
  const auto b = randomMatrix<Matrix>(a.rows(), 3, 95);
  const Matrix x = svd.solve(b);
  ASSERT_EQ(x.rows(), a.cols());
  ASSERT_EQ(x.cols(), 3);
  for (Index j = 0; j < 3; ++j) EXPECT_TRUE(same(x.col(j), Column(svd.solve(Column(b.col(j))))));
  EXPECT_EQ(svd.solve(b.leftCols(0)).cols(), 0);
}

TEST_P(Solve, TakesExpressionsAndNeedsOnlyThinFactors) {
  const Column b = randomMatrix<Column>(a.rows(), 1, 96);
  const Svd svd(a, thin);
  EXPECT_TRUE(same(svd.solve(2 * b - b), svd.solve(b)));
  EXPECT_LE(relativeDifference(svd.solve(b), Svd(a, full).solve(b)), epsilon<float>);
}

TEST_P(Solve, PseudoInverseMeetsTheMoorePenroseConditions) {
  const Svd svd(a, thin);
  const Matrix inverse = svd.pseudoInverse();
  ASSERT_EQ(inverse.rows(), a.cols());
  ASSERT_EQ(inverse.cols(), a.rows());
  const float condition = svd.singularValues()[0] / svd.singularValues()[svd.rank() - 1];
  const float tolerance = 32 * epsilon<float> * condition;
  EXPECT_LE(relativeDifference(a * inverse * a, a), tolerance);
  EXPECT_LE(relativeDifference(inverse * a * inverse, inverse), tolerance);
  EXPECT_LE(((a * inverse).transpose() - a * inverse).cwiseAbs().maxCoeff(), tolerance);
  EXPECT_LE(((inverse * a).transpose() - inverse * a).cwiseAbs().maxCoeff(), tolerance);
}

TEST(Results, AColumnOfSomewhatLessThanEpsilonToTheFourthOfTheLongestIsZero) {
  Eigen::Matrix<double, 5, 5> a = Eigen::Matrix<double, 5, 5>::Identity();
  for (const auto& [exponent, isZero] : {std::pair{-208, false}, {-228, false}, {-229, true}}) {
    a(4, 4) = std::ldexp(1.0, exponent);
    const minnorm::JacobiSVD<Eigen::Matrix<double, 5, 5>> svd(a);
    EXPECT_EQ(svd.singularValues()[4], isZero ? 0 : a(4, 4));
    EXPECT_EQ(std::isinf(svd.conditionNumber()), isZero);
  }
}

TEST(Solve, PseudoInverseOfAKnownMatrixIsRight) {
  Eigen::Matrix<double, 2, 3> a;
  a << 1, 2, 0, 0, 2, 2;
  Eigen::Matrix<double, 3, 2> expected;
  expected << 4, -2, 4, 1, -4, 5;
  const minnorm::JacobiSVD<Eigen::Matrix<double, 2, 3>, int(thin)> svd(a);
  EXPECT_LE(relativeDifference(svd.pseudoInverse(), expected / 12), 8 * epsilon<double>);
}

TEST(Solve, MinimumNormOfOneEquationIsKnown) {
  const minnorm::JacobiSVD<Upto12<double>, int(thin)> svd(Eigen::RowVector2d(1, 2));
  EXPECT_LE(
      relativeDifference(svd.solve(Eigen::Matrix<double, 1, 1>(4)), Eigen::Vector2d(0.8, 1.6)),
      4 * epsilon<double>);
}

}  // namespace
}  // namespace unit_test
