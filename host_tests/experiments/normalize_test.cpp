// SPDX-License-Identifier: MIT
#include "experiments/normalize/experiment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

#include "rows.hpp"

namespace {

using Eigen::Index;
using experiments::normalize::Experiment;
using experiments::normalize::Features;
using experiments::normalize::Quantity;
using experiments::normalize::Transform;

constexpr Index kinds = Experiment<double>::dimensions.size();
constexpr Index hidden = Experiment<double>::hidden;
constexpr std::array transforms{Transform::none, Transform::centred, Transform::standardised,
                                Transform::whitened_root, Transform::whitened_cholesky};

template <typename Scalar>
class Normalize : public testing::Test {
 protected:
  using Series = std::map<Scalar, Scalar>;
  using Run = std::map<Transform, std::map<Quantity, Series>>;

  static Run run(Features features, Index dimension) {
    Run found;
    const bool is_hidden = features == Features::tanh || features == Features::logistic;
    const Index kind =
        static_cast<Index>(features) - (is_hidden ? static_cast<Index>(Features::tanh) : 0);
    const Index case_number = is_hidden
                                  ? Experiment<Scalar>::first_hidden + kind * hidden + dimension
                                  : kind * kinds + dimension;
    for (const auto& row : experiments_tests::rows<Experiment, Scalar>(0, case_number)) {
      const auto transform = static_cast<Transform>(static_cast<int>(row[2]));
      found[transform][static_cast<Quantity>(static_cast<int>(row[3]))][row[4]] = row[5];
    }
    return found;
  }

