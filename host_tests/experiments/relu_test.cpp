// SPDX-License-Identifier: MIT
#include "experiments/relu/experiment.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "rows.hpp"

namespace {

using Network = experiments::relu::ReluNetwork<double, 4, 6, 3>;
using Eigen::Index;

/// The numbers of all layers, those of units beyond the width among them.
std::vector<double*> numbers(Network::Weights& weights) {
  std::vector<double*> all;
  for (double& weight : weights.first.reshaped()) all.push_back(&weight);
  for (double& weight : weights.middle.reshaped()) all.push_back(&weight);
  for (double& weight : weights.last.reshaped()) all.push_back(&weight);
  return all;
}

Network random_network(numerics::Random& random) {
  Network network;
  network.weights.setZero();
  for (Index j = 0; j < 6; ++j) {
    for (Index p = 0; p < 4; ++p) network.weights.first(j, p) = double(random.normal());
    for (Index i = 0; i < 6; ++i) network.weights.middle(j, i) = double(random.normal());
    for (Index k = 0; k < 3; ++k) network.weights.last(j, k) = double(random.normal());
  }
  return network;
}

Network::Input random_input(numerics::Random& random) {
  Network::Input x;
  for (double& value : x) value = double(random.normal());
  return x;
}

TEST(ReluNetwork, IsTheProductOfItsLayers) {
  numerics::Random random{0, 0, 0};
  for (int i = 0; i < 100; ++i) {
    Network network = random_network(random);
    const Network::Input x = random_input(random);
    const Eigen::VectorXd first = (network.weights.first.topRows(6) * x).cwiseMax(0.0);
    const Eigen::VectorXd second = (network.weights.middle.topRows(6) * first).cwiseMax(0.0);
    const Network::Output expected = network.weights.last.topRows(6).transpose() * second;
    EXPECT_LT((network(x) - expected).norm(), 1e-14 * (1.0 + expected.norm()));
  }
}

TEST(ReluNetwork, GradientIsThatOfTheLoss) {
  constexpr double step = 1e-6;
  numerics::Random random{1, 0, 0};
  for (int i = 0; i < 20; ++i) {
    Network network = random_network(random);
    const Network::Input x = random_input(random);
    const Network::Output y{double(random.normal()), double(random.normal()), 1.0};
    const auto loss = [&] { return 0.5 * (network(x) - y).squaredNorm(); };
    Network::Weights gradient;
    gradient.setZero();
    network.add_gradient(x, network(x) - y, gradient);
    const auto weights = numbers(network.weights);
    const auto slopes = numbers(gradient);
    for (std::size_t w = 0; w < weights.size(); ++w) {
      const double weight = *weights[w];
      if (weight == 0.0) continue;  // of a unit beyond the width
      *weights[w] = weight + step;
      const double above = loss();
      *weights[w] = weight - step;
      const double below = loss();
      *weights[w] = weight;
      EXPECT_NEAR(*slopes[w], (above - below) / (2 * step), 1e-6 * (1.0 + std::abs(*slopes[w])));
    }
  }
}

TEST(ReluNetwork, DescentKeepsUnitsBeyondTheWidthAtZero) {
  numerics::Random random{2, 0, 0};
  Network network = random_network(random);
  for (int i = 0; i < 100; ++i) {
    const Network::Input x = random_input(random);
    Network::Weights gradient;
    gradient.setZero();
    network.add_gradient(x, network(x), gradient);
    network.descend(1e-2, gradient);
  }
  EXPECT_EQ(network.weights.first.bottomRows(2).norm(), 0.0);
  EXPECT_EQ(network.weights.middle.bottomRows(2).norm(), 0.0);
  EXPECT_EQ(network.weights.last.bottomRows(2).norm(), 0.0);
}

TEST(ReluNetwork, TwinUnitsStayTwins) {
  numerics::Random random{3, 0, 0};
  Network network = random_network(random);
  auto& [first, middle, last] = network.weights;
  first.row(1) = first.row(0);
  middle.setZero();
  middle.topRows(6).setIdentity();
  last.row(1) = last.row(0);
  const auto before = first.row(0).eval();
  for (int i = 0; i < 100; ++i) {
    const Network::Input x = random_input(random);
    Network::Weights gradient;
    gradient.setZero();
    network.add_gradient(x, network(x) - Network::Output::Ones(), gradient);
    network.descend(1e-2, gradient);
  }
  EXPECT_GT((first.row(0) - before).norm(), 1e-3);
  EXPECT_TRUE(first.row(1) == first.row(0));
  EXPECT_TRUE(last.row(1) == last.row(0));
  EXPECT_EQ(middle(1, 1), middle(0, 0));
  EXPECT_EQ(middle(1, 0), middle(0, 1));
}

/// The last row of a unit.
template <typename Scalar, Index steps>
std::array<Scalar, 5> row(Index repeat, Index case_number) {
  using experiments::relu::Protocol;
  static experiments::relu::Sweep<Scalar, Protocol{.scales = 2, .steps = steps, .repeats = 1}>
      sweep;
  std::array<Scalar, 5> values{};
  sweep.compute({.seed = 0, .repeat = repeat, .case_number = case_number},
                experiments_tests::Send{[&](const auto& sent) { values = sent; }});
  return values;
}

// A student whose first layer is 0 has no gradient: its risk is E‖f*‖². With d inputs of variance
// 1, h units and q outputs that is q · h·Var w₃ · E max(z, 0)², z of variance d·Var w₁ = 1/3.
TEST(Relu, WithoutAFirstLayerTheStudentIsZero) {
  constexpr int repeats = 30;
  double sum = 0.0, squares = 0.0;
  for (Index repeat = 0; repeat < repeats; ++repeat) {
    const auto [alpha, beta, step, risk, train_loss] = row<double, 10>(repeat, 0);
    ASSERT_EQ(alpha, 0.0);
    ASSERT_EQ(beta, 1.0);
    ASSERT_EQ(step, 10);
    ASSERT_NEAR(train_loss, 3.0 + risk, 1.0);
    sum += risk;
    squares += risk * risk;
  }
  const double mean = sum / repeats;
  const double deviation = std::sqrt(squares / repeats - mean * mean);
  EXPECT_NEAR(mean, 3.0 * (1.0 / 3.0) * (1.0 / 6.0), 5 * deviation / std::sqrt(repeats));
}

TEST(Relu, LeastAlphaIsTheLastCase) {
  using Short = experiments::relu::Sweep<
      double,
      experiments::relu::Protocol{.scales = 2, .steps = 10, .repeats = 1, .has_least_alpha = true}>;
  static Short sweep;
  ASSERT_EQ(Short::cases, 5);
  std::array<double, 5> values{};
  sweep.compute({.seed = 0, .repeat = 0, .case_number = 4},
                experiments_tests::Send{[&](const auto& sent) { values = sent; }});
  EXPECT_EQ(values[0], double{1e-3F / 9});
  EXPECT_EQ(values[1], 1.0);
}

TEST(Relu, DescentFollowsTheSameFlowInLongerSteps) {
  const auto coarse = row<double, 100>(0, 1);
  const auto fine = row<double, 400>(0, 1);
  EXPECT_EQ(fine[0], double(1e-3F));
  EXPECT_LT(fine[4], 3.0);  // below the noise: noise is being fitted
  EXPECT_GT(fine[3], 0.3);  // at the price of risk
  EXPECT_NEAR(coarse[4], fine[4], 0.1);
  EXPECT_NEAR(coarse[3], fine[3], 0.1);
}

}  // namespace
