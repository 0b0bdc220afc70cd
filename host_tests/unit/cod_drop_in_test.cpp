// SPDX-License-Identifier: MIT
#include <minnorm/complete_orthogonal_decomposition.hpp>

#include <Eigen/QR>

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>
#include <utility>

#include "matrices.hpp"

namespace unit_test {
namespace {

/// Everything a program can learn from either class, after the same calls.
template <typename Scalar>
struct Observed {
  using Values = Upto12<Scalar>;
  Values permutation, q, t, hCoeffs, zCoeffs, x, xOfTransposed, inverse;
  Index rows, cols, rank, kernel, rankOfHalf, rankAgain;
  Scalar threshold, prescribed, maxPivot, determinant, logDeterminant;
  Eigen::ComputationInfo info;
  bool injective, surjective, invertible;
};

/// The source that has to compile, and to mean the same, with Eigen's class and with minnorm's.
template <typename Cod, typename Matrix, typename Rhs>
Observed<typename Matrix::Scalar> observe(const Matrix& a, const Rhs& b) {
  using Scalar = typename Cod::Scalar;
  using RealScalar = typename Cod::RealScalar;
  static_assert(std::is_same_v<typename Cod::MatrixType, Matrix>);
  static_assert(sizesAre<Cod, Matrix>);

  using MatrixQ = Upto12<Scalar>;
  Observed<Scalar> seen{};
  const Cod cod(a);
  seen.info = cod.info();
  seen.rows = cod.rows();
  seen.cols = cod.cols();
  seen.rank = cod.rank();
  seen.kernel = cod.dimensionOfKernel();
  seen.injective = cod.isInjective();
  seen.surjective = cod.isSurjective();
  seen.invertible = cod.isInvertible();
  seen.threshold = cod.threshold();
  seen.maxPivot = cod.maxPivot();
  EXPECT_GE(cod.nonzeroPivots(), seen.rank);
  const typename Cod::PermutationType permutation = cod.colsPermutation();
  // Which of the columns that do not count comes first is left to rounding.
  seen.permutation = permutation.toDenseMatrix().leftCols(seen.rank).template cast<Scalar>();
  seen.q = cod.householderQ();
  seen.q = seen.q.leftCols(seen.rank).eval();
  seen.t =
      cod.matrixT().topLeftCorner(seen.rank, seen.rank).template triangularView<Eigen::Upper>();
  const typename Cod::HCoeffsType hCoeffs = cod.hCoeffs(), zCoeffs = cod.zCoeffs();
  seen.hCoeffs = hCoeffs.head(seen.rank);
  if (seen.rank < seen.cols) seen.zCoeffs = zCoeffs.head(seen.rank);
  seen.x = cod.solve(b);
  if constexpr (std::is_same_v<Scalar, float>) {  // Eigen's takes long to compile
    seen.xOfTransposed = cod.derived().transpose().solve(seen.x);
  }
  if (cod.isInvertible()) {
    seen.determinant = cod.absDeterminant();
    seen.logDeterminant = cod.logAbsDeterminant();
  }
  EXPECT_TRUE(same(MatrixQ(cod.matrixQ()), MatrixQ(cod.householderQ())));
  seen.inverse = cod.pseudoInverse();

  Cod later(a.rows(), a.cols());
  later.setThreshold(RealScalar(0.5));
  seen.prescribed = later.threshold();
  seen.rankOfHalf = later.compute(a).rank();
  seen.rankAgain = later.setThreshold(Eigen::Default).compute(a).rank();
  Cod copy;
  copy = later;
  EXPECT_TRUE(same(Upto12<Scalar>(copy.solve(b)), seen.x));
  return seen;
}

/// Eigen's class takes long to compile: that of a size known at run time stands for all of a
/// scalar.
template <typename Matrix>
void expectSameAsEigen(const Matrix& a) {
  using Scalar = typename Matrix::Scalar;
  using Any = Upto12<Scalar>;
  const auto b = randomMatrix<TwoSides<Matrix>>(a.rows(), 2, 120);
  const auto ours = observe<minnorm::CompleteOrthogonalDecomposition<Matrix>>(a, b);
  const auto theirs =
      observe<Eigen::CompleteOrthogonalDecomposition<Any>>(Any(a), TwoSides<Any>(b));

  EXPECT_EQ(ours.info, theirs.info);
  EXPECT_EQ(ours.rows, theirs.rows);
  EXPECT_EQ(ours.cols, theirs.cols);
  EXPECT_EQ(ours.kernel, theirs.kernel);
  EXPECT_EQ(ours.injective, theirs.injective);
  EXPECT_EQ(ours.surjective, theirs.surjective);
  EXPECT_EQ(ours.invertible, theirs.invertible);
  EXPECT_EQ(ours.threshold, theirs.threshold);
  EXPECT_EQ(ours.prescribed, theirs.prescribed);
  EXPECT_EQ(ours.rankOfHalf, theirs.rankOfHalf);
  EXPECT_EQ(ours.rankAgain, theirs.rankAgain);
  ASSERT_EQ(ours.rank, theirs.rank);
  EXPECT_TRUE(same(ours.permutation, theirs.permutation));

  // The signs are Eigen's too.
  const Scalar condition = theirs.inverse.norm() * theirs.maxPivot;
  const Scalar bound = 64 * epsilon<Scalar> * condition;
  EXPECT_LE(std::abs(ours.maxPivot - theirs.maxPivot), 8 * epsilon<Scalar> * theirs.maxPivot);
  EXPECT_LE(relativeDifference(ours.q, theirs.q), bound);
  EXPECT_LE(relativeDifference(ours.t, theirs.t), bound);
  EXPECT_LE(relativeDifference(ours.hCoeffs, theirs.hCoeffs), bound);
  EXPECT_LE(relativeDifference(ours.zCoeffs, theirs.zCoeffs), bound);
  ASSERT_EQ(ours.x.rows(), theirs.x.rows());
  ASSERT_EQ(ours.x.cols(), theirs.x.cols());
  EXPECT_LE(relativeDifference(ours.x, theirs.x), bound);
  EXPECT_LE(relativeDifference(ours.xOfTransposed, theirs.xOfTransposed), bound);
  EXPECT_LE(relativeDifference(ours.inverse, theirs.inverse), bound);
  EXPECT_LE(std::abs(ours.determinant - theirs.determinant), bound * theirs.determinant);
  EXPECT_LE(std::abs(ours.logDeterminant - theirs.logDeterminant), bound);
}

template <typename Matrix>
class CodDropInOfType : public testing::Test {};

using Types =
    testing::Types<Eigen::Matrix<float, 5, 3>, Eigen::Matrix<double, 3, 4, Eigen::RowMajor>>;
TYPED_TEST_SUITE(CodDropInOfType, Types);

TYPED_TEST(CodDropInOfType, AgreesWithEigen) {
  for (std::uint32_t seed = 130; seed < 140; ++seed) {
    expectSameAsEigen(
        randomMatrix<TypeParam>(TypeParam::RowsAtCompileTime, TypeParam::ColsAtCompileTime, seed));
  }
}

TEST(CodDropIn, AgreesWithEigenForManySizes) {
  for (const auto& [rows, cols] :
       {std::pair{1, 1}, {1, 6}, {6, 1}, {2, 2}, {7, 7}, {12, 5}, {5, 12}, {12, 12}}) {
    SCOPED_TRACE(testing::Message() << rows << "x" << cols);
    expectSameAsEigen(randomMatrix<Upto12<float>>(rows, cols, 141));
    expectSameAsEigen(randomMatrix<Upto12<double>>(rows, cols, 142));
  }
}

TEST(CodDropIn, AgreesWithEigenForEveryRank) {
  for (Index rank = 1; rank <= 6; ++rank) {
    SCOPED_TRACE(rank);
    expectSameAsEigen(randomOfRank<Upto12<float>>(9, 6, rank, 143));
    expectSameAsEigen(randomOfRank<Upto12<double>>(6, 9, rank, 145));
  }
}

}  // namespace
}  // namespace unit_test
