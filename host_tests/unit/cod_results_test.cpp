// SPDX-License-Identifier: MIT
#include <minnorm/complete_orthogonal_decomposition.hpp>

#include <Eigen/Householder>

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "matrices.hpp"

namespace unit_test {
namespace {

template <typename Matrix>
using Cod = minnorm::CompleteOrthogonalDecomposition<Matrix>;

struct Case {
  Index rows, cols, rank;
};

void PrintTo(const Case& shape, std::ostream* out) {
  *out << shape.rows << "x" << shape.cols << "OfRank" << shape.rank;
}

class CodResults : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Of, CodResults,
                         testing::Values(Case{1, 1, 1}, Case{1, 6, 1}, Case{6, 1, 1}, Case{5, 5, 5},
                                         Case{5, 5, 4}, Case{5, 5, 1}, Case{12, 5, 5},
                                         Case{12, 5, 3}, Case{5, 12, 5}, Case{5, 12, 2},
                                         Case{12, 12, 12}, Case{12, 12, 6}, Case{2, 12, 2}),
                         testing::PrintToStringParamName());

template <typename Scalar>
void expectFactorsOf(const Case& shape) {
  using Matrix = Upto12<Scalar>;
  const auto [rows, cols, rank] = shape;
  const Matrix a = randomOfRank<Matrix>(rows, cols, rank, 90);
  const Cod<Matrix> cod(a);
  ASSERT_EQ(cod.rank(), rank);
  const Matrix q = cod.householderQ(), t = cod.matrixT(), z = cod.matrixZ();
  ASSERT_EQ(q.rows(), rows);
  ASSERT_EQ(t.rows(), rows);
  ASSERT_EQ(t.cols(), cols);
  ASSERT_EQ(z.cols(), cols);
  EXPECT_LE(nonOrthogonality(q), 16 * epsilon<Scalar>);
  EXPECT_LE(nonOrthogonality(z), 16 * epsilon<Scalar>);
  EXPECT_LE(relativeDifference((q * t * z).eval(), (a * cod.colsPermutation()).eval()),
            32 * epsilon<Scalar>);
  for (Index j = 0; j < cols; ++j) {
    for (Index i = 0; i < rows; ++i) {
      const bool inside = i <= j && j < rank;
      EXPECT_TRUE(inside || t(i, j) == Scalar(0));
    }
  }
}

TEST_P(CodResults, FactorsAreOrthogonalTriangularAndGiveTheMatrix) {
  expectFactorsOf<float>(GetParam());
  expectFactorsOf<double>(GetParam());
}

TEST_P(CodResults, PackedFactorsAndCoefficientsAreThoseOfEigensHouseholderSequence) {
  using Matrix = Upto12<double>;
  const auto [rows, cols, rank] = GetParam();
  const Cod<Matrix> cod(randomOfRank<Matrix>(rows, cols, rank, 91));
  const Matrix qtz = cod.matrixQTZ();
  EXPECT_EQ(cod.hCoeffs().size(), std::min(rows, cols));
  EXPECT_EQ(cod.zCoeffs().size(), std::min(rows, cols));
  const Matrix q = Eigen::householderSequence(qtz, cod.hCoeffs());
  EXPECT_LE(relativeDifference(q, cod.householderQ()), 16 * epsilon<double>);
  Matrix z = Matrix::Identity(cols, cols);
  for (Index k = 0; k < rank; ++k) {
    Eigen::VectorXd v = Eigen::VectorXd::Unit(cols, k);
    v.tail(cols - rank) = qtz.row(k).tail(cols - rank);
    z -= cod.zCoeffs()[k] * (z * v) * v.transpose();
  }
  EXPECT_LE(relativeDifference(z, cod.matrixZ()), 16 * epsilon<double>);
}

TEST_P(CodResults, PseudoInverseHasPenrosesFourProperties) {
  using Matrix = Upto12<double>;
  const auto [rows, cols, rank] = GetParam();
  const Matrix a = randomOfRank<Matrix>(rows, cols, rank, 92);
  const Matrix x = Cod<Matrix>(a).pseudoInverse();
  const double bound = 1e3 * epsilon<double> * x.norm() * a.norm();
  const Matrix ax = a * x, xa = x * a;
  EXPECT_LE((ax * a - a).norm(), bound * a.norm());
  EXPECT_LE((xa * x - x).norm(), bound * x.norm());
  EXPECT_LE((ax - ax.transpose()).norm(), bound);
  EXPECT_LE((xa - xa.transpose()).norm(), bound);
}

TEST_P(CodResults, SolutionOfManySidesIsThatOfEach) {
  using Matrix = Upto12<float>;
  const auto [rows, cols, rank] = GetParam();
  const Cod<Matrix> cod(randomOfRank<Matrix>(rows, cols, rank, 93));
  const auto b = randomMatrix<Matrix>(rows, 3, 94);
  const Matrix x = cod.solve(b);
  ASSERT_EQ(x.rows(), cols);
  ASSERT_EQ(x.cols(), 3);
  for (Index j = 0; j < 3; ++j) {
    const Column column = b.col(j);
    EXPECT_TRUE(same(cod.solve(column), x.col(j)));
  }
  EXPECT_TRUE(same(cod.solve(2 * b - b), x));
}

TEST(CodResults, FixedAndBoundedSizesGiveTheSameBits) {
  using Fixed = Eigen::Matrix<float, 6, 10, Eigen::RowMajor>;
  const auto a = randomMatrix<Fixed>(6, 10, 95);
  const Eigen::Matrix<float, 6, 1> b = randomMatrix<Upto12<float>>(6, 1, 96);
  const Cod<Fixed> fixed(a);
  const Cod<Upto12<float>> bounded(a);
  EXPECT_TRUE(same(fixed.solve(b), bounded.solve(b)));
  EXPECT_TRUE(same(fixed.matrixQTZ(), bounded.matrixQTZ()));
  EXPECT_TRUE(same(fixed.matrixZ(), bounded.matrixZ()));
  EXPECT_TRUE(same(fixed.pseudoInverse(), bounded.pseudoInverse()));
}

TEST(CodResults, VectorTypesAreSolved) {
  const Eigen::RowVector3f row(1, 2, 2);
  const Eigen::Vector3f x = Cod<Eigen::RowVector3f>(row).solve(Eigen::Matrix<float, 1, 1>(9));
  EXPECT_LE((x - Eigen::Vector3f(1, 2, 2)).norm(), 8 * epsilon<float>);
  const Eigen::RowVector3f y =
      Cod<Eigen::Vector3f>(row.transpose()).solve(Eigen::Matrix3f::Identity());
  EXPECT_LE((y - row / 9).norm(), epsilon<float>);
}

TEST(CodResults, ThresholdDecidesTheRankOfTheNextCompute) {
  const Eigen::Matrix3f a = Eigen::Vector3f(1, 0.25F, 0.125F).asDiagonal();
  Cod<Eigen::Matrix3f> cod(a);
  EXPECT_EQ(cod.rank(), 3);
  cod.setThreshold(0.25F);
  EXPECT_EQ(cod.rank(), 3);
  EXPECT_EQ(cod.compute(a).rank(), 1);  // A pivot equal to the threshold does not count.
  EXPECT_EQ(cod.dimensionOfKernel(), 2);
  EXPECT_EQ(cod.nonzeroPivots(), 3);
  EXPECT_TRUE(same(cod.solve(Eigen::Vector3f::Ones()), Eigen::Vector3f::UnitX()));
  EXPECT_EQ(cod.setThreshold(1.0F).compute(a).rank(), 0);
  EXPECT_TRUE(cod.solve(Eigen::Vector3f::Ones()).isZero(0));
  EXPECT_EQ(cod.setThreshold(Eigen::Default).compute(a).rank(), 3);
  EXPECT_EQ(cod.threshold(), 3 * epsilon<float>);
}

TEST(CodResults, SmallPivotsCountWhenTheThresholdIsZero) {
  Eigen::Matrix3f a = Eigen::Vector3f(1, 1e-10F, 1e-15F).asDiagonal();
  Cod<Eigen::Matrix3f> cod;
  EXPECT_EQ(cod.setThreshold(0).compute(a).rank(), 3);
  EXPECT_LE(relativeDifference(cod.solve(a * Eigen::Vector3f(1, 2, 3)), Eigen::Vector3f(1, 2, 3)),
            4 * epsilon<float>);
}

}  // namespace
}  // namespace unit_test
