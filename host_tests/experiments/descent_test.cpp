// SPDX-License-Identifier: MIT
#include "experiments/descent/experiment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

#include "rows.hpp"

namespace {

using Eigen::Index;
using experiments::descent::Experiment;
using experiments::descent::Quantity;

template <typename Scalar>
class Descent : public testing::Test {
 protected:
  static constexpr Scalar eps = std::numeric_limits<Scalar>::epsilon();
  static constexpr Index spectrum = 6, conditions = 7, shapes = 8, theorem = 11, moved = 12;

  using Series = std::map<Scalar, Scalar>;

  /// A case's values of each quantity, by where they are.
  static std::map<Quantity, Series> run(Index case_number) {
    std::map<Quantity, Series> found;
    for (const auto& [quantity, at, value] :
         experiments_tests::rows<Experiment, Scalar>(0, case_number)) {
      found[static_cast<Quantity>(static_cast<int>(quantity))][at] = value;
    }
    return found;
  }

  /// Distance from the fixed point along q₁ = (0.8, 0.6), where the fixed point is 0.7.
  static Series along_steepest(Index case_number) {
    auto found = run(case_number);
    Series distances;
    for (const auto& [step, first] : found[Quantity::weight_1]) {
      const Scalar second = found[Quantity::weight_2][step];
      distances[step] = Scalar(0.8) * first + Scalar(0.6) * second - Scalar(0.7);
    }
    return distances;
  }

  /// How often the distance changes sign in the first steps, where rounding does not yet matter.
  static int sign_changes(Index case_number, int steps) {
    const auto distances = along_steepest(case_number);
    int changes = 0;
    for (int k = 0; k < steps; ++k) {
      changes += distances.at(Scalar(k)) * distances.at(Scalar(k + 1)) < Scalar(0);
    }
    return changes;
  }

