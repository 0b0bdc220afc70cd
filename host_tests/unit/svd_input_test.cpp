// SPDX-License-Identifier: MIT
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "svd.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;
constexpr float infinity = std::numeric_limits<float>::infinity();

TEST(Input, BlocksExpressionsMapsAndRowMajorGiveTheBitsOfACopy) {
  const Eigen::MatrixXf large = randomMatrix<Eigen::MatrixXf>(20, 20, 80);
  const Matrix block = large.block(3, 5, 8, 6);
  const Svd expected(block, full);
  const auto expectSame = [&](const Svd& svd) {
    EXPECT_TRUE(same(svd.singularValues(), expected.singularValues()));
    EXPECT_TRUE(same(svd.matrixU(), expected.matrixU()));
    EXPECT_TRUE(same(svd.matrixV(), expected.matrixV()));
  };
  expectSame(Svd(large.block(3, 5, 8, 6), full));
  expectSame(Svd(2 * block - block, full));
  const Eigen::Matrix<float, 8, 6, Eigen::RowMajor> rowMajor = block;
  expectSame(Svd(rowMajor, full));
  const minnorm::JacobiSVD<Eigen::Matrix<float, 8, 6, Eigen::RowMajor>> ofRowMajor(rowMajor, full);
  EXPECT_TRUE(same(Matrix(ofRowMajor.matrixU()), expected.matrixU()));
  EXPECT_TRUE(same(Matrix(ofRowMajor.matrixV()), expected.matrixV()));
  const Eigen::MatrixXf transposed = block.transpose();
  expectSame(Svd(transposed.transpose(), full));
  expectSame(Svd(Eigen::Map<const Eigen::MatrixXf, 0, Eigen::OuterStride<>>(
                     large.data() + 5 * 20 + 3, 8, 6, Eigen::OuterStride<>(20)),
                 full));
}

TEST(Input, IsNotChanged) {
  const auto a = randomMatrix<Matrix>(7, 7, 81);
  const Matrix before = a;
  Svd svd(a, full);
  EXPECT_TRUE(same(a, before));
}

TEST(Input, OneObjectServesMatricesOfManySizesLikeAFreshOne) {
  Svd reused;
  for (const auto& [rows, cols] :
       {std::pair{12, 12}, {2, 9}, {0, 5}, {9, 2}, {1, 1}, {12, 3}, {12, 12}}) {
    const auto a = randomMatrix<Matrix>(rows, cols, 82);
    for (const unsigned options : {full, thin, 0}) {
      reused.compute(a, options);
      const Svd fresh(a, options);
      EXPECT_EQ(reused.rows(), rows);
      EXPECT_EQ(reused.cols(), cols);
      EXPECT_EQ(reused.info(), Eigen::Success);
      EXPECT_TRUE(same(reused.singularValues(), fresh.singularValues()));
      if (options == 0) continue;
      EXPECT_TRUE(same(reused.matrixU(), fresh.matrixU()));
      EXPECT_TRUE(same(reused.matrixV(), fresh.matrixV()));
    }
  }
}

TEST(Input, AnObjectForgetsInvalidInput) {
  Svd svd(Matrix::Constant(3, 3, infinity), full);
  ASSERT_EQ(svd.info(), Eigen::InvalidInput);
  const auto a = randomMatrix<Matrix>(3, 3, 83);
  EXPECT_EQ(svd.compute(a).info(), Eigen::Success);
  EXPECT_EQ(svd.rank(), 3);
  EXPECT_TRUE(same(svd.matrixU(), Svd(a, full).matrixU()));
}

class InvalidInput : public testing::TestWithParam<float> {};
INSTANTIATE_TEST_SUITE_P(Value, InvalidInput, testing::ValuesIn(notFinite), nameOfNotFinite);

