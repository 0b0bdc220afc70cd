// SPDX-License-Identifier: MIT
#include <minnorm/complete_orthogonal_decomposition.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "matrices.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;
using Cod = minnorm::CompleteOrthogonalDecomposition<Matrix>;
constexpr float infinity = std::numeric_limits<float>::infinity();

void expectRankZero(const Cod& cod, Index rows, Index cols) {
  EXPECT_EQ(cod.rows(), rows);
  EXPECT_EQ(cod.cols(), cols);
  EXPECT_EQ(cod.rank(), 0);
  EXPECT_EQ(cod.nonzeroPivots(), 0);
  EXPECT_EQ(cod.dimensionOfKernel(), cols);
  EXPECT_EQ(cod.maxPivot(), 0.0F);
  EXPECT_TRUE(same(cod.matrixT(), Matrix::Zero(rows, cols)));
  EXPECT_TRUE(same(cod.matrixQTZ(), Matrix::Zero(rows, cols)));
  EXPECT_TRUE(same(cod.householderQ(), Matrix::Identity(rows, rows)));
  EXPECT_TRUE(same(cod.matrixZ(), Matrix::Identity(cols, cols)));
  EXPECT_TRUE(same(Matrix(cod.colsPermutation()), Matrix::Identity(cols, cols)));
  EXPECT_TRUE(same(cod.hCoeffs(), Column::Zero(std::min(rows, cols))));
  EXPECT_TRUE(same(cod.zCoeffs(), Column::Zero(std::min(rows, cols))));
  EXPECT_TRUE(same(cod.solve(Column::Ones(rows)), Column::Zero(cols)));
  EXPECT_TRUE(same(cod.pseudoInverse(), Matrix::Zero(cols, rows)));
}

class CodInvalidInput : public testing::TestWithParam<float> {};
INSTANTIATE_TEST_SUITE_P(Value, CodInvalidInput, testing::ValuesIn(notFinite), nameOfNotFinite);

TEST_P(CodInvalidInput, AnywhereGivesTheDocumentedOutputs) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, {4, 3}, {3, 4}}) {
    for (Index place = 0; place < rows * cols; ++place) {
      auto a = randomMatrix<Matrix>(rows, cols, 100);
      a(place % rows, place / rows) = GetParam();
      const Cod cod(a);
      ASSERT_EQ(cod.info(), Eigen::InvalidInput) << "entry " << place;
      expectRankZero(cod, rows, cols);
    }
  }
}

TEST_P(CodInvalidInput, IsForgottenByTheNextCompute) {
  Cod cod(Matrix::Constant(3, 3, GetParam()));
  ASSERT_EQ(cod.info(), Eigen::InvalidInput);
  const auto a = randomMatrix<Matrix>(3, 3, 101);
  EXPECT_EQ(cod.compute(a).info(), Eigen::Success);
  EXPECT_TRUE(same(cod.matrixQTZ(), Cod(a).matrixQTZ()));
}

TEST_P(CodInvalidInput, InARightHandSideShowsInTheSolution) {
  const Cod cod(randomMatrix<Matrix>(5, 3, 102));
  Column b = Column::Ones(5);
  b[3] = GetParam();
  EXPECT_FALSE(cod.solve(b).allFinite());
}

TEST(CodInput, ZeroMatrixHasRankZeroAndTheZeroSolution) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, {5, 3}, {3, 5}, {12, 12}}) {
    const Cod cod(Matrix::Zero(rows, cols));
    EXPECT_EQ(cod.info(), Eigen::Success);
    expectRankZero(cod, rows, cols);
  }
}

TEST(CodInput, ZeroRightHandSideHasTheZeroSolution) {
  const Cod cod(randomMatrix<Matrix>(4, 6, 103));
  EXPECT_TRUE(same(cod.solve(Column::Zero(4)), Column::Zero(6)));
}

TEST(CodInput, EmptyMatrixHasRankZero) {
  for (const auto& [rows, cols] : {std::pair{0, 0}, {0, 4}, {4, 0}}) {
    const Cod cod(Matrix(rows, cols));
    EXPECT_EQ(cod.info(), Eigen::Success);
    expectRankZero(cod, rows, cols);
    EXPECT_EQ(cod.isInjective(), cols == 0);
    EXPECT_EQ(cod.isSurjective(), rows == 0);
  }
}

TEST(CodInput, TypesOfSizeZeroAreAllowed) {
  using Empty = Eigen::Matrix<float, 0, 3>;
  const minnorm::CompleteOrthogonalDecomposition<Empty> cod{Empty()};
  EXPECT_EQ(cod.info(), Eigen::Success);
  EXPECT_TRUE(cod.matrixZ().isIdentity(0));
}

TEST(CodInput, OneObjectServesMatricesOfManySizesLikeAFreshOne) {
  Cod reused;
  for (const auto& [rows, cols] :
       {std::pair{12, 12}, {2, 9}, {0, 5}, {9, 2}, {1, 1}, {12, 3}, {12, 12}}) {
    const auto a = randomMatrix<Matrix>(rows, cols, 104);
    reused.compute(a);
    const Cod fresh(a);
    EXPECT_EQ(reused.info(), Eigen::Success);
    EXPECT_TRUE(same(reused.matrixQTZ(), fresh.matrixQTZ()));
    EXPECT_TRUE(same(reused.matrixZ(), fresh.matrixZ()));
    EXPECT_TRUE(same(reused.solve(Column::Ones(rows)), fresh.solve(Column::Ones(rows))));
  }
}

