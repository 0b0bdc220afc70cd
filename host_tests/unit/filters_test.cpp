// SPDX-License-Identifier: MIT
#include <minnorm/jacobi_svd.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "../dense.hpp"
#include "matrices.hpp"

namespace unit_test {
namespace {

constexpr int thinFactors = Eigen::ComputeThinU | Eigen::ComputeThinV;
using Svd = minnorm::JacobiSVD<Upto12<float>, thinFactors>;

double difference(const Eigen::MatrixXf& actual, const Eigen::MatrixXd& expected) {
  return (actual.cast<double>() - expected).norm() / expected.norm();
}

TEST(Tikhonov, SolvesTheDampedNormalEquations) {
  for (const Eigen::Vector2i& size :
       {Eigen::Vector2i(9, 5), Eigen::Vector2i(5, 9), Eigen::Vector2i(6, 6)}) {
    const Index rows = size[0], cols = size[1];
    const auto a = randomMatrix<Upto12<float>>(rows, cols, 70);
    const auto b = randomMatrix<Upto12<float>>(rows, 2, 71);
    const Svd svd(a);
    for (const float lambda : {0.01F, 1.0F, 30.0F}) {
      const Eigen::MatrixXd exact = a.cast<double>();
      const Eigen::MatrixXd gram =
          exact.transpose() * exact +
          double{lambda} * double{lambda} * Eigen::MatrixXd::Identity(cols, cols);
      const Eigen::MatrixXd expected =
          dense::solve_positive(gram, exact.transpose() * b.cast<double>());
      EXPECT_LT(difference(svd.solve(b, minnorm::Tikhonov{lambda}), expected), 2e-5) << lambda;
    }
  }
}

TEST(Tikhonov, FactorsGoFromOneToZeroAndKeepTheRangeOfTheType) {
  Upto12<float> a = Upto12<float>::Zero(3, 3);
  a.diagonal() << 1e15F, 1.0F, 1e-15F;
  const Svd svd(a);
  const Column factors = svd.filterFactors(minnorm::Tikhonov{1.0F});
  EXPECT_EQ(factors[0], 1.0F);
  EXPECT_EQ(factors[1], 0.5F);
  EXPECT_LT(factors[2], 1e-29F);
  EXPECT_EQ(svd.filterFactors(minnorm::Tikhonov{1e30F})[2], 0.0F);
  EXPECT_TRUE(same(svd.filterFactors(minnorm::Tikhonov{0.0F}), Column(Eigen::Vector3f(1, 1, 1))));
  a(1, 1) = 0;
  EXPECT_EQ(Svd(a).rank(minnorm::Tikhonov{0.0F}), 2);
}

TEST(Tikhonov, HalvesWhereLambdaIsTheSingularValueOfAnyRange) {
  for (const auto& [ofA, ofB] :
       {std::pair{-126, -149}, {-100, -90}, {0, 0}, {126, 49}, {120, 126}}) {
    const float sigma = std::ldexp(1.0F, ofA);
    const Upto12<float> a = sigma * Upto12<float>::Identity(2, 2);
    const Upto12<float> b = Upto12<float>::Constant(2, 1, std::ldexp(1.0F, ofB));
    const Upto12<float> x = Upto12<float>::Constant(2, 1, std::ldexp(0.5F, ofB - ofA));
    EXPECT_TRUE(same(Svd(a).solve(b, minnorm::Tikhonov{sigma}), x))
        << "2^" << ofB << " over 2^" << ofA;
  }
}

TEST(Tikhonov, TakesLambdaInAnyType) {
  const auto a = randomMatrix<Upto12<float>>(8, 6, 72);
  const auto b = randomMatrix<Upto12<float>>(8, 1, 73);
  const Svd svd(a);
  EXPECT_TRUE(same(svd.solve(b, minnorm::Tikhonov{1}), svd.solve(b, minnorm::Tikhonov{1.0F})));
  EXPECT_TRUE(same(svd.solve(b, minnorm::Tikhonov{0.5}), svd.solve(b, minnorm::Tikhonov{0.5F})));
}

TEST(Tikhonov, ADampedModeMayBeBeyondTheTypeWithoutDamping) {
  Upto12<float> a = Upto12<float>::Zero(2, 2);
  a.diagonal() << 1.0F, 1e-20F;
  const Column b = Eigen::Vector2f(0, 1e19F);
  EXPECT_NEAR(Svd(a).solve(b, minnorm::Tikhonov{1e-3F})(1) / 1e5F, 1.0F, 1e-5F);
}

TEST(Tikhonov, WithoutDampingItIsThePlainSolution) {
  const auto a = randomMatrix<Upto12<float>>(8, 6, 72);
  const auto b = randomMatrix<Upto12<float>>(8, 1, 73);
  const Svd svd(a);
  EXPECT_TRUE(same(svd.solve(b, minnorm::Tikhonov{0.0F}), svd.solve(b)));
}

// As kilometres beside millimetres: Eigen's rule drops what the data determine.
TEST(ColumnUnits, AColumnsUnitMakesNoDifference) {
  const auto plain = randomMatrix<Upto12<float>>(10, 6, 74);
  const auto b = randomMatrix<Upto12<float>>(10, 1, 75);
  Upto12<float> scaled = plain;
  for (Index j = 0; j < 6; ++j) scaled.col(j) *= std::exp2(static_cast<float>(14 * j - 35));
  const Svd svd(scaled);
  EXPECT_LT(svd.rank(), 4);
  EXPECT_EQ(svd.rank(minnorm::ColumnUnits()), 6);
  Upto12<float> x = svd.solve(b, minnorm::ColumnUnits());
  for (Index j = 0; j < 6; ++j) x.row(j) *= std::exp2(static_cast<float>(14 * j - 35));
  EXPECT_LT(relativeDifference(x, Svd(plain).solve(b)), 1e-5F);
}

TEST(ColumnUnits, NoiseInLargeUnitsIsDroppedAndDataInSmallOnesKept) {
  auto a = randomMatrix<Upto12<float>>(10, 4, 76);
  a.col(1) = 0.3F * a.col(0);
  a.leftCols(2) *= 1e6F;
  a.col(3) *= 1e-4F;
  const Svd svd(a);
  const Column factors = svd.filterFactors(minnorm::ColumnUnits());
  EXPECT_EQ(svd.rank(minnorm::ColumnUnits()), 3);
  EXPECT_EQ(factors.sum(), 3.0F);
  const auto b = randomMatrix<Upto12<float>>(10, 1, 77);
  EXPECT_TRUE(svd.solve(b, minnorm::ColumnUnits()).allFinite());
}

// Products of random factors, in units far apart too: the rank is that of the product, which double
// finds.
TEST(ColumnUnits, FindsTheRankOfAThousandDeficientMatrices) {
  int wrong = 0;
  for (std::uint32_t seed = 0; seed < 1000; ++seed) {
    const Index rows = 2 + seed % 11, cols = 2 + seed / 11 % 11;
    const Index rank = 1 + seed % std::min(rows, cols);
    Upto12<double> a = randomOfRank<Upto12<double>>(rows, cols, rank, 2 * seed);
    if (seed % 2 == 1) {
      for (Index j = 0; j < cols; ++j)
        a.col(j) *= std::exp2(static_cast<int>(seed * (j + 1) % 17) - 8);
    }
    if (seed % 5 == 0) a.col(cols - 1) = a.col(0);
    const Eigen::VectorXd sigma = dense::singular_values(a);
    const double least = static_cast<double>(std::max(rows, cols)) * epsilon<double> * sigma[0];
    const Index expected = (sigma.array() > least).count();
    const Upto12<float> rounded = a.cast<float>();
    wrong += Svd(rounded).rank(minnorm::ColumnUnits()) != expected ? 1 : 0;
  }
  EXPECT_EQ(wrong, 0);
}

TEST(ColumnUnits, ZeroAndInvalidMatricesHaveNoModes) {
  EXPECT_EQ(Svd(Upto12<float>::Zero(4, 3)).rank(minnorm::ColumnUnits()), 0);
  const Upto12<float> invalid = Upto12<float>::Constant(3, 3, std::nanf(""));
  EXPECT_EQ(Svd(invalid).rank(minnorm::ColumnUnits()), 0);
  EXPECT_EQ(Svd(Upto12<float>(0, 3)).rank(minnorm::ColumnUnits()), 0);
}

TEST(ColumnUnits, NoThresholdMakesAModeOfASingularValueOfZero) {
  Svd svd(Upto12<float>::Ones(3, 2));
  ASSERT_EQ(svd.singularValues()[1], 0);
  ASSERT_GT(std::abs(svd.matrixV().col(0)[0] * svd.matrixV().col(1)[0]), 0.4F);
  for (const float threshold : {0.0F, -1.0F}) {
    svd.setThreshold(threshold);
    EXPECT_EQ(svd.rank(minnorm::ColumnUnits()), 1) << threshold;
  }
}

}  // namespace
}  // namespace unit_test