  static Scalar condition(std::map<Quantity, Series>& one) {
    const auto& eigenvalues = one[Quantity::eigenvalue];
    return eigenvalues.begin()->second / eigenvalues.rbegin()->second;
  }
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Normalize, Scalars);

// The largest eigenvalue grows as ‖μ‖², and the smallest falls as its inverse: A⁻¹ has 1 + μ'Σ⁻¹μ
// in the place of the bias. So the condition number grows as D², faster than its bound.
TYPED_TEST(Normalize, TheConditionNumberOfUncentredFeaturesIsAboveItsBoundAndGrows) {
  std::array<double, kinds> conditions{};
  for (Index k = 0; k < kinds; ++k) {
    auto none = this->run(Features::uncentred, k)[Transform::none];
    conditions[static_cast<std::size_t>(k)] = static_cast<double>(this->condition(none));
    EXPECT_GE(conditions[static_cast<std::size_t>(k)], none[Quantity::bound][0]) << k;
  }
  EXPECT_GT(conditions[3], 4 * conditions[1]);   // D = 16 and 4
  EXPECT_GT(conditions[5], 10 * conditions[3]);  // D = 64 and 16
}

// Trace of A: 1, and the mean square of each feature.
TYPED_TEST(Normalize, TheSpectrumIsThatOfTheFeatures) {
  const auto trace = [&](Features features, Transform transform) {
    auto found = this->run(features, 5);
    double sum = 0;
    for (const auto& [at, value] : found[transform][Quantity::eigenvalue]) {
      sum += static_cast<double>(value);
    }
    return sum;
  };
  EXPECT_NEAR(trace(Features::white, Transform::none), 65, 2.5);
  EXPECT_NEAR(trace(Features::uncentred, Transform::standardised), 65, 1e-3);
}

TYPED_TEST(Normalize, AnOutlierStandsApartOfUncentredFeatures) {
  auto found = this->run(Features::uncentred, 5);
  auto& raw = found[Transform::none][Quantity::eigenvalue];
  auto& centred = found[Transform::centred][Quantity::eigenvalue];
  EXPECT_GE(raw[1], TypeParam(60));                   // ‖μ‖² + 1 is 65, but for sampling
  EXPECT_LE(raw[2], centred[1] * TypeParam(1.0001));  // interlacing: the rest is below Σ's largest
}

TYPED_TEST(Normalize, TheLeadingEigenvectorTurnsToTheMeanAsFeaturesAreAdded) {
  TypeParam before(0);
  for (Index k = 0; k < kinds; ++k) {
    auto none = this->run(Features::uncentred, k)[Transform::none];
    EXPECT_GE(none[Quantity::eigenvalue][1], none[Quantity::outlier][0]) << k;
    EXPECT_GT(none[Quantity::alignment][0], before) << k;
    before = none[Quantity::alignment][0];
  }
  EXPECT_GT(before, TypeParam(0.999));
  EXPECT_LE(before, TypeParam(1.00001));
  EXPECT_LT(this->run(Features::white, 5)[Transform::none][Quantity::alignment][0], TypeParam(0.9));
}

// Assumption A2: α < 2/ã_max, which is not above 2/(‖μ‖² + 1); the section's 1/(‖μ‖² + 1) lacks
// the 2.
TYPED_TEST(Normalize, TheLargestStableStepIsTwoOverTheLargestEigenvalue) {
  for (Index k = 0; k < kinds; ++k) {
    auto none = this->run(Features::uncentred, k)[Transform::none];
    const TypeParam stable = none[Quantity::stable][0];
    EXPECT_NEAR(stable * none[Quantity::eigenvalue][1], 2, 0.01) << k;
    EXPECT_LT(stable * none[Quantity::outlier][0], TypeParam(2)) << k;
    EXPECT_GT(stable * none[Quantity::outlier][0], TypeParam(1)) << k;
  }
}

TYPED_TEST(Normalize, ActivationsAreThoseOfTheLibrary) {
  for (int k = -200; k <= 200; ++k) {
    const double z = k / 17.0;
    const double tolerance = 8 * double(std::numeric_limits<TypeParam>::epsilon());
    const double x = double(TypeParam(z));
    EXPECT_NEAR(experiments::normalize::hyperbolic_tangent(TypeParam(z)), std::tanh(x), tolerance);
    EXPECT_NEAR(experiments::normalize::logistic(TypeParam(z)), 1 / (1 + std::exp(-x)), tolerance);
  }
}

TYPED_TEST(Normalize, LogisticUnitsHaveAnOutlierAndThoseOfTanhHaveNone) {
  for (Index k = 1; k < hidden; ++k) {
    auto tanh = this->run(Features::tanh, k), logistic = this->run(Features::logistic, k);
    const auto units = static_cast<TypeParam>(Experiment<TypeParam>::dimensions[std::size_t(k)]);
    EXPECT_NEAR(logistic[Transform::none][Quantity::outlier][0] / (1 + units / 4), 1, 0.05) << k;
    EXPECT_LT(tanh[Transform::none][Quantity::outlier][0], TypeParam(1.2)) << k;
    const auto condition = [&](auto& run, Transform transform) {
      return this->condition(run[transform]);
    };
    EXPECT_GT(condition(logistic, Transform::none), 20 * condition(tanh, Transform::none)) << k;
    EXPECT_GT(logistic[Transform::none][Quantity::steps][0],
              10 * tanh[Transform::none][Quantity::steps][0]);
    // The rest is the variance's: standardised, they are alike, but for what is not linear in them.
    EXPECT_NEAR(
        condition(logistic, Transform::standardised) / condition(tanh, Transform::standardised), 1,
        0.3)
        << k;
  }
}

// Their variance, by which weights and test error are scaled, is what the rows have.
TYPED_TEST(Normalize, TheVarianceOfTheActivationsIsThatOfTheRows) {
  for (const auto& [features, variance] :
       {std::pair{Features::tanh, 0.3943}, std::pair{Features::logistic, 0.04338}}) {
    auto found = this->run(features, 4);
    auto& eigenvalues = found[Transform::centred][Quantity::eigenvalue];
    double sum = -1;  // the bias's
    for (const auto& [at, value] : eigenvalues) sum += double(value);
    EXPECT_NEAR(sum / 32 / variance, 1, 0.02);
    // σ²(D + 1)/(N − D − 1), about, which another variance would scale.
    EXPECT_NEAR(double(found[Transform::none][Quantity::limit][0]) / (0.25 * 33 / 223), 1, 0.5);
  }
}

TYPED_TEST(Normalize, BothWhiteningsMakeEveryEigenvalueOne) {
  const double tolerance = std::is_same_v<TypeParam, float> ? 1e-4 : 1e-12;
  for (const auto features : {Features::white, Features::scaled, Features::uncentred}) {
    auto found = this->run(features, 4);
    for (const auto transform : {Transform::whitened_root, Transform::whitened_cholesky}) {
      for (const auto& [at, value] : found[transform][Quantity::eigenvalue]) {
        ASSERT_NEAR(value, 1, tolerance) << at;
      }
      EXPECT_EQ(found[transform][Quantity::steps][0], TypeParam(1));
    }
  }
}

TYPED_TEST(Normalize, EachTransformNeedsFewerStepsThanTheOneBefore) {
  auto found = this->run(Features::uncentred, 5);
  const auto steps = [&](Transform transform) { return found[transform][Quantity::steps][0]; };
  EXPECT_GT(steps(Transform::none), 10 * steps(Transform::centred));
  EXPECT_GT(steps(Transform::centred), 2 * steps(Transform::standardised));
  EXPECT_GT(steps(Transform::standardised), 2 * steps(Transform::whitened_root));
}

TYPED_TEST(Normalize, TheExactSolutionDoesNotDependOnTheTransform) {
  const double tolerance = std::is_same_v<TypeParam, float> ? 1e-3 : 1e-9;
  for (const auto features : {Features::scaled, Features::uncentred}) {
    auto found = this->run(features, 4);
    const double limit = static_cast<double>(found[Transform::none][Quantity::limit][0]);
    EXPECT_GT(limit, 0);
    for (const auto transform : transforms) {
      EXPECT_NEAR(found[transform][Quantity::limit][0], limit, tolerance * limit);
    }
  }
}

TYPED_TEST(Normalize, DescentEndsAtTheExactSolution) {
  auto found = this->run(Features::scaled, 4);
  for (const auto transform : transforms) {
    const auto& test = found[transform][Quantity::test];
    const double limit = static_cast<double>(found[transform][Quantity::limit][0]);
    EXPECT_NEAR(test.rbegin()->second, limit, 0.05 * limit);
  }
}

TYPED_TEST(Normalize, TheTrainingCostNeverRises) {
  for (const auto features : {Features::white, Features::uncentred, Features::copies}) {
    auto found = this->run(features, features == Features::copies ? 0 : 3);
    for (const auto transform : transforms) {
      TypeParam before(1.0001F);
      for (const auto& [step, excess] : found[transform][Quantity::excess]) {
        EXPECT_LE(excess, before);
        before = excess;
      }
      EXPECT_LE(before, TypeParam(1e-6F));
    }
  }
}

TYPED_TEST(Normalize, WhiteningOverfitsNoisyCopiesOfTheTarget) {
  auto found = this->run(Features::copies, 0);
  auto& raw = found[Transform::none];
  for (const auto transform : {Transform::whitened_root, Transform::whitened_cholesky}) {
    auto& whitened = found[transform];
    EXPECT_LT(whitened[Quantity::steps][0], raw[Quantity::steps][0] / 100);
    EXPECT_GT(whitened[Quantity::test][1], 5 * raw[Quantity::test][1]);
    // As both choices of S make A the identity, descent is the same for them.
    EXPECT_NEAR(whitened[Quantity::test][1], found[Transform::whitened_root][Quantity::test][1],
                1e-4);
  }
  // Fits the signal at once, and the noise in the end.
  EXPECT_LT(raw[Quantity::test][1], TypeParam(0.1));
  EXPECT_GT(raw[Quantity::test].rbegin()->second, 5 * raw[Quantity::test][1]);
}

}  // namespace
