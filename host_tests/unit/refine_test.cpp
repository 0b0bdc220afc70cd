// SPDX-License-Identifier: MIT
#include <minnorm/jacobi_svd.hpp>
#include <minnorm/refine.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "matrices.hpp"

namespace unit_test {
namespace {

using minnorm::Refinement;
constexpr int thinFactors = Eigen::ComputeThinU | Eigen::ComputeThinV;
template <typename Scalar>
using Svd = minnorm::JacobiSVD<Upto12<Scalar>, thinFactors>;
template <typename Scalar>
using ColumnOf = minnorm::BoundedVector<Scalar, 12>;

/// A product of a random matrix and a nearly dependent one: condition about 1/gap.
Upto12<float> nearlyDependent(Index rows, Index cols, float gap, std::uint32_t seed) {
  auto a = randomMatrix<Upto12<float>>(rows, cols, seed);
  if (rows >= cols) {
    a.col(cols - 1) = a.col(0) + gap * a.col(cols - 1);
  } else {
    a.row(rows - 1) = a.row(0) + gap * a.row(rows - 1);
  }
  return a;
}

struct Solved {
  Refinement outcome;
  ColumnOf<float> plain, refined, exact;  ///< exact: of double's refinement, rounded
};

Solved solved(const Upto12<float>& a, const ColumnOf<float>& b) {
  Solved found;
  const Svd<float> svd(a);
  found.plain = svd.solve(b, minnorm::Tikhonov{0.0F});
  found.refined = found.plain;
  found.outcome = minnorm::refine(svd, a, b, found.refined).status;
  const Upto12<double> exact = a.cast<double>();
  ColumnOf<double> x(a.cols());
  EXPECT_EQ(minnorm::refine(Svd<double>(exact), exact, b.cast<double>().eval(), x).status,
            Refinement::converged);
  found.exact = x.cast<float>();
  return found;
}

/// Largest distance of an entry, in units of its last place.
float ulps(const ColumnOf<float>& actual, const ColumnOf<float>& expected) {
  float most = 0;
  for (Index j = 0; j < actual.size(); ++j) {
    const float ulp = std::nextafter(std::abs(expected[j]), 1e30F) - std::abs(expected[j]);
    most = std::max(most, std::abs(actual[j] - expected[j]) / ulp);
  }
  return most;
}

TEST(Refine, IsRightToOneUnitInTheLastPlaceUpToAConditionOf1e5) {
  int right = 0, all = 0;
  float plain = 0;
  for (const float gap : {1.0F, 1e-2F, 1e-4F, 1e-5F}) {
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
      const Index rows = 2 + seed % 11, cols = 2 + seed / 3 % 11;
      const auto a = nearlyDependent(rows, cols, gap, seed);
      const auto found = solved(a, randomMatrix<ColumnOf<float>>(rows, 1, seed + 1000));
      EXPECT_NE(found.outcome, Refinement::diverged) << "gap " << gap << ", seed " << seed;
      right += ulps(found.refined, found.exact) <= 1 ? 1 : 0;
      plain = std::max(plain, ulps(found.plain, found.exact));
      ++all;
    }
  }
  EXPECT_GE(right, 95 * all / 100);
  EXPECT_GT(plain, 1000.0F);
}

// A column that two others give, in other units: what is left of it are rounding errors.
TEST(Refine, LeavesTheSolutionWhereASingularValueIsNoise) {
  int told = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    auto a = randomMatrix<Upto12<float>>(6, 6, seed);
    a.col(2) *= 900.0F;
    a.col(1) = a.col(0) + 0.1F * a.col(2);
    const auto b = randomMatrix<ColumnOf<float>>(6, 1, seed + 1000);
    ColumnOf<float> x = ColumnOf<float>::Constant(6, 7.0F);
    if (minnorm::refine(Svd<float>(a), a, b, x).status != Refinement::diverged) continue;
    EXPECT_TRUE(same(x, ColumnOf<float>::Constant(6, 7.0F)));
    ++told;
  }
  EXPECT_GT(told, 0);
}

// The sizes of A and b are no matter, as long as x and, of a wide matrix, b/σ² have room.
TEST(Refine, SizesOfMatrixAndSideMakeNoDifference) {
  for (const Index cols : {4, 9}) {
    const auto a = nearlyDependent(6, cols, 0.1F, 7);
    const auto b = randomMatrix<ColumnOf<float>>(6, 1, 8);
    ColumnOf<float> expected(cols);
    EXPECT_EQ(minnorm::refine(Svd<float>(a), a, b, expected).status, Refinement::converged);
    for (const int exponent : {-40, -12, 12, 40}) {
      for (const int other : {-40, -12, 12, 40}) {
        if (cols == 9 && other - 2 * exponent > 100) continue;
        const Upto12<float> scaled = a * std::exp2(static_cast<float>(exponent));
        const ColumnOf<float> side = b * std::exp2(static_cast<float>(other));
        ColumnOf<float> x(cols);
        EXPECT_EQ(minnorm::refine(Svd<float>(scaled), scaled, side, x).status,
                  Refinement::converged)
            << cols << " columns, 2^" << exponent << ", 2^" << other;
        x *= std::exp2(static_cast<float>(exponent - other));
        EXPECT_TRUE(same(x, expected)) << cols << ", 2^" << exponent << ", 2^" << other;
      }
    }
  }
}

