// SPDX-License-Identifier: MIT
#include "experiments/regression/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

using experiments::Index;
using experiments::regression::Refinement;
using experiments::regression::Status;

constexpr Index features = 6;
constexpr Index max_rows = 12;
constexpr Index total = 40;

/// Columns in units that are far apart, as populations beside rates: with float32's SVD alone some
/// errors are 1e-5 of their value wrong.
struct Data {
  std::array<std::array<float, features + 1>, total> rows;

  explicit Data(unsigned seed) {
    std::mt19937 engine(seed);
    std::normal_distribution<float> normal;
    for (auto& row : rows) {
      float unit = 1.0F;
      for (Index j = 0; j < features; ++j, unit *= 30.0F) row[j] = unit * normal(engine);
      row[features] = normal(engine);
    }
  }
};

/// The fit of the first n rows. The triangle is that of a dataset whose rows are the unit vectors,
/// so that the test error tells how long beta is.
template <typename Scalar>
experiments::regression::Record<Scalar> fit(const Data& data, Index n) {
  static experiments::regression::Fit<Scalar, max_rows, features> regression;
  std::vector<Scalar> triangle, rows;
  for (Index i = 0; i <= features; ++i) {
    for (Index j = i; j <= features; ++j) {
      triangle.push_back(Scalar(i == j && i < features ? std::exp2(14.0) : 0.0));
    }
  }
  for (Index i = 0; i < n; ++i) {
    for (const float value : data.rows[i]) rows.push_back(Scalar(value));
  }
  const std::array<Scalar, features> beta{};
  experiments::regression::Inputs<Scalar> inputs;
  inputs.features = features;
  inputs.total_rows = Scalar(total);
  inputs.triangle = triangle.data();
  inputs.beta = beta.data();
  inputs.count = n;
  inputs.rows = rows.data();
  return regression.fit(inputs, n);
}

/// Of a condition beyond 1/epsilon: float's SVD has few right digits of the smallest singular
/// value.
Data nearly_dependent() {
  Data data(3);
  for (auto& row : data.rows) row[1] = row[0] + 0.1F * row[2];
  return data;
}

TEST(Refinement, WhereItGivesUpIsAStatusAndThePlainSolutionStays) {
  for (const Index n : {features, max_rows}) {
    const auto found = fit<float>(nearly_dependent(), n);
    EXPECT_EQ(found.status, Status::ok);
    EXPECT_EQ(found.refinement, Refinement::diverged);
    EXPECT_GT(found.test, 0.0F);
    EXPECT_EQ(found.refined_test, 0.0F);
  }
}

TEST(Refinement, ThePlainSolutionIsNotTheRefinedOne) {
  int different = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto found = fit<float>(Data(seed), features);
    different += found.test != found.refined_test ? 1 : 0;
  }
  EXPECT_GT(different, 10);
}

TEST(Refinement, FloatGivesTheErrorsOfDoubleToRounding) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Data data(seed);
    for (const Index n : {1, 3, 5, 6, 7, 12}) {
      SCOPED_TRACE(testing::Message() << "seed " << seed << ", n " << n);
      const double expected = fit<double>(data, n).test;
      const auto found = fit<float>(data, n);
      EXPECT_EQ(found.refinement, Refinement::converged);
      EXPECT_NEAR(static_cast<double>(found.refined_test) / expected, 1.0, 2e-6);
    }
  }
}

// Of rank 4, where the decomposition takes no noise for a fifth singular value.
TEST(Refinement, RowsAndColumnsThatDependOnEachOtherDoNotLeadAway) {
  int compared = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    Data data(seed);
    for (std::size_t i = 0; i < data.rows.size(); ++i) {
      auto& row = data.rows[i];
      for (std::size_t j = 0; i % 2 == 1 && j < features; ++j) row[j] = data.rows[i - 1][j];
      row[1] = row[0];
      row[3] = 2 * row[2];
    }
    for (const Index n : {7, 12}) {
      const auto found = fit<float>(data, n);
      const auto expected = fit<double>(data, n);
      if (found.rank != 4 || expected.rank != 4) continue;
      EXPECT_NEAR(static_cast<double>(found.refined_test) / expected.test, 1.0, 1e-5)
          << seed << ", " << n;
      ++compared;
    }
  }
  EXPECT_GT(compared, 10);
}

TEST(Refinement, AFitOfTargetsThatAreZeroIsZero) {
  Data data(1);
  for (auto& row : data.rows) row[features] = 0.0F;
  for (const Index n : {3, 12}) EXPECT_EQ(fit<float>(data, n).refined_test, 0.0F);
}

}  // namespace