  static Scalar largest(const Series& series) {
    Scalar most(0);
    for (const auto& [at, value] : series) most = std::max(most, value);
    return most;
  }
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Descent, Scalars);

TYPED_TEST(Descent, OscillatesExactlyWhereRateTimesCurvatureIsAboveOne) {
  EXPECT_EQ(this->sign_changes(0, 10), 0);   // 0.6
  EXPECT_EQ(this->sign_changes(1, 10), 10);  // 1.6
  EXPECT_EQ(this->sign_changes(2, 10), 10);  // 2
  EXPECT_EQ(this->sign_changes(3, 10), 10);  // 2.1
}

TYPED_TEST(Descent, ConvergesBelowTwoGoesOnAtTwoAndDivergesAbove) {
  const std::array<double, 4> products{0.6, 1.6, 2.0, 2.1};
  for (Index k = 0; k < 4; ++k) {
    const auto distances = this->along_steepest(k);
    const double ratio = static_cast<double>(std::abs(distances.at(10) / distances.at(0)));
    const double theory = std::pow(std::abs(1 - products[static_cast<std::size_t>(k)]), 10);
    EXPECT_NEAR(ratio, theory, 1e-5 * std::max(1.0, theory)) << k;
  }
}

TYPED_TEST(Descent, WithoutCurvatureItStopsAtTheNearestMinimumOrDrifts) {
  auto stopped = this->run(4), drifting = this->run(5);
  // Case 3: (½, 2½) moves along q₁ alone, to q₁'(w) = 0.7; its part along (−0.6, 0.8) stays 1.7.
  EXPECT_NEAR(stopped[Quantity::weight_1][30], 0.8 * 0.7 - 0.6 * 1.7, 1e-5);
  EXPECT_NEAR(stopped[Quantity::weight_2][30], 0.6 * 0.7 + 0.8 * 1.7, 1e-5);
  // Case 2: besides, a tenth along (−0.6, 0.8) each step.
  EXPECT_NEAR(drifting[Quantity::weight_1][30], 0.8 * 0.7 - 0.6 * (1.7 + 3), 1e-5);
  EXPECT_NEAR(drifting[Quantity::weight_2][30], 0.6 * 0.7 + 0.8 * (1.7 + 3), 1e-5);
}

TYPED_TEST(Descent, ClosedFormIsTheIteration) {
  for (Index k = 0; k <= this->spectrum; ++k) {
    auto found = this->run(k);
    EXPECT_LE(this->largest(found[Quantity::closed_form]), 200 * this->eps) << k;
  }
}

TYPED_TEST(Descent, TheLowestCurvatureIsWhatIsLeft) {
  auto found = this->run(this->spectrum);
  auto& slowest = found[Quantity::slowest];
  auto& excess = found[Quantity::excess];
  EXPECT_NEAR(excess[0], 27.5, 1e-4);  // half the sum of 1, …, 10
  EXPECT_NEAR(slowest[0], 0.5, 1e-5);
  for (const auto& [step, part] : slowest) EXPECT_LE(part, excess[step] * (1 + 4 * this->eps));
  EXPECT_GT(slowest[60], TypeParam(0.999) * excess[60]);
  for (const auto& [step, cost] : found[Quantity::cost]) {
    EXPECT_NEAR(cost / found[Quantity::superposition][step], 1, 500 * this->eps) << step;
    EXPECT_NEAR(cost / excess[step], 1, 100 * this->eps) << step;
  }
  // Equation 15's exact side, (1 − αã)^2k.
  EXPECT_NEAR(std::log(slowest[0] / slowest[60]) / 60, -2 * std::log(1 - 0.175), 1e-5);
}

TYPED_TEST(Descent, StepsGrowAsTheConditionNumber) {
  auto found = this->run(this->conditions);
  for (const auto& [condition, steps] : found[Quantity::steps]) {
    const double kappa = static_cast<double>(condition);
    const double factor = (kappa - 1) / (kappa + 1);  // of the distance, in each direction
    EXPECT_NEAR(steps, std::ceil(std::log(1e-6) / (2 * std::log(factor))), 1.01) << kappa;
  }
}

TYPED_TEST(Descent, EndsAtThePseudoinverseSolution) {
  for (Index k = 0; k < 3; ++k) {
    auto found = this->run(this->shapes + k);
    EXPECT_EQ(found[Quantity::distance][0], TypeParam(1));
    EXPECT_LE(found[Quantity::distance][10'000], 100 * this->eps) << k;
    EXPECT_GT(found[Quantity::displaced][0], TypeParam(0.1));
    EXPECT_LE(found[Quantity::displaced][10'000], 100 * this->eps) << k;
  }
}

TYPED_TEST(Descent, TheRidgeHasTheSameLimit) {
  for (Index k = 0; k < 3; ++k) {
    std::map<double, double> distances;  // by decimal exponent of λ
    auto found = this->run(this->shapes + k);
    for (const auto& [lambda, distance] : found[Quantity::ridge]) {
      distances[std::round(std::log10(static_cast<double>(lambda)))] =
          static_cast<double>(distance);
    }
    EXPECT_NEAR(distances[0] / distances[-1], 8, 4) << k;
    EXPECT_NEAR(distances[-1] / distances[-2], 9, 1.5) << k;
  }
}

TYPED_TEST(Descent, TheoremOneHoldsAtEveryStep) {
  auto found = this->run(this->theorem);
  auto& excess = found[Quantity::excess];
  const TypeParam rate = found[Quantity::rate][0];
  const TypeParam factor = 1 - rate * TypeParam(0.1F);
  EXPECT_GT(factor, TypeParam(0.5));
  EXPECT_LT(factor, TypeParam(1));
  for (int k = 0; k < 250; ++k) {  // until rounding of the minimum counts
    EXPECT_GT(excess[TypeParam(k + 1)], TypeParam(0));
    EXPECT_LE(excess[TypeParam(k + 1)], factor * excess[TypeParam(k)]) << k;
    EXPECT_LE(excess[TypeParam(k)], found[Quantity::bound][TypeParam(k)] * (1 + 300 * this->eps));
  }
}

// C1 and C2 for two consecutive points, and what the theorem's proof makes of them.
TYPED_TEST(Descent, TheoremOnesAssumptionsAndInequalitiesHoldAlongTheRun) {
  auto found = this->run(this->theorem);
  const TypeParam most = 1 / found[Quantity::rate][0];
  ASSERT_EQ(found[Quantity::convexity].size(), 100U);
  for (const auto& [step, least] : found[Quantity::convexity]) {
    EXPECT_GE(least, TypeParam(0.1F)) << step;
    EXPECT_GE(found[Quantity::smoothness][step], least * (1 - 1000 * this->eps)) << step;
    EXPECT_LE(found[Quantity::smoothness][step], most) << step;
    EXPECT_GE(found[Quantity::fall][step], found[Quantity::least_fall][step]) << step;
    EXPECT_GE(found[Quantity::most_excess][step], found[Quantity::excess][step]) << step;
  }
}

// The fall of a step, from both points' gradients, is that of the cost.
TYPED_TEST(Descent, AStepsFallIsTheDifferenceOfTheCosts) {
  auto found = this->run(this->theorem);
  auto& excess = found[Quantity::excess];
  for (int k = 0; k < 60; ++k) {
    const TypeParam difference = excess[TypeParam(k)] - excess[TypeParam(k + 1)];
    EXPECT_NEAR(found[Quantity::fall][TypeParam(k)] / difference, 1, 300 * this->eps) << k;
  }
}

TYPED_TEST(Descent, IsInvariantToARotationAndNotToAStretch) {
  for (Index k = this->moved; k < this->moved + 2; ++k) {
    auto found = this->run(k);
    EXPECT_LE(this->largest(found[Quantity::rigid]), 10 * this->eps) << k;
    EXPECT_GE(this->largest(found[Quantity::affine]), TypeParam(0.1)) << k;
    for (const auto& axis : {std::pair{Quantity::rigid_1, Quantity::weight_1},
                             std::pair{Quantity::rigid_2, Quantity::weight_2}}) {
      for (const auto& [step, value] : found[axis.first]) {
        EXPECT_NEAR(value, found[axis.second][step], 30 * this->eps) << k << ' ' << step;
      }
    }
  }
}

// The same cost's minimum is one point for full rank; on the line of minima it is another.
TYPED_TEST(Descent, OnOtherAxesItEndsAtAnotherMinimumOfLowRankOnly) {
  auto full = this->run(this->moved), low = this->run(this->moved + 1);
  EXPECT_LT(full[Quantity::affine][30], TypeParam(0.05));
  EXPECT_GT(low[Quantity::affine][30], TypeParam(0.5));
  // w ends at 0.7 (0.8, 0.6), nearest to 0; with squared units 0.36 and 1.44 it moves along A's row
  // times those, and ends on the same line 0.8 w₁ + 0.6 w₂ = 0.7.
  EXPECT_NEAR(low[Quantity::weight_1][30], 0.56, 1e-5);
  EXPECT_NEAR(low[Quantity::affine_1][30], 0.7 * 0.288 / (0.8 * 0.288 + 0.6 * 0.864), 1e-3);
  EXPECT_NEAR(0.8 * double(low[Quantity::affine_1][30]) + 0.6 * double(low[Quantity::affine_2][30]),
              0.7, 1e-3);
}

TYPED_TEST(Descent, TheSolutionOfLeastNormDependsOnTheAxesWhereItIsNotTheOnlyOne) {
  for (Index k = 0; k < 3; ++k) {
    auto found = this->run(this->shapes + k);
    const auto at = [&](Quantity quantity) { return found[quantity][-1]; };
    EXPECT_LE(at(Quantity::rigid), 100 * this->eps) << k;
    EXPECT_LE(at(Quantity::rigid_fit), 100 * this->eps) << k;
    EXPECT_LE(at(Quantity::affine_fit), 100 * this->eps) << k;
    if (k == 1) {
      EXPECT_LE(at(Quantity::affine), 100 * this->eps);
    } else {
      EXPECT_GT(at(Quantity::affine), TypeParam(0.1)) << k;
    }
  }
}

// Descent on a quadratic only ever slows down: the fast directions go first.
TYPED_TEST(Descent, TheoremOnesCostIsNotQuadratic) {
  auto found = this->run(this->theorem);
  auto& excess = found[Quantity::excess];
  EXPECT_LT(excess[15] / excess[14], excess[1] / excess[0] - TypeParam(0.005));
}

}  // namespace