// A wide matrix whose columns are in units far apart: refinement does not settle, and must not ruin
// x.
TEST(Refine, NeverLeavesASolutionWorseThanItSays) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    auto a = randomMatrix<Upto12<float>>(4, 5, seed);
    const float units[] = {1.0F, 1e4F, 1e-7F, 1e8F, 1.0F};
    for (Index j = 0; j < 5; ++j) a.col(j) *= units[j];
    a.col(4) = 1.8F * a.col(0) + 1e-3F * a.col(4);
    const auto b = randomMatrix<ColumnOf<float>>(4, 1, seed + 1000);
    ColumnOf<float> x(5);
    const auto outcome = minnorm::refine(Svd<float>(a), a, b, x).status;
    if (outcome != Refinement::converged && outcome != Refinement::unfinished) continue;
    const Upto12<double> exact = a.cast<double>();
    const double residual = (exact * x.cast<double>() - b.cast<double>()).norm();
    // Its last digit, times what it is multiplied with.
    EXPECT_LT(residual, 1e-3 * (exact.cwiseAbs() * x.cast<double>().cwiseAbs()).norm()) << seed;
  }
}

TEST(Refine, AMatrixThatIsNotFiniteIsTold) {
  auto a = randomMatrix<Upto12<float>>(6, 4, 1);
  a(2, 1) = std::numeric_limits<float>::quiet_NaN();
  ColumnOf<float> x = ColumnOf<float>::Constant(4, 7.0F);
  EXPECT_EQ(minnorm::refine(Svd<float>(a), a, randomMatrix<ColumnOf<float>>(6, 1, 2), x).status,
            Refinement::overflow);
  EXPECT_TRUE(same(x, ColumnOf<float>::Constant(4, 7.0F)));
}

TEST(Refine, OverflowIsTold) {
  const auto a = randomMatrix<Upto12<float>>(6, 4, 1);
  ColumnOf<float> b = randomMatrix<ColumnOf<float>>(6, 1, 2);
  b[3] = std::numeric_limits<float>::infinity();
  ColumnOf<float> x = ColumnOf<float>::Constant(4, 7.0F);
  const minnorm::Refined found = minnorm::refine(Svd<float>(a), a, b, x);
  EXPECT_EQ(found.status, Refinement::overflow);
  EXPECT_EQ(found.passes, 1);
  EXPECT_TRUE(same(x, ColumnOf<float>::Constant(4, 7.0F)));
}

TEST(Refine, ZeroMatricesAndZeroSidesHaveTheZeroSolution) {
  const auto a = randomMatrix<Upto12<float>>(5, 5, 3);
  ColumnOf<float> x = ColumnOf<float>::Constant(5, 7.0F);
  const ColumnOf<float> zero = ColumnOf<float>::Zero(5);
  EXPECT_EQ(minnorm::refine(Svd<float>(a), a, zero, x).status, Refinement::converged);
  EXPECT_TRUE(same(x, zero));
  const Upto12<float> nothing = Upto12<float>::Zero(5, 5);
  x.setConstant(7.0F);
  EXPECT_EQ(minnorm::refine(Svd<float>(nothing), nothing, randomMatrix<ColumnOf<float>>(5, 1, 4), x)
                .status,
            Refinement::converged);
  EXPECT_TRUE(same(x, zero));
}

TEST(Refine, SaysHowManyPassesItMade) {
  const auto a = nearlyDependent(8, 5, 1e-3F, 5);
  const auto b = randomMatrix<ColumnOf<float>>(8, 1, 6);
  ColumnOf<float> x(5);
  const minnorm::Refined one = minnorm::refine(Svd<float>(a), a, b, x);
  EXPECT_EQ(one.status, Refinement::converged);
  EXPECT_GE(one.passes, 2);
  EXPECT_LE(one.passes, 5);
  // Zeros move nothing.
  EXPECT_EQ(minnorm::refine(Svd<float>(a), a, ColumnOf<float>::Zero(8), x).passes, 1);
}

// A view with strides, as of a table whose rows hold a target too.
TEST(Refine, TakesAnyExpressionWithTheSameBits) {
  const auto a = nearlyDependent(8, 5, 1e-3F, 5);
  const Eigen::Matrix<float, Dynamic, Dynamic, Eigen::RowMajor> rows = a;
  const auto b = randomMatrix<ColumnOf<float>>(8, 1, 6);
  const Svd<float> svd(a);
  ColumnOf<float> x(5), other(5);
  minnorm::refine(svd, a, b, x);
  minnorm::refine(svd, rows.topRows(8), b, other);
  EXPECT_TRUE(same(x, other));
}

}  // namespace
}  // namespace unit_test