TEST_P(InvalidInput, AnywhereGivesTheDocumentedOutputs) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, {4, 3}, {3, 4}}) {
    for (Index place = 0; place < rows * cols; ++place) {
      auto a = randomMatrix<Matrix>(rows, cols, 84);
      a(place % rows, place / rows) = GetParam();
      for (const unsigned options : {full, thin}) {
        const Svd svd(a, options);
        ASSERT_EQ(svd.info(), Eigen::InvalidInput) << "entry " << place;
        EXPECT_EQ(svd.rank(), 0);
        EXPECT_EQ(svd.nonzeroSingularValues(), 0);
        EXPECT_EQ(svd.sweeps(), 0);
        EXPECT_EQ(svd.conditionNumber(), infinity);
        EXPECT_EQ(svd.singularValues().size(), std::min(rows, cols));
        EXPECT_TRUE(svd.singularValues().isZero(0));
        EXPECT_TRUE(svd.matrixU().isIdentity(0));
        EXPECT_TRUE(svd.matrixV().isIdentity(0));
        EXPECT_TRUE(svd.solve(Column::Ones(rows)).isZero(0));
        EXPECT_TRUE(svd.pseudoInverse().isZero(0));
      }
    }
  }
}

TEST_P(InvalidInput, BesideOthersIsStillInvalid) {
  Matrix a = Matrix::Constant(3, 3, GetParam());
  a(1, 1) = -infinity;
  EXPECT_EQ(Svd(a).info(), Eigen::InvalidInput);
}

TEST(Input, ZeroMatrixHasZeroValuesOrthogonalFactorsAndTheZeroSolution) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, {5, 3}, {3, 5}, {12, 12}}) {
    const Svd svd(Matrix::Zero(rows, cols), full);
    EXPECT_EQ(svd.info(), Eigen::Success);
    EXPECT_EQ(svd.rank(), 0);
    EXPECT_EQ(svd.nonzeroSingularValues(), 0);
    EXPECT_EQ(svd.conditionNumber(), infinity);
    EXPECT_TRUE(svd.singularValues().isZero(0));
    EXPECT_EQ(nonOrthogonality(svd.matrixU()), 0.0F);
    EXPECT_EQ(nonOrthogonality(svd.matrixV()), 0.0F);
    EXPECT_TRUE(svd.solve(Column::Ones(rows)).isZero(0));
  }
}

TEST(Input, EmptyMatrixHasNoSingularValues) {
  for (const auto& [rows, cols] : {std::pair{0, 0}, {0, 4}, {4, 0}}) {
    const Svd svd(Matrix(rows, cols), full);
    EXPECT_EQ(svd.info(), Eigen::Success);
    EXPECT_EQ(svd.singularValues().size(), 0);
    EXPECT_EQ(svd.rank(), 0);
    EXPECT_EQ(svd.conditionNumber(), 0.0F);
    EXPECT_TRUE(svd.matrixU().isIdentity(0));
    EXPECT_TRUE(svd.matrixV().isIdentity(0));
    EXPECT_EQ(svd.matrixU().rows(), rows);
    EXPECT_EQ(svd.matrixV().rows(), cols);
    const Column x = svd.solve(Column::Ones(rows));
    EXPECT_TRUE(same(x, Column::Zero(cols)));
    EXPECT_EQ(svd.pseudoInverse().rows(), cols);
    EXPECT_EQ(svd.pseudoInverse().cols(), rows);
  }
}

TEST(Input, TypesOfSizeZeroAreAllowed) {
  using Empty = Eigen::Matrix<float, 0, 3>;
  const minnorm::JacobiSVD<Empty, int(full)> svd{Empty()};
  EXPECT_EQ(svd.info(), Eigen::Success);
  EXPECT_TRUE(svd.matrixV().isIdentity(0));
}

/// Scaling by powers of two is exact, so everything but the scale of Σ should stay, to rounding.
class Scaling : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(ByTwoToThe, Scaling,
                         testing::Values(-119, -100, -61, -60, -59, -20, 20, 60, 100, 119, 120,
                                         123));

