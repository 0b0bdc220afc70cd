// SPDX-License-Identifier: MIT
#include "experiments/autoencoder/experiment.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "rows.hpp"

namespace {

using Eigen::Index;
constexpr int n = 12;
using Network = experiments::autoencoder::TiedAutoencoder<double, n>;
using Points = experiments::autoencoder::Points<double, 50, std::size_t{50} * n>;

Network random_network(numerics::Random& random) {
  Network network;
  for (double& parameter : network.parameters) parameter = double(random.normal());
  return network;
}

Eigen::VectorXd dense(Network::Input x) {
  Eigen::VectorXd whole = Eigen::VectorXd::Zero(n);
  for (const auto& [k, value] : x) whole[k] = value;
  return whole;
}

TEST(TiedAutoencoder, LossIsThatOfTheDenseNetwork) {
  numerics::Random random{0, 0, 0};
  Points points;
  points.draw(random, 50, n, 0.3F);
  Network network = random_network(random);
  Eigen::Matrix<double, 2, n> w;
  w << network.row(0).transpose(), network.row(1).transpose();
  const Eigen::VectorXd b = network.row(2);
  for (std::size_t t = 0; t < 50; ++t) {
    const Eigen::VectorXd x = dense(points[t]);
    const Eigen::VectorXd f = (w.transpose() * (w * x) + b).cwiseMax(0.0);
    EXPECT_NEAR(network.loss(points[t]), (f - x).squaredNorm(), 1e-12);
    const auto [first, second] = network.hidden(points[t]);
    EXPECT_NEAR(first, (w * x)[0], 1e-14);
    EXPECT_NEAR(second, (w * x)[1], 1e-14);
  }
}

TEST(TiedAutoencoder, GradientIsThatOfTheLoss) {
  constexpr double step = 1e-6;
  numerics::Random random{1, 0, 0};
  Points points;
  points.draw(random, 20, n, 0.3F);
  for (std::size_t t = 0; t < 20; ++t) {
    Network network = random_network(random);
    Network::Parameters gradient = Network::Parameters::Zero();
    network.add_gradient(points[t], gradient);
    for (Index i = 0; i < Index{3} * n; ++i) {
      const double parameter = network.parameters[i];
      network.parameters[i] = parameter + step;
      const double above = network.loss(points[t]);
      network.parameters[i] = parameter - step;
      const double below = network.loss(points[t]);
      network.parameters[i] = parameter;
      EXPECT_NEAR(gradient[i], 0.5 * (above - below) / (2 * step),
                  1e-6 * (1 + std::abs(gradient[i])));
    }
  }
}

// The definition, with powers of β and sums over all gradients.
TEST(AdamW, IsItsDefinition) {
  experiments::autoencoder::AdamW<double, 2> optimizer;
  optimizer.start(0.1);
  numerics::Random random{2, 0, 0};
  Eigen::Array2d parameters{1.0, -2.0};
  Eigen::Array2d expected = parameters;
  std::vector<Eigen::Array2d> gradients;
  for (int t = 1; t <= 20; ++t) {
    const double rate = 0.01 * t;
    gradients.emplace_back(double(random.normal()), 1e3 * double(random.normal()));
    optimizer.step(rate, gradients.back(), parameters);

    Eigen::Array2d mean = Eigen::Array2d::Zero(), square = Eigen::Array2d::Zero();
    for (int s = 1; s <= t; ++s) {
      const Eigen::Array2d& gradient = gradients[static_cast<std::size_t>(s - 1)];
      mean += 0.1 * std::pow(0.9, t - s) * gradient;
      square += 0.001 * std::pow(0.999, t - s) * gradient.square();
    }
    mean /= 1.0 - std::pow(0.9, t);
    square /= 1.0 - std::pow(0.999, t);
    expected -= rate * (0.1 * expected + mean / (square.sqrt() + 1e-8));
    ASSERT_LT((parameters - expected).abs().maxCoeff(), 1e-12);
  }
}

TEST(Points, HaveNormOneAndTheirShareOfFeatures) {
  constexpr std::size_t count = 800;
  numerics::Random random{3, 0, 0};
  static experiments::autoencoder::Points<float, count, 12 * count> points;
  points.draw(random, count, 500, 0.02F);
  std::size_t nonzeros = 0;
  for (std::size_t t = 0; t < count; ++t) {
    float square = 0;
    for (const auto& [k, value] : points[t]) {
      ASSERT_LT(k, 500);
      square += value * value;
    }
    ASSERT_NEAR(square, 1.0F, 1e-5F);
    nonzeros += points[t].size();
  }
  EXPECT_NEAR(double(nonzeros), 10.0 * count, 5 * std::sqrt(9.8 * count));
}

TEST(Points, LeaveOutWhatHasNoPlace) {
  numerics::Random random{4, 0, 0};
  experiments::autoencoder::Points<float, 2, 3> points;
  points.draw(random, 2, 10, 1.0F);
  EXPECT_EQ(points[0].size(), 3U);
  EXPECT_EQ(points[1].size(), 0U);
}

struct Result {
  std::array<int, 3> rows{};  ///< by what
  float train = 0, test = 0;  ///< after the last step
};

Result result(Index repeat, std::size_t points) {
  using Experiment = experiments::autoencoder::Experiment<float>;
  static Experiment experiment;
  const auto* const size = std::find(Experiment::sizes.begin(), Experiment::sizes.end(), points);
  Result found;
  experiment.compute({.seed = 0, .repeat = repeat, .case_number = size - Experiment::sizes.begin()},
                     experiments_tests::Send{[&](const std::array<float, 5>& row) {
                       EXPECT_EQ(row[0], static_cast<float>(points));
                       const auto what = static_cast<std::size_t>(row[2]);
                       ++found.rows[what];
                       if (what == 0) found.train = row[3], found.test = row[4];
                     }});
  return found;
}

TEST(Autoencoder, StoresFewPointsAndShowsThemOnce) {
  const Result first = result(0, 5);
  EXPECT_EQ(first.rows, (std::array{10, 500, 5}));
  EXPECT_LT(first.train, 0.05F);
  EXPECT_NEAR(first.test, 1.0F, 0.02F);
  EXPECT_EQ(result(1, 5).rows, (std::array{10, 0, 0}));
}

TEST(Autoencoder, TestLossHasABumpBetweenPointsAndFeatures) {
  const float bump = result(1, 200).test;
  EXPECT_GT(bump, 1.2F);
  EXPECT_LT(result(1, 15).test, 1.05F);
  EXPECT_LT(result(1, 400).test, 1.0F);
}

}  // namespace
