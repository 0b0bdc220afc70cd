// SPDX-License-Identifier: MIT
#include "experiments/double_descent/experiment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "../dense.hpp"
#include "rows.hpp"

namespace {

using Eigen::Index;
using experiments::double_descent::Experiment;
constexpr Index D = Experiment<double>::dimension;
using Row = std::array<double, Experiment<double>::columns.size()>;
constexpr std::size_t test = 3, ridge_test = 5, optimal_test = 7, weak_test = 8, strong_test = 9,
                      norm = 10;

/// The rows of repeats 0, 1, …, in double, computed once.
const auto& table() {
  static const auto all = [] {
    std::vector<std::vector<Row>> repeats;
    for (Index k = 0; k < 16; ++k)
      repeats.push_back(experiments_tests::rows<Experiment, double>(k, 0));
    return repeats;
  }();
  return all;
}

/// Mean over repeats of a column at n rows.
double mean(Index n, std::size_t column) {
  double sum = 0;
  for (const auto& rows : table()) sum += rows[static_cast<std::size_t>(n - 1)][column];
  return sum / static_cast<double>(table().size());
}

// Eigen's SVD of the very rows.
TEST(DoubleDescent, IsTheFitOfTheRows) {
  const experiments::Unit unit{0, 3, 0};
  auto weights = unit.random(0), random = unit.random(1);
  Eigen::VectorXd w(D), t(200);
  Eigen::MatrixXd x(200, D);
  for (Index j = 0; j < D; ++j) w[j] = double(std::sqrt(0.1F) * weights.normal());
  for (Index i = 0; i < 200; ++i) {
    for (Index j = 0; j < D; ++j) x(i, j) = double(random.normal());
    t[i] = x.row(i).dot(w) + double(random.normal());
  }
  for (const Index n : {1, 20, 49, 50, 51, 120, 200}) {
    const Eigen::MatrixXd a = x.topRows(n);
    const Eigen::VectorXd y = t.head(n);
    const Eigen::VectorXd plain = dense::least_norm(a, y);
    const auto ridge = [&](double lambda) -> Eigen::VectorXd {
      const Eigen::MatrixXd gram = a.transpose() * a + lambda * Eigen::MatrixXd::Identity(D, D);
      return dense::solve_positive(gram, a.transpose() * y);
    };
    const auto training = [&](const Eigen::VectorXd& beta) {
      return (a * beta - y).squaredNorm() / double(n);
    };
    const auto test_error = [&](const Eigen::VectorXd& beta) { return (beta - w).squaredNorm(); };
    const Row expected{double(n),
                       dense::singular_values(a)[std::min(n, D) - 1],
                       training(plain),
                       test_error(plain),
                       training(ridge(1)),
                       test_error(ridge(1)),
                       training(ridge(10)),
                       test_error(ridge(10)),
                       test_error(ridge(double(0.1F))),
                       test_error(ridge(100)),
                       plain.norm(),
                       ridge(10).norm()};
    const auto& row = table()[3][static_cast<std::size_t>(n - 1)];
    for (std::size_t k = 0; k < row.size(); ++k) {
      EXPECT_NEAR(row[k], expected[k], 1e-9 * (1 + expected[k])) << n << ' ' << k;
    }
  }
}

// The mean of ‖β − w‖² is D/(N − D − 1) above the threshold, and below it what of E‖w‖² = 5 lies
// outside the rows' space, and N/(D − N − 1): moments of the inverse Wishart distribution.
TEST(DoubleDescent, TestErrorHasTheMeanOfTheory) {
  EXPECT_NEAR(mean(200, 3), 50.0 / 149, 0.05);
  EXPECT_NEAR(mean(100, 3), 50.0 / 49, 0.17);
  EXPECT_NEAR(mean(25, 3), 5.0 / 2 + 25.0 / 24, 0.5);
}

// σ²/τ² = 10 has the least expected test error for any rows at all.
TEST(DoubleDescent, TheOptimalRidgeIsBetterThanSmallerAndLargerOnes) {
  for (const Index n : {10, 25, 49, 50, 51, 100, 200}) {
    for (const std::size_t other : {test, ridge_test, weak_test, strong_test}) {
      EXPECT_LT(mean(n, optimal_test), mean(n, other)) << n << ' ' << other;
    }
  }
}

TEST(DoubleDescent, ToFitAllRowsTakesALargeNormAtTheThreshold) {
  std::array<double, 200> means{};
  for (Index n = 1; n <= 200; ++n) means[static_cast<std::size_t>(n - 1)] = mean(n, norm);
  EXPECT_EQ(std::max_element(means.begin(), means.end()) - means.begin(), D - 1);
  EXPECT_GT(mean(50, norm), 3 * mean(25, norm));
  EXPECT_GT(mean(50, norm), 3 * mean(100, norm));
}

TEST(DoubleDescent, TrainingErrorHasTheMeanOfTheory) {
  EXPECT_LT(mean(50, 2), 1e-18);
  EXPECT_NEAR(mean(100, 2), 0.5, 0.08);
  EXPECT_NEAR(mean(200, 2), 0.75, 0.06);
}

TEST(DoubleDescent, TheSmallestSingularValueIsLeastAtTheThreshold) {
  std::array<double, 200> means{};
  for (Index n = 1; n <= 200; ++n) means[static_cast<std::size_t>(n - 1)] = mean(n, 1);
  EXPECT_EQ(std::min_element(means.begin(), means.end()) - means.begin(), D - 1);
}

TEST(DoubleDescent, TheRidgeTakesThePeakAway) {
  EXPECT_GT(mean(50, 3), 10 * mean(25, 3));
  EXPECT_LT(mean(50, 5), 1.3 * mean(25, 5));
  EXPECT_NEAR(mean(200, 5) / mean(200, 3), 1, 0.05);
}

TEST(DoubleDescent, FloatFindsTheSameOfTheSameData) {
  const auto rows = experiments_tests::rows<Experiment, float>(3, 0);
  for (const Index n : {25, 50, 100, 200}) {
    const auto& single = rows[static_cast<std::size_t>(n - 1)];
    const auto& exact = table()[3][static_cast<std::size_t>(n - 1)];
    EXPECT_NEAR(single[1], exact[1], 1e-4) << n;
    EXPECT_NEAR(single[3], exact[3], 1e-3 * exact[3]) << n;
  }
}

}  // namespace
