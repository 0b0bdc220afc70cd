// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <utility>

#include "svd.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;

/// What both decompositions solve alike.
template <typename Decomposition>
class Solve : public testing::Test {};
using Decompositions = testing::Types<minnorm::JacobiSVD<Matrix, thin>,
                                      minnorm::CompleteOrthogonalDecomposition<Matrix>>;
TYPED_TEST_SUITE(Solve, Decompositions);

constexpr std::pair<Index, Index> shapes[] = {{7, 4}, {4, 7}, {5, 5}, {1, 6}, {6, 1}};

TYPED_TEST(Solve, TransposeSolvesWithTheTransposedPseudoinverse) {
  for (const auto& [rows, cols] : shapes) {
    for (Index rank = 1; rank <= std::min(rows, cols); ++rank) {
      SCOPED_TRACE(testing::Message() << rows << "x" << cols << " of rank " << rank);
      const TypeParam decomposition(randomOfRank<Matrix>(rows, cols, rank, 300));
      ASSERT_EQ(decomposition.rank(), rank);
      const auto transposed = decomposition.transpose();
      EXPECT_EQ(transposed.rows(), cols);
      EXPECT_EQ(transposed.cols(), rows);
      const auto b = randomMatrix<Matrix>(cols, 3, 301);
      const Matrix inverse = decomposition.pseudoInverse();
      const float size = inverse.norm() * b.norm();
      EXPECT_LE((transposed.solve(b) - inverse.transpose() * b).norm(),
                64 * epsilon<float> * size * decomposition.pseudoInverse().norm());
      EXPECT_TRUE(same(decomposition.adjoint().solve(b), transposed.solve(b)));
    }
  }
}

TYPED_TEST(Solve, RightHandSidesNearTheEndsOfTheRangeLoseNoDigits) {
  const auto a = randomMatrix<Matrix>(7, 4, 303);
  Matrix b(7, 1);
  b << 3, -1, 2, 5, -7, 1, 4;
  const Matrix x = TypeParam(a).solve(b);
  for (const auto& [ofA, ofB] : {std::pair{-90, -148}, {0, -120}, {60, 124}}) {
    const Matrix scaled = TypeParam(a * std::ldexp(1.0F, ofA)).solve(b * std::ldexp(1.0F, ofB));
    EXPECT_LE(relativeDifference(scaled, x * std::ldexp(1.0F, ofB - ofA)), 8 * epsilon<float>)
        << "2^" << ofB << " over 2^" << ofA;
  }
}

TYPED_TEST(Solve, ARightHandSideOfAnyRangeIsDividedByAMatrixOfAnyRange) {
  using E = minnorm::internal::Exponents<float>;
  constexpr int apart = 10;
  for (int ofA = E::normal + 1 + apart; ofA < E::top; ++ofA) {
    const Matrix a =
        Eigen::Vector2f(std::ldexp(1.0F, ofA), std::ldexp(1.0F, ofA - apart)).asDiagonal();
    const TypeParam decomposition(a);
    for (int ofB = E::bottom; ofB < E::top; ++ofB) {
      const Eigen::Vector2f b = Eigen::Vector2f::Constant(std::ldexp(1.0F, ofB));
      const Eigen::Vector2f x(std::ldexp(1.0F, ofB - ofA), std::ldexp(1.0F, ofB - ofA + apart));
      if (ofB - ofA <= E::normal || ofB - ofA + apart >= E::top) continue;
      ASSERT_TRUE(same(decomposition.solve(b), x)) << "2^" << ofB << " over 2^" << ofA;
      ASSERT_TRUE(same(decomposition.transpose().solve(b), x)) << "2^" << ofB << " over 2^" << ofA;
    }
  }
}

TEST(SolveWithAFilter, DividesByASingularValueOfAnySize) {
  using E = minnorm::internal::Exponents<float>;
  constexpr int apart = 10;
  for (int ofA = E::bottom + apart; ofA < E::top; ++ofA) {
    const Eigen::Matrix2f a =
        Eigen::Vector2f(std::ldexp(1.0F, ofA), std::ldexp(1.0F, ofA - apart)).asDiagonal();
    const minnorm::JacobiSVD<Eigen::Matrix2f, Eigen::ComputeThinU | Eigen::ComputeThinV> svd(a);
    for (int ofB = E::bottom; ofB < E::top; ++ofB) {
      const Eigen::Vector2f b = Eigen::Vector2f::Constant(std::ldexp(1.0F, ofB));
      const Eigen::Vector2f x(std::ldexp(1.0F, ofB - ofA), std::ldexp(1.0F, ofB - ofA + apart));
      if (ofB - ofA <= E::normal || ofB - ofA + apart >= E::top) continue;
      const Eigen::Vector2f found = svd.solve(b, minnorm::ColumnUnits());
      ASSERT_EQ(found, x) << "2^" << ofB << " over 2^" << ofA;
    }
  }
}