TEST_P(Scaling, OfTheWholeMatrixScalesTheSingularValues) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, {7, 7}, {12, 4}, {4, 12}}) {
    const auto a = randomMatrix<Matrix>(rows, cols, 85);
    const float scale = std::ldexp(1.0F, GetParam());
    const Svd plain(a, thin), scaled(scale * a, thin);
    EXPECT_EQ(scaled.info(), Eigen::Success);
    EXPECT_EQ(scaled.rank(), plain.rank());
    EXPECT_LE(relativeDifference(scaled.singularValues() / scale, plain.singularValues()),
              8 * epsilon<float>);
    EXPECT_LE(reconstructionError(scaled, scale * a), 16 * epsilon<float>);
    EXPECT_LE(nonOrthogonality(scaled.matrixU()), 16 * epsilon<float>);
    EXPECT_LE(nonOrthogonality(scaled.matrixV()), 16 * epsilon<float>);
    const Column b = randomMatrix<Column>(rows, 1, 86);
    EXPECT_LE(relativeDifference(scaled.solve(scale * b), plain.solve(b)),
              64 * epsilon<float> * plain.conditionNumber());
  }
}

TEST(Scaling, OfColumnsFrom1em16To1e16KeepsEverySingularValue) {
  // Columns of a Hadamard matrix are orthogonal, so the singular values are the lengths of the
  // scaled columns.
  const std::vector<float> shuffled{1e-16F, 1e16F, 1.0F, 1e-9F, 1e9F};
  const std::vector<float> decreasing{1e16F, 1e9F, 1.0F, 1e-9F, 1e-16F};
  Matrix a(8, 5);
  for (Index j = 0; j < 5; ++j) {
    for (Index i = 0; i < 8; ++i) {
      const bool minus = std::popcount(static_cast<unsigned>(i & (j + 1))) % 2 == 1;
      a(i, j) =
          minus ? -shuffled[static_cast<std::size_t>(j)] : shuffled[static_cast<std::size_t>(j)];
    }
  }
  const Svd svd(a, thin);
  EXPECT_EQ(svd.info(), Eigen::Success);
  for (Index j = 0; j < 5; ++j) {
    const float sigma = std::sqrt(8.0F) * decreasing[static_cast<std::size_t>(j)];
    EXPECT_LE(std::abs(svd.singularValues()[j] - sigma), 8 * epsilon<float> * sigma) << j;
  }
  EXPECT_EQ(svd.nonzeroSingularValues(), 5);
}

TEST(Scaling, OfDenormalMatricesLosesNoMoreThanTheirSpacing) {
  const float smallest = std::numeric_limits<float>::denorm_min();
  for (const float scale : {1e-39F, 1e-42F, 3 * smallest}) {
    const Matrix a = scale * randomMatrix<Matrix>(6, 4, 87);
    const Svd svd(a, thin);
    EXPECT_EQ(svd.info(), Eigen::Success);
    const Eigen::MatrixXd product = svd.matrixU().cast<double>() *
                                    svd.singularValues().cast<double>().asDiagonal() *
                                    svd.matrixV().cast<double>().transpose();
    EXPECT_LE((product - a.cast<double>()).cwiseAbs().maxCoeff(),
              4.0 * static_cast<double>(smallest))
        << scale;
    EXPECT_LE(nonOrthogonality(svd.matrixU()), 16 * epsilon<float>);
  }
}

TEST(Scaling, OfDoubleReachesItsWholeRange) {
  using Wide = Upto12<double>;
  const auto a = randomMatrix<Wide>(6, 6, 88);
  const minnorm::JacobiSVD<Wide> plain(a, thin);
  for (const int exponent : {-1020, -600, 600, 1018}) {
    const double scale = std::ldexp(1.0, exponent);
    const minnorm::JacobiSVD<Wide> scaled(scale * a, thin);
    EXPECT_LE(relativeDifference(scaled.singularValues() / scale, plain.singularValues()),
              8 * epsilon<double>)
        << exponent;
    EXPECT_LE(reconstructionError(scaled, scale * a), 16 * epsilon<double>) << exponent;
  }
}

}  // namespace
}  // namespace unit_test
