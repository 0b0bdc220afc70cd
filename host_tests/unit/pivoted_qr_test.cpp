// SPDX-License-Identifier: MIT
#include <minnorm/internal/pivoted_qr.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "matrices.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;
using Indices = std::vector<Index>;

/// A factorisation with its parts taken out of the compact form: A with columns swapped = Q·R.
struct Factored {
  Matrix permuted;
  Matrix q;
  Matrix r;
  Index rank;
};

Factored factor(const Matrix& a) {
  const Index rows = a.rows(), cols = a.cols();
  Matrix packed = a;
  const auto room = static_cast<std::size_t>(std::max(rows, cols));
  std::vector<float> tau(room), norms(room), reference(room);
  Indices swaps(room);
  Factored f{a, Matrix::Identity(rows, rows), Matrix::Zero(rows, cols), 0};
  f.rank = minnorm::internal::pivotedQr(packed.data(), rows, cols, tau.data(), swaps.data(),
                                        norms.data(), reference.data());
  for (Index k = 0; k < f.rank; ++k)
    f.permuted.col(k).swap(f.permuted.col(swaps[static_cast<std::size_t>(k)]));
  for (Index j = 0; j < rows; ++j)
    minnorm::internal::applyQ(packed.data(), rows, tau.data(), f.rank, f.q.col(j).data());
  f.r.topRows(f.rank) = packed.topRows(f.rank).triangularView<Eigen::Upper>();
  return f;
}

struct Shape {
  Index rows, cols;
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.rows << "x" << shape.cols; }

class PivotedQr : public testing::TestWithParam<Shape> {};
INSTANTIATE_TEST_SUITE_P(Shapes, PivotedQr,
                         testing::Values(Shape{1, 1}, Shape{1, 5}, Shape{5, 1}, Shape{4, 4},
                                         Shape{9, 4}, Shape{4, 9}, Shape{12, 12}),
                         testing::PrintToStringParamName());

TEST_P(PivotedQr, ReproducesTheMatrixFromAnOrthogonalAndATriangularFactor) {
  const auto a = randomMatrix<Matrix>(GetParam().rows, GetParam().cols, 20);
  const Factored f = factor(a);
  EXPECT_EQ(f.rank, std::min(a.rows(), a.cols()));
  EXPECT_LE(nonOrthogonality(f.q), 16 * epsilon<float>);
  EXPECT_LE(relativeDifference(f.q * f.r, f.permuted), 32 * epsilon<float>);
}

TEST_P(PivotedQr, EveryPivotIsTheLongestColumnLeft) {
  const auto a = randomMatrix<Matrix>(GetParam().rows, GetParam().cols, 21);
  const Factored f = factor(a);
  for (Index k = 0; k < f.rank; ++k) {
    for (Index j = k; j < a.cols(); ++j) {
      EXPECT_GE(std::abs(f.r(k, k)) * (1 + 32 * epsilon<float>),
                f.r.col(j).segment(k, f.rank - k).norm());
    }
  }
}

// A Hilbert matrix: the columns left are tiny rests of long ones, and updated lengths would be
// rounding errors.
TEST(PivotedQr, PivotsStayRightWhereLengthsCancel) {
  constexpr Index n = 12;
  const Matrix hilbert = Matrix::NullaryExpr(
      n, n, [](Index i, Index j) { return 1.0F / static_cast<float>(i + j + 1); });
  const Factored f = factor(hilbert);
  for (Index k = 0; k < f.rank; ++k) {
    for (Index j = k; j < n; ++j) {
      EXPECT_GE(std::abs(f.r(k, k)) * 1.001F, f.r.col(j).segment(k, f.rank - k).norm());
    }
  }
}

TEST(PivotedQr, RankLeavesZeroColumnsOut) {
  Matrix a = randomMatrix<Matrix>(6, 7, 22);
  for (Index j : {0, 2, 3, 6}) a.col(j).setZero();
  const Factored f = factor(a);
  EXPECT_EQ(f.rank, 3);
  EXPECT_LE(relativeDifference(f.q * f.r, f.permuted), 32 * epsilon<float>);
}

TEST(PivotedQr, ZeroMatrixHasRankZero) { EXPECT_EQ(factor(Matrix::Zero(5, 3)).rank, 0); }

TEST(PivotedQr, RankOfAnOuterProductOfPowersOfTwoIsOne) {
  Matrix a(4, 3);
  for (Index i = 0; i < 4; ++i) {
    for (Index j = 0; j < 3; ++j) a(i, j) = std::ldexp(1.0F, static_cast<int>(i + j));
  }
  const Factored f = factor(a);
  EXPECT_GE(f.rank, 1);
  EXPECT_LE(std::abs(f.rank > 1 ? f.r(1, 1) : 0.0F), 32 * epsilon<float> * std::abs(f.r(0, 0)));
}

TEST(PivotedQr, RankLeavesColumnsOutWhoseSquaresUnderflow) {
  Matrix a = randomMatrix<Matrix>(6, 4, 23);
  a.col(1) *= std::ldexp(1.0F, -80);
  const Factored f = factor(a);
  EXPECT_EQ(f.rank, 3);
  EXPECT_LE(relativeDifference(f.q * f.r, f.permuted), 32 * epsilon<float>);
}

TEST(PivotedQr, UndoneTranspositionsBringBackTheOrder) {
  const Indices transpositions{3, 1, 4, 3};
  const Indices order{0, 1, 2, 3, 4};
  Indices moved = order;
  for (std::size_t k = 0; k < transpositions.size(); ++k) {
    std::swap(moved[k], moved[static_cast<std::size_t>(transpositions[k])]);
  }
  ASSERT_NE(moved, order);
  minnorm::internal::undoTranspositions(transpositions.data(), 4, moved.data());
  EXPECT_EQ(moved, order);
}

}  // namespace
}  // namespace unit_test
