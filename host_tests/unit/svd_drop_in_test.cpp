// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

#include <Eigen/SVD>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "matrices.hpp"

namespace unit_test {
namespace {

using Eigen::ComputeFullU;
using Eigen::ComputeFullV;
using Eigen::ComputeThinU;
using Eigen::ComputeThinV;

/// Everything a program can learn from either class, after the same calls.
template <typename Scalar>
struct Observed {
  using Values = Upto12<Scalar>;
  Values sigma, u, v, x, xOfTransposed;
  Index rows, cols, rank, rankOfHalf, rankAgain, nonzero;
  Scalar threshold, prescribed;
  Eigen::ComputationInfo info;
  bool hasU, hasV, hasUWithoutOptions;
};

/// The source that has to compile, and to mean the same, with Eigen::JacobiSVD and with
/// minnorm::JacobiSVD.
template <typename Svd, typename Matrix, typename Rhs>
Observed<typename Matrix::Scalar> observe(const Matrix& a, const Rhs& b, unsigned options) {
  using Scalar = typename Svd::Scalar;
  using RealScalar = typename Svd::RealScalar;
  static_assert(std::is_same_v<typename Svd::MatrixType, Matrix>);
  static_assert(sizesAre<Svd, Matrix>);
  static_assert(int(Svd::DiagSizeAtCompileTime) == int(Svd::SingularValuesType::SizeAtCompileTime));
  static_assert(int(Svd::MaxDiagSizeAtCompileTime) ==
                int(Svd::SingularValuesType::MaxSizeAtCompileTime));
  static_assert(int(Svd::MatrixOptions) == int(Matrix::Options));

  Observed<Scalar> seen{};
  Svd svd(a, options);
  seen.info = svd.info();
  seen.rows = svd.rows();
  seen.cols = svd.cols();
  seen.hasU = svd.computeU();
  seen.hasV = svd.computeV();
  const typename Svd::SingularValuesType sigma = svd.singularValues();
  const typename Svd::MatrixUType u = svd.matrixU();
  const typename Svd::MatrixVType& v = svd.matrixV();
  seen.sigma = sigma;
  seen.u = u;
  seen.v = v;
  seen.nonzero = svd.nonzeroSingularValues();
  seen.threshold = svd.threshold();
  seen.rank = svd.rank();
  seen.x = svd.solve(b);
  if constexpr (std::is_same_v<Scalar, float>) {  // Eigen's takes long to compile
    seen.xOfTransposed = svd.derived().transpose().solve(seen.x);
  }
  svd.setThreshold(RealScalar(0.5));
  seen.prescribed = svd.threshold();
  seen.rankOfHalf = svd.rank();
  seen.rankAgain = svd.setThreshold(Eigen::Default).rank();

  Svd later(a.rows(), a.cols(), options);
  later.compute(a);
  Svd latest;
  latest.compute(a, options).compute(a);
  EXPECT_TRUE(same(later.matrixU(), latest.matrixU()));
  EXPECT_TRUE(same(later.matrixV(), svd.matrixV()));
  Svd copy;
  copy = later;
  EXPECT_TRUE(same(copy.singularValues(), sigma));
  latest.compute(a, 0);
  seen.hasUWithoutOptions = latest.computeU() || latest.computeV();
  return seen;
}

template <typename Q>
Q columnsUpToSign(const Q& q, const Q& like, Index count) {
  Q turned = q.leftCols(count);
  for (Index j = 0; j < count; ++j) {
    if (q.col(j).dot(like.col(j)) < 0) turned.col(j) *= -1;
  }
  return turned;
}

/// Eigen's class takes long to compile: that of a size known at run time stands for all of a
/// scalar.
template <typename Matrix>
void expectSameAsEigen(const Matrix& a, unsigned options) {
  using Scalar = typename Matrix::Scalar;
  using Any = Upto12<Scalar>;
  const auto b = randomMatrix<TwoSides<Matrix>>(a.rows(), 2, 41);
  const auto ours = observe<minnorm::JacobiSVD<Matrix>>(a, b, options);
  const auto theirs = observe<Eigen::JacobiSVD<Any>>(Any(a), TwoSides<Any>(b), options);

  EXPECT_EQ(ours.info, theirs.info);
  EXPECT_EQ(ours.rows, theirs.rows);
  EXPECT_EQ(ours.cols, theirs.cols);
  EXPECT_EQ(ours.hasU, theirs.hasU);
  EXPECT_EQ(ours.hasV, theirs.hasV);
  EXPECT_EQ(ours.hasUWithoutOptions, theirs.hasUWithoutOptions);
  EXPECT_EQ(ours.nonzero, theirs.nonzero);
  EXPECT_EQ(ours.threshold, theirs.threshold);
  EXPECT_EQ(ours.prescribed, theirs.prescribed);
  EXPECT_EQ(ours.rank, theirs.rank);
  EXPECT_EQ(ours.rankOfHalf, theirs.rankOfHalf);
  EXPECT_EQ(ours.rankAgain, theirs.rankAgain);

  ASSERT_EQ(ours.sigma.rows(), theirs.sigma.rows());
  ASSERT_EQ(ours.u.rows(), theirs.u.rows());
  ASSERT_EQ(ours.u.cols(), theirs.u.cols());
  ASSERT_EQ(ours.v.rows(), theirs.v.rows());
  ASSERT_EQ(ours.v.cols(), theirs.v.cols());
  ASSERT_EQ(ours.x.rows(), theirs.x.rows());
  ASSERT_EQ(ours.x.cols(), theirs.x.cols());
  if (ours.sigma.rows() == 0) return;

  const Index count = ours.sigma.rows();
  const auto size = static_cast<Scalar>(std::max(a.rows(), a.cols()));
  EXPECT_LE(relativeDifference(ours.sigma, theirs.sigma), 4 * size * epsilon<Scalar>);
  Scalar gap = theirs.sigma(0);
  for (Index i = 0; i + 1 < count; ++i) gap = std::min(gap, theirs.sigma(i) - theirs.sigma(i + 1));
  const Scalar vectors = 32 * epsilon<Scalar> * theirs.sigma(0) / gap;
  EXPECT_LE(
      relativeDifference(columnsUpToSign(ours.u, theirs.u, count), theirs.u.leftCols(count).eval()),
      vectors);
  EXPECT_LE(
      relativeDifference(columnsUpToSign(ours.v, theirs.v, count), theirs.v.leftCols(count).eval()),
      vectors);
  EXPECT_LE(nonOrthogonality(ours.u), 16 * epsilon<Scalar>);
  EXPECT_LE(nonOrthogonality(ours.v), 16 * epsilon<Scalar>);
  const Scalar condition = theirs.sigma(0) / theirs.sigma(count - 1);
  EXPECT_LE(relativeDifference(ours.x, theirs.x), 32 * epsilon<Scalar> * condition);
  EXPECT_LE(relativeDifference(ours.xOfTransposed, theirs.xOfTransposed),
            64 * epsilon<Scalar> * condition);
}

template <typename Matrix>
class DropInOfType : public testing::Test {};

using Types =
    testing::Types<Eigen::Matrix<float, 5, 3>, Eigen::Matrix<double, 3, 4, Eigen::RowMajor>>;
TYPED_TEST_SUITE(DropInOfType, Types);

TYPED_TEST(DropInOfType, AgreesWithEigenOnFullFactors) {
  for (std::uint32_t seed = 50; seed < 60; ++seed) {
    expectSameAsEigen(
        randomMatrix<TypeParam>(TypeParam::RowsAtCompileTime, TypeParam::ColsAtCompileTime, seed),
        ComputeFullU | ComputeFullV);
  }
}

struct Case {
  Index rows, cols;
  unsigned options;
};

void PrintTo(const Case& shape, std::ostream* out) {
  *out << shape.rows << "x" << shape.cols << (shape.options & ComputeFullU ? "FullU" : "ThinU")
       << (shape.options & ComputeFullV ? "FullV" : "ThinV");
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& [rows, cols] :
       {std::pair{1, 1}, {1, 6}, {6, 1}, {2, 2}, {7, 7}, {12, 5}, {5, 12}, {12, 12}}) {
    for (const unsigned u : {ComputeFullU, ComputeThinU}) {
      for (const unsigned v : {ComputeFullV, ComputeThinV}) all.push_back({rows, cols, u | v});
    }
  }
  return all;
}

class DropIn : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(OfRunTimeSize, DropIn, testing::ValuesIn(cases()),
                         testing::PrintToStringParamName());

TEST_P(DropIn, AgreesWithEigenInFloat) {
  const auto [rows, cols, options] = GetParam();
  expectSameAsEigen(randomMatrix<Upto12<float>>(rows, cols, 61), options);
}

TEST_P(DropIn, AgreesWithEigenInDouble) {
  const auto [rows, cols, options] = GetParam();
  expectSameAsEigen(randomMatrix<Upto12<double>>(rows, cols, 62), options);
}

template <typename Svd>
std::vector<Index> ranks(const Upto12<float>& a, const std::vector<float>& thresholds) {
  Svd svd(a);
  std::vector<Index> found;
  for (const float threshold : thresholds) found.push_back(svd.setThreshold(threshold).rank());
  return found;
}

// σ = 8, 4, 2, 1 exactly: a value equal to threshold·σ₁ still counts.
TEST(DropIn, RankCountsValuesNotBelowTheThresholdLikeEigen) {
  Upto12<float> a = Upto12<float>::Zero(5, 4);
  for (Index i = 0; i < 4; ++i) a((i + 2) % 5, i) = std::ldexp(1.0F, static_cast<int>(i));
  const std::vector<float> thresholds{0, 0.125F, std::nextafter(0.125F, 1.0F), 0.25F, 0.3F, 0.5F,
                                      1, 1.5F};
  const std::vector<Index> expected{4, 4, 3, 3, 2, 2, 1, 0};
  EXPECT_EQ(ranks<minnorm::JacobiSVD<Upto12<float>>>(a, thresholds), expected);
  EXPECT_EQ(ranks<Eigen::JacobiSVD<Upto12<float>>>(a, thresholds), expected);
}

TEST(DropIn, RankOfRankDeficientMatricesIsEigens) {
  for (Index rank = 1; rank <= 6; ++rank) {
    const auto a = randomOfRank<Upto12<float>>(9, 6, rank, 63);
    EXPECT_EQ(minnorm::JacobiSVD<Upto12<float>>(a).rank(), rank);
    EXPECT_EQ(Eigen::JacobiSVD<Upto12<float>>(a).rank(), rank);
  }
}

TEST(DropIn, SolveTruncatesAtThePrescribedThresholdLikeEigen) {
  const auto a = randomMatrix<Upto12<float>>(8, 6, 64);
  const Eigen::Matrix<float, Dynamic, 1, Eigen::ColMajor, 12, 1> b =
      randomMatrix<Upto12<float>>(8, 1, 65);
  minnorm::JacobiSVD<Upto12<float>> ours(a, ComputeThinU | ComputeThinV);
  Eigen::JacobiSVD<Upto12<float>> theirs(a, ComputeThinU | ComputeThinV);
  for (Index kept = 0; kept <= 6; ++kept) {
    const auto& sigma = theirs.singularValues();
    const float below = kept < 6 ? sigma[kept] : 0.0F,
                above = kept > 0 ? sigma[kept - 1] : 2 * sigma[0];
    const float threshold = (below + above) / 2 / sigma[0];
    EXPECT_EQ(ours.setThreshold(threshold).rank(), kept);
    const Upto12<float> expected = theirs.setThreshold(threshold).solve(b);
    EXPECT_LE(relativeDifference(ours.solve(b), expected),
              64 * epsilon<float> * sigma[0] / sigma[5])
        << kept;
  }
}

TEST(DropIn, QrPreconditionerConstantsAreAcceptedAndChangeNothing) {
  using Matrix = Eigen::Matrix<float, 5, 3>;
  const auto a = randomMatrix<Matrix>(5, 3, 66);
  const minnorm::JacobiSVD<Matrix> plain(a, ComputeFullU | ComputeFullV);
  const minnorm::JacobiSVD<Matrix, Eigen::FullPivHouseholderQRPreconditioner> pivoted(
      a, ComputeFullU | ComputeFullV);
  EXPECT_TRUE(same(plain.singularValues(), pivoted.singularValues()));
  EXPECT_TRUE(same(plain.matrixU(), pivoted.matrixU()));
}

}  // namespace
}  // namespace unit_test