TYPED_TEST(Solve, TransposeOfExtremeMatricesIsThatOfUsualOnesScaled) {
  const auto a = randomMatrix<Matrix>(6, 4, 310), b = randomMatrix<Matrix>(4, 2, 311);
  const Matrix usual = TypeParam(a).transpose().solve(b);
  const float power = 0x1p100F;
  EXPECT_TRUE(same(TypeParam(a * power).transpose().solve(b * power), usual));
  EXPECT_TRUE(same(TypeParam(a / power).transpose().solve(b / power), usual));
  EXPECT_TRUE(same(TypeParam(a * power).transpose().solve(b), usual / power));
}

TYPED_TEST(Solve, TransposeOfZeroAndOfInvalidInputGivesZeros) {
  Matrix a = Matrix::Zero(3, 2);
  const Matrix b = Matrix::Ones(2, 1), zeros = Matrix::Zero(3, 1);
  EXPECT_TRUE(same(TypeParam(a).transpose().solve(b), zeros));
  a(1, 1) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(same(TypeParam(a).transpose().solve(b), zeros));
}

TYPED_TEST(Solve, AnyNumberOfColumnsGoesIntoAnArgument) {
  const TypeParam decomposition(randomMatrix<Matrix>(5, 3, 320));
  const Eigen::MatrixXf b = Eigen::MatrixXf::Random(5, 40);
  Eigen::Matrix<float, Dynamic, Dynamic, Eigen::RowMajor> x(3, 40);
  decomposition.solve(b, x);
  Eigen::MatrixXf around = Eigen::MatrixXf::Zero(9, 42), back(5, 40);
  decomposition.solve(b, around.block(2, 1, 3, 40));
  decomposition.transpose().solve(x, back);
  for (Index j = 0; j < b.cols(); ++j) {
    EXPECT_TRUE(same(x.col(j), decomposition.solve(b.col(j))));
    EXPECT_TRUE(same(back.col(j), decomposition.transpose().solve(x.col(j))));
  }
  EXPECT_TRUE(same(around.block(2, 1, 3, 40), x));
  EXPECT_EQ((around.array() != 0).count(), x.size());
}

TYPED_TEST(Solve, SolutionMayTakeThePlaceOfTheRightHandSide) {
  const TypeParam decomposition(randomMatrix<Matrix>(4, 4, 330));
  Eigen::MatrixXf b = Eigen::MatrixXf::Random(4, 20), x(4, 20);
  decomposition.solve(b, x);
  decomposition.solve(b, b);
  EXPECT_TRUE(same(b, x));
}

using Cod = minnorm::CompleteOrthogonalDecomposition<Matrix>;

TEST(CodDeterminant, IsTheProductOfTheDiagonalWhateverTheOrder) {
  Matrix a = Matrix::Zero(3, 3);
  a(0, 1) = 2;
  a(1, 2) = -3;
  a(2, 0) = 5;
  EXPECT_EQ(Cod(a).absDeterminant(), 30);
  EXPECT_NEAR(Cod(a).logAbsDeterminant(), std::log(30.0F), 4 * epsilon<float>);
}

TEST(CodDeterminant, LogarithmIsFiniteWhereTheDeterminantIsNot) {
  const Matrix a = 1e30F * Matrix::Identity(3, 3);
  EXPECT_EQ(Cod(a).absDeterminant(), std::numeric_limits<float>::infinity());
  EXPECT_NEAR(Cod(a).logAbsDeterminant(), 90 * std::log(10.0F), 1e-4F);
  Matrix b = 3e38F * Matrix::Identity(3, 3);  // its pivots are not either
  b(0, 1) = b(0, 0);
  b(1, 0) = -b(0, 0);
  EXPECT_NEAR(Cod(b).logAbsDeterminant(), 3 * std::log(3e38F) + std::log(2.0F), 1e-3F);
}

TEST(CodDeterminant, OfASingularMatrixIsZero) {
  const Cod cod(randomOfRank<Matrix>(5, 5, 3, 340));
  EXPECT_EQ(cod.absDeterminant(), 0);
  EXPECT_EQ(cod.logAbsDeterminant(), -std::numeric_limits<float>::infinity());
}

TEST(CodDeterminant, OfAnEmptyMatrixIsOne) {
  const Cod cod(Matrix(0, 0));
  EXPECT_EQ(cod.absDeterminant(), 1);
  EXPECT_EQ(cod.logAbsDeterminant(), 0);
}

}  // namespace
}  // namespace unit_test
