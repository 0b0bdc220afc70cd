// SPDX-License-Identifier: MIT
#include "experiments/polynomial/experiment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "../dense.hpp"

namespace {

using experiments::Index;

template <typename Scalar>
using Experiment = experiments::polynomial::Experiment<Scalar>;

TEST(MersenneTwister, GivesTheNumbersOfTheStandardLibrary) {
  for (const std::uint32_t seed : {0U, 1U, 5489U, 4294967295U}) {
    std::mt19937 reference(seed);
    experiments::polynomial::MersenneTwister random{seed};
    for (int i = 0; i < 3000; ++i) ASSERT_EQ(random.bits(), reference()) << seed << ' ' << i;
  }
}

TEST(MersenneTwister, UniformIsNumPys) {
  experiments::polynomial::MersenneTwister random{0};  // numpy.random.seed(0); numpy.random.rand(3)
  EXPECT_EQ(random.uniform(), 0.5488135039273248);
  EXPECT_EQ(random.uniform(), 0.7151893663724195);
  EXPECT_EQ(random.uniform(), 0.6027633760716439);
}

TEST(MersenneTwister, SkipPassesOverNumbers) {
  experiments::polynomial::MersenneTwister random{7}, skipping{7};
  for (int i = 0; i < 1000; ++i) random.uniform();
  skipping.skip(1000);
  EXPECT_EQ(skipping.uniform(), random.uniform());
}

TEST(Cosine, IsTheCosine) {
  for (double x = -1e6; x < 1e6; x += 37.123) {
    ASSERT_NEAR(numerics::cosine(x), std::cos(x), 3e-16) << x;
  }
  for (double x = -30; x < 30; x += 0.00137) {
    ASSERT_NEAR(numerics::cosine(x), std::cos(x), 3e-16) << x;
  }
  EXPECT_EQ(numerics::cosine(0.0), 1.0);
}

template <typename Scalar>
class Polynomial : public testing::Test {
 protected:
  struct Fit {
    Index parameters;
    double sigma_max, sigma_min, train, test;
  };

  static Fit fit(Index case_number, Index repeat, std::uint32_t seed = 0) {
    static Experiment<Scalar> experiment;
    Fit found{};
    int rows = 0;
    experiment.compute({seed, repeat, case_number}, [&](const auto& row) {
      ++rows;
      found = {static_cast<Index>(row[0]), static_cast<double>(row[1]), static_cast<double>(row[2]),
               static_cast<double>(row[3]), static_cast<double>(row[4])};
    });
    EXPECT_EQ(rows, 1);
    return found;
  }
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Polynomial, Scalars);

// Lines of the authors' own results: number of a case, repeat, train and test error.
struct Published {
  Index case_number, repeat;
  double train, test;
};
constexpr Published published[] = {
    {0, 0, 0.46817350145461417, 0.49786532765524255},
    {0, 29, 0.4177152009524153, 0.5096542814099446},
    {7, 0, 0.3798624701227908, 129.16473903171556},
    {7, 29, 0.08769405634492417, 1.4383805844462731},
    {19, 29, 0, 5.944675794213533},
    {25, 7, 0, 0.3846852968548272},
    {29, 0, 0, 0.6547907281139961},
    {29, 29, 0, 1.045108806990463},
};

// The points are the authors' own, rounded to float.
TYPED_TEST(Polynomial, EachFitIsThePublishedOne) {
  const double tolerance = std::is_same_v<TypeParam, float> ? 1e-4 : 1e-5;
  for (const auto& line : published) {
    const auto fit = this->fit(line.case_number, line.repeat);
    EXPECT_NEAR(fit.test / line.test, 1, tolerance) << fit.parameters << ' ' << line.repeat;
    EXPECT_NEAR(fit.train, line.train, tolerance) << fit.parameters << ' ' << line.repeat;
  }
}

TYPED_TEST(Polynomial, InterpolatesFromTheThresholdOn) {
  const auto epsilon = static_cast<double>(std::numeric_limits<TypeParam>::epsilon());
  for (Index number = 0; number < Experiment<TypeParam>::cases; ++number) {
    const auto fit = this->fit(number, 0);
    EXPECT_EQ(fit.parameters, Experiment<TypeParam>::sizes[static_cast<std::size_t>(number)]);
    if (fit.parameters < Experiment<TypeParam>::points) {
      EXPECT_GT(fit.train, 1e-4) << fit.parameters;
    } else if (fit.sigma_max < fit.sigma_min / epsilon / 100) {
      EXPECT_LT(std::sqrt(fit.train), 100 * epsilon * fit.sigma_max / fit.sigma_min)
          << fit.parameters;
    }
  }
}

// Legendre polynomials by the standard library, σ by Eigen.
TYPED_TEST(Polynomial, SingularValuesAreThoseOfTheFeatures) {
  const auto epsilon = static_cast<double>(std::numeric_limits<TypeParam>::epsilon());
  for (const Index number : {0, 4, 14, 20, 29}) {
    const Index parameters = Experiment<TypeParam>::sizes[static_cast<std::size_t>(number)];
    experiments::polynomial::MersenneTwister random{0};
    random.skip(static_cast<std::uint32_t>(number * 30 * 15));
    Eigen::MatrixXd features(15, parameters);
    for (Index i = 0; i < 15; ++i) {
      const double x = static_cast<double>(static_cast<float>(2 * random.uniform() - 1));
      for (Index j = 0; j < parameters; ++j) {
        features(i, j) = std::legendre(static_cast<unsigned>(j + 1), x);
      }
    }
    const Eigen::VectorXd sigma = dense::singular_values(features);
    const double rounding = 100 * epsilon * sigma[0];
    const auto fit = this->fit(number, 0);
    EXPECT_NEAR(fit.sigma_max, sigma[0], rounding) << parameters;
    EXPECT_NEAR(fit.sigma_min, sigma.tail(1)[0], rounding) << parameters;
  }
}

TYPED_TEST(Polynomial, RepeatsBeyondThePublishedOnesAreNewToo) {
  const auto first = this->fit(2, 0), further = this->fit(2, 30), seeded = this->fit(2, 0, 1);
  EXPECT_NE(first.test, further.test);
  EXPECT_EQ(seeded.test, further.test);
}

}  // namespace
