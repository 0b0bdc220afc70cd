// SPDX-License-Identifier: MIT
#include "experiments/threshold/experiment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "../dense.hpp"
#include "rows.hpp"

namespace {

using experiments::Index;
using experiments::threshold::Experiment;
using experiments::threshold::Part;

template <typename Scalar>
class Threshold : public testing::Test {
 protected:
  static constexpr auto epsilon = static_cast<double>(std::numeric_limits<Scalar>::epsilon());
  static constexpr auto sizes = Experiment<Scalar>::sizes;
  struct Row {
    Index draw, at;
    std::array<double, 3> values;
  };

  static std::vector<Row> rows(Part part, Index case_number, Index repeat = 0) {
    std::vector<Row> found;
    for (const auto& row : experiments_tests::rows<Experiment, Scalar>(repeat, case_number)) {
      const auto& size = sizes[static_cast<std::size_t>(case_number)];
      EXPECT_EQ(row[1], Scalar(size.n));
      EXPECT_EQ(row[2], Scalar(size.d));
      if (row[0] != Scalar(static_cast<int>(part))) continue;
      found.push_back({static_cast<Index>(row[3]),
                       static_cast<Index>(row[4]),
                       {double(row[5]), double(row[6]), double(row[7])}});
    }
    return found;
  }

  struct Draw {
    Eigen::MatrixXd x;
    Eigen::VectorXd weights, targets;
  };
  static Draw draw(numerics::Random& random, Index n, Index d) {
    Draw made{Eigen::MatrixXd(n, d), Eigen::VectorXd(d), Eigen::VectorXd(n)};
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < d; ++j) made.x(i, j) = double(random.normal());
    }
    for (double& value : made.weights) {
      value = double(random.normal()) / std::sqrt(static_cast<double>(d));
    }
    made.targets = made.x * made.weights;
    for (double& value : made.targets) value += double(random.normal());
    return made;
  }
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Threshold, Scalars);

TYPED_TEST(Threshold, FitsAndSpectraAreThoseOfTheDraws) {
  for (Index number = 0; number < Experiment<TypeParam>::cases; ++number) {
    const auto& [n, d, draws, spectra] = this->sizes[static_cast<std::size_t>(number)];
    auto random = experiments::Unit{0, 0, number}.random(static_cast<std::uint32_t>(number));
    const auto fits = this->rows(Part::fit, number);
    const auto modes = this->rows(Part::mode, number);
    const Index most = std::max(n, d), least = std::min(n, d);
    ASSERT_EQ(fits.size(), static_cast<std::size_t>(draws));
    ASSERT_EQ(modes.size(), static_cast<std::size_t>(spectra * most));
    for (Index k = 0; k < draws; ++k) {
      const auto made = this->draw(random, n, d);
      const Eigen::VectorXd sigma = dense::singular_values(made.x),
                            beta = dense::least_norm(made.x, made.targets);
      const auto& [draw, at, values] = fits[static_cast<std::size_t>(k)];
      const double rounding = 100 * this->epsilon * sigma[0] / sigma[least - 1];
      EXPECT_EQ(draw, k);
      EXPECT_NEAR(values[0], sigma[least - 1], 20 * this->epsilon * sigma[0]);
      EXPECT_NEAR(values[1] / (beta - made.weights).squaredNorm(), 1, rounding);
      EXPECT_NEAR(values[2] / beta.squaredNorm(), 1, rounding);
      for (Index r = 0; k < spectra && r < most; ++r) {
        const double exact = r < least ? sigma[r] * sigma[r] : 0;
        const auto& mode = modes[static_cast<std::size_t>(k * most + r)];
        EXPECT_EQ(mode.draw, k);
        EXPECT_EQ(mode.at, r + 1);
        for (const double value : mode.values) {
          EXPECT_NEAR(value, exact, 100 * this->epsilon * sigma[0] * sigma[0]);
        }
      }
    }
  }
}

// P(√N·σ_min ≤ x) = 1 − exp(−x²/2 − x) and P(error > z) of D·F(D, 1), here at about its upper
// quarter: within five deviations of a share of that many draws.
TYPED_TEST(Threshold, SharesOfDrawsAreThoseOfTheLaws) {
  constexpr int repeats = 40;
  double below = 0, above = 0, count = 0;
  for (Index repeat = 0; repeat < repeats; ++repeat) {
    for (const auto& row : this->rows(Part::fit, 0, repeat)) {
      below += std::sqrt(10.0) * row.values[0] <= 0.5448;
      above += row.values[1] > 100;
      ++count;
    }
  }
  // I(1/2, 5) at x: √x·Σ (1/2)_k/k!·(1 − x)^k.
  const double x = 1 / 101.0;
  double term = 1, survival = 0;
  for (int k = 0; k < 5; term *= (k + 0.5) / (k + 1) * (1 - x), ++k) survival += term;
  survival *= std::sqrt(x);
  const double deviation = std::sqrt(0.25 / count);
  EXPECT_NEAR(below / count, 0.5, 5 * deviation);
  EXPECT_NEAR(above / count, survival, 5 * deviation);
}

TYPED_TEST(Threshold, EveryUnitIsAnotherDraw) {
  EXPECT_NE(this->rows(Part::fit, 0, 0)[0].values, this->rows(Part::fit, 0, 1)[0].values);
  EXPECT_NE(this->rows(Part::fit, 1, 0)[0].values, this->rows(Part::fit, 1, 0)[1].values);
}

}  // namespace