TEST(CodInput, BlocksExpressionsAndTransposesGiveTheBitsOfACopy) {
  const Eigen::MatrixXf large = randomMatrix<Eigen::MatrixXf>(20, 20, 105);
  const Matrix block = large.block(3, 5, 8, 6);
  const Matrix expected = Cod(block).matrixQTZ();
  EXPECT_TRUE(same(Cod(large.block(3, 5, 8, 6)).matrixQTZ(), expected));
  EXPECT_TRUE(same(Cod(2 * block - block).matrixQTZ(), expected));
  const Eigen::MatrixXf transposed = block.transpose();
  EXPECT_TRUE(same(Cod(transposed.transpose()).matrixQTZ(), expected));
}

/// Scaling by powers of two is exact, so everything but the scale of T should stay.
class CodScaling : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(ByTwoToThe, CodScaling,
                         testing::Values(-119, -100, -61, -60, -59, -33, -31, -20, 20, 40, 48, 60,
                                         100, 119, 120, 127));

TEST_P(CodScaling, OfMatrixAndRightHandSideLeavesTheSolution) {
  for (const auto& [rows, cols, rank] :
       {std::tuple{1, 1, 1}, {7, 7, 7}, {12, 4, 4}, {4, 12, 4}, {8, 8, 5}}) {
    const auto a = randomOfRank<Matrix>(rows, cols, rank, 106);
    const Matrix small = a / std::max(1.0F, a.cwiseAbs().maxCoeff());
    const Column b = randomMatrix<Column>(rows, 1, 107);
    const float scale = std::ldexp(1.0F, GetParam());
    const Cod plain(small), scaled(scale * small);
    EXPECT_EQ(scaled.info(), Eigen::Success);
    EXPECT_EQ(scaled.rank(), plain.rank());
    EXPECT_LE(relativeDifference(scaled.solve(scale * b), plain.solve(b)), 16 * epsilon<float>);
    if (std::abs(GetParam()) > 100) continue;
    EXPECT_LE(relativeDifference((scaled.matrixT() / scale).eval(), plain.matrixT()),
              16 * epsilon<float>);
    EXPECT_LE(relativeDifference(scaled.solve(b), (plain.solve(b) / scale).eval()),
              16 * epsilon<float>);
    EXPECT_LE(relativeDifference(plain.solve(scale * b), (plain.solve(b) * scale).eval()),
              16 * epsilon<float>);
  }
}

TEST(CodScaling, OfIllConditionedMatricesTo1e36NeitherOverflowsNorUnderflows) {
  auto a = randomMatrix<Matrix>(8, 8, 108);
  for (Index j = 0; j < 8; ++j) a.col(j) *= std::ldexp(1.0F, -2 * static_cast<int>(j));
  const Column b = randomMatrix<Column>(8, 1, 109);
  const Column x = Cod(a).solve(b);
  for (const int exponent : {-119, 119}) {
    const float scale = std::ldexp(1.0F, exponent);
    EXPECT_LE(relativeDifference(Cod(scale * a).solve(scale * b), x), 1e-3F) << exponent;
  }
}

TEST(CodScaling, OfQuotientsBeyondTheRangeGivesInfinityAndZeroNeverNaN) {
  const Matrix tiny = 1e-42F * Matrix::Identity(3, 3);
  Column b = Column::Zero(3);
  b[1] = 1e38F;
  EXPECT_TRUE(same(Cod(tiny).solve(b), Eigen::Vector3f(0, infinity, 0)));
  const Matrix huge = 1e38F * Matrix::Identity(3, 3);
  EXPECT_TRUE(Cod(huge).solve(1e-42F * b.cwiseSign()).isZero(0));
}

TEST(CodScaling, OfTheLargestNumbersOverflowsOnlyWhereTheTriangleDoes) {
  const Matrix a = Matrix::Constant(12, 12, std::numeric_limits<float>::max());
  const Cod cod(a);
  EXPECT_EQ(cod.rank(), 1);
  EXPECT_EQ(cod.maxPivot(), infinity);
  const Column x = cod.solve(a.col(0));
  EXPECT_LE(relativeDifference(x, Column::Constant(12, 1.0F / 12)), 16 * epsilon<float>);
}

TEST(CodScaling, OfDoubleReachesItsWholeRange) {
  using Wide = Upto12<double>;
  using WideCod = minnorm::CompleteOrthogonalDecomposition<Wide>;
  const auto a = randomMatrix<Wide>(6, 9, 110);
  const Eigen::Matrix<double, 6, 1> b = randomMatrix<Wide>(6, 1, 111);
  const WideCod plain(a);
  for (const int exponent : {-1020, -600, -257, -255, 390, 600, 1023}) {
    const double scale = std::ldexp(1.0, exponent);
    EXPECT_LE(relativeDifference(WideCod(scale * a).solve(scale * b), plain.solve(b)),
              16 * epsilon<double>)
        << exponent;
  }
}

}  // namespace
}  // namespace unit_test
