// SPDX-License-Identifier: MIT
#include "experiments/deep_linear/experiment.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <vector>

#include "rows.hpp"

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Problem = experiments::deep_linear::SpikedRegression<double>;

MatrixXd normal(numerics::Random& random, Index rows, Index cols) {
  MatrixXd x(rows, cols);
  for (double& value : x.reshaped()) value = static_cast<double>(random.normal());
  return x;
}

/// Mean of a sample and the standard error of it.
struct Sample {
  double sum = 0;
  double squares = 0;
  int count = 0;

  void add(double value) {
    sum += value;
    squares += value * value;
    ++count;
  }
  double mean() const { return sum / count; }
  double error() const { return std::sqrt((squares / count - mean() * mean()) / count); }
};

void expect_equal_means(const Sample& a, const Sample& b, const char* name) {
  EXPECT_NEAR(a.mean(), b.mean(), 5 * std::hypot(a.error(), b.error())) << name;
}

TEST(GaussianTriangle, ChiHasTheMomentsOfItsSquare) {
  for (const int degrees : {32, 190, 20'030}) {
    numerics::Random random{0, 0, static_cast<std::uint32_t>(degrees)};
    Sample first, second, third;
    for (int i = 0; i < 200'000; ++i) {
      const double length = static_cast<double>(experiments::deep_linear::chi(random, degrees));
      const double x = (length * length - degrees) / std::sqrt(2.0 * degrees);
      first.add(x);
      second.add(x * x);
      third.add(x * x * x);
    }
    EXPECT_NEAR(first.mean(), 0, 5 * first.error()) << degrees;
    EXPECT_NEAR(second.mean(), 1, 5 * second.error()) << degrees;
    EXPECT_NEAR(third.mean(), std::sqrt(8.0 / degrees), 5 * third.error()) << degrees;
  }
}

// Wishart's moments: of G = RᵀR, E G = rows·I and E G_ij² = rows, or rows² + 2·rows if i = j.
TEST(GaussianTriangle, HasTheGramMatrixOfANormalMatrix) {
  constexpr int rows = 40;
  numerics::Random random{1, 0, 0};
  Sample same, other, same_square, other_square;
  for (int i = 0; i < 20'000; ++i) {
    Eigen::Matrix4d r;
    experiments::deep_linear::draw_gaussian_triangle(random, rows, r);
    ASSERT_TRUE(r.isUpperTriangular(0));
    const Eigen::Matrix4d gram = r.transpose() * r;
    same.add(gram(3, 3));
    other.add(gram(1, 3));
    same_square.add(gram(3, 3) * gram(3, 3));
    other_square.add(gram(1, 3) * gram(1, 3));
  }
  EXPECT_NEAR(same.mean(), rows, 5 * same.error());
  EXPECT_NEAR(other.mean(), 0, 5 * other.error());
  EXPECT_NEAR(same_square.mean(), rows * (rows + 2), 5 * same_square.error());
  EXPECT_NEAR(other_square.mean(), rows, 5 * other_square.error());
}

TEST(Bidiagonal, FactorsGiveTheGramMatrix) {
  constexpr Index rows = 7, cols = 11;
  numerics::Random random{2, 0, 0};
  experiments::deep_linear::Bidiagonal<double, rows, cols> factors;
  factors.matrix() = normal(random, rows, cols);
  const MatrixXd x = factors.matrix();
  factors.compute();
  MatrixXd b = MatrixXd::Zero(rows, cols);
  b.diagonal() = factors.diagonal().matrix();
  b.diagonal(-1).head(rows - 1) = factors.below().matrix();
  MatrixXd v = MatrixXd::Identity(cols, cols);
  for (Index j = 0; j < cols; ++j) factors.rotate(v.col(j).data());
  EXPECT_LT((v.transpose() * v - MatrixXd::Identity(cols, cols)).norm(), 1e-14);
  EXPECT_LT((v * b.transpose() * b * v.transpose() - x.transpose() * x).norm(),
            1e-14 * x.squaredNorm());
}

/// The layers themselves, with loss ‖X (W3 W2 W1)ᵀ − Y‖²/(n·q).
struct FullNetwork {
  MatrixXd first, middle, last;

  MatrixXd head() const { return last * middle; }
  MatrixXd values(const MatrixXd& x) const { return x * (head() * first).transpose(); }
  double loss(const MatrixXd& x, const MatrixXd& y) const {
    return (values(x) - y).squaredNorm() / static_cast<double>(y.size());
  }
  FullNetwork gradient(const MatrixXd& x, const MatrixXd& y) const {
    const MatrixXd slope =
        2 / static_cast<double>(y.size()) * (values(x) - y).transpose() * x;  // by W3 W2 W1
    return {head().transpose() * slope, last.transpose() * slope * first.transpose(),
            slope * (middle * first).transpose()};
  }
  void move(double by, const FullNetwork& direction) {
    first += by * direction.first;
    middle += by * direction.middle;
    last += by * direction.last;
  }
};

/// A network of width m on n rows of d features, and R of its start.
class Reduction : public testing::TestWithParam<std::pair<double, double>> {
 protected:
  static constexpr Index n = 5, d = 12, m = 40, q = 2;
  using Reduced = experiments::deep_linear::ThreeLayers<double, n, q>;

  Reduction() {
    const auto [alpha, beta] = GetParam();
    numerics::Random random{3, 0, 0};
    x = normal(random, n, d);
    y = normal(random, n, q);
    const MatrixXd first = normal(random, m, d), last = normal(random, q, m);
    full = {alpha * first, MatrixXd::Identity(m, m), beta * last};
    // X = L Vᵀ
    const Eigen::HouseholderQR<MatrixXd> rows(x.transpose());
    span = rows.householderQ() * MatrixXd::Identity(d, n);
    lower = (x * span).triangularView<Eigen::Lower>();
    MatrixXd start(m, q + n);
    start << last.transpose(), first * span;
    const Eigen::HouseholderQR<MatrixXd> layers(start);
    const MatrixXd r = layers.matrixQR().topRows(q + n).triangularView<Eigen::Upper>();
    reduced.start(r, alpha, beta);
  }

  void step() {
    full.move(-0.02, full.gradient(x, y));
    const MatrixXd residuals = lower * reduced.function().matrix().transpose() - y;
    reduced.descend(0.02 * 2 / double{n * q} * (residuals.transpose() * lower).array());
  }

  MatrixXd x, y, span, lower;
  FullNetwork full;
  Reduced reduced;
};

TEST_P(Reduction, GradientOfTheLayersIsTheLosssDerivative) {
  for (int i = 0; i < 10; ++i) step();
  numerics::Random random{4, 0, 0};
  const FullNetwork direction{normal(random, m, d), normal(random, m, m), normal(random, q, m)};
  const FullNetwork gradient = full.gradient(x, y);
  const double slope = gradient.first.cwiseProduct(direction.first).sum() +
                       gradient.middle.cwiseProduct(direction.middle).sum() +
                       gradient.last.cwiseProduct(direction.last).sum();
  constexpr double h = 1e-5;
  FullNetwork ahead = full, behind = full;
  ahead.move(h, direction);
  behind.move(-h, direction);
  EXPECT_NEAR((ahead.loss(x, y) - behind.loss(x, y)) / (2 * h) / slope, 1, 1e-6);
}

TEST_P(Reduction, FunctionAndLossAreThoseOfTheLayersAtEveryStep) {
  const MatrixXd outside = MatrixXd::Identity(d, d) - span * span.transpose();
  const MatrixXd first_outside = full.first * outside;
  const double before = full.loss(x, y);
  for (int i = 0; i < 400; ++i) {
    const MatrixXd expected = full.values(x);
    const MatrixXd found = lower * reduced.function().matrix().transpose();
    ASSERT_LE((found - expected).norm(), 1e-12 * (1 + expected.norm())) << i;
    const double loss = (found - y).squaredNorm() / double{n * q};
    ASSERT_NEAR(loss, full.loss(x, y), 1e-12) << i;
    const MatrixXd products = full.head() * full.head().transpose();
    for (Index k = 0; k < q; ++k) {
      for (Index l = 0; l < q; ++l) {
        ASSERT_NEAR(reduced.head_product(k, l), products(k, l), 1e-12 * (1 + products.norm()));
      }
    }
    step();
  }
  EXPECT_LT(full.loss(x, y), 1e-6 * before);
  // What the first layer does outside of the rows' span has not changed.
  EXPECT_LT((full.first * outside - first_outside).norm(), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Starts, Reduction,
                         testing::Values(std::pair{0.1, 0.7}, std::pair{0.0, 0.7},
                                         std::pair{0.5, 1e-3}, std::pair{0.5, 0.0}));

Problem& drawn(std::uint32_t repeat, Index d) {
  static Problem problem;
  problem.draw({5, repeat, static_cast<std::uint32_t>(d)}, d);
  return problem;
}

double product(const Problem::Inside& a, const Problem::Inside& b) { return (a * b).sum(); }

TEST(SpikedRegression, LeastNormInterpolates) {
  const Problem& problem = drawn(0, 500);
  const Problem::Inside error = problem.values(problem.least_norm()) - problem.targets();
  EXPECT_LT(error.matrix().norm(), 1e-12 * problem.targets().matrix().norm());
}

TEST(SpikedRegression, TransposedIsTheAdjointOfValues) {
  const Problem& problem = drawn(1, 500);
  const auto& a = problem.inside_target();
  const auto& b = problem.targets();
  EXPECT_NEAR(product(problem.values(a), b) / product(a, problem.transposed(b)), 1, 1e-12);
}

/// What the risk is made of, and sizes, of one problem.
struct Measures {
  Sample variance, bias, normal_power, mixed_power, target_inside, noise_squares, normal_squares;
};

/// From d features each.
void measure_plainly(numerics::Random& random, Index d, Measures& measures) {
  constexpr Index n = Problem::n, q = Problem::outputs;
  Eigen::VectorXd sigma = Eigen::VectorXd::Constant(d, 0.01);
  sigma.head(Problem::spikes).setOnes();
  const MatrixXd x = normal(random, n, d) * sigma.cwiseSqrt().asDiagonal();
  MatrixXd target = normal(random, d, q);
  target /= target.norm();
  const MatrixXd noise = normal(random, n, q), z = normal(random, d, q);
  const Eigen::LLT<MatrixXd> gram(x * x.transpose());
  const auto inside = [&](const MatrixXd& theta) -> MatrixXd {
    return x.transpose() * gram.solve(x * theta);
  };
  const auto power = [&](const MatrixXd& theta) {
    return (sigma.asDiagonal() * theta.cwiseAbs2()).sum();
  };
  const MatrixXd fitted = x.transpose() * gram.solve(noise);
  const MatrixXd target_outside = target - inside(target), z_outside = z - inside(z);
  measures.variance.add(power(fitted));
  measures.bias.add(power(target_outside));
  measures.normal_power.add(power(z_outside));
  measures.mixed_power.add(
      std::pow(power(target_outside - z_outside) - power(target_outside) - power(z_outside), 2));
  measures.target_inside.add(inside(target).squaredNorm());
  measures.noise_squares.add(fitted.squaredNorm());
  measures.normal_squares.add(z_outside.squaredNorm());
}

void measure_reduced(const Problem& problem, Measures& measures) {
  const auto& target = problem.outside_target();
  const auto& z = problem.outside_normal();
  const auto nothing = Problem::Inside::Zero();
  const double bias = problem.power(nothing, target), normal_power = problem.power(nothing, z);
  measures.variance.add(problem.power(problem.fitted_noise(), Problem::Outside::Zero()));
  measures.bias.add(bias);
  measures.normal_power.add(normal_power);
  measures.mixed_power.add(std::pow(problem.power(nothing, target - z) - bias - normal_power, 2));
  measures.target_inside.add(product(problem.inside_target(), problem.inside_target()));
  measures.noise_squares.add(product(problem.fitted_noise(), problem.fitted_noise()));
  measures.normal_squares.add(z.square().sum());
}

TEST(SpikedRegression, IsDistributedAsWithAllFeatures) {
  constexpr Index d = 200;
  Measures plain, reduced;
  numerics::Random random{6, 0, 0};
  for (std::uint32_t repeat = 0; repeat < 300; ++repeat) {
    measure_plainly(random, d, plain);
    measure_reduced(drawn(repeat, d), reduced);
  }
  expect_equal_means(plain.variance, reduced.variance, "variance");
  expect_equal_means(plain.bias, reduced.bias, "bias");
  expect_equal_means(plain.normal_power, reduced.normal_power, "normal power");
  expect_equal_means(plain.mixed_power, reduced.mixed_power, "mixed power");
  expect_equal_means(plain.target_inside, reduced.target_inside, "target inside");
  expect_equal_means(plain.noise_squares, reduced.noise_squares, "noise");
  expect_equal_means(plain.normal_squares, reduced.normal_squares, "normal");
  EXPECT_NEAR(reduced.normal_squares.mean(), 3.0 * (d - 100), 5 * reduced.normal_squares.error());
}

/// A trained network, by column.
template <typename Scalar>
class Trained {
 public:
  using Experiment = experiments::deep_linear::Experiment<Scalar>;

  Trained(Index d, double alpha, double beta, Index repeat = 0) {
    const auto& all = Experiment::settings;
    const auto setting = std::ranges::find_if(all, [&](const auto& one) {
      return one.dimension == d && std::abs(double{one.alpha} - alpha) < 1e-8 &&
             std::abs(double{one.beta} - beta) < 1e-8;
    });
    EXPECT_NE(setting, all.end());
    static Experiment experiment;
    const experiments::Unit unit{0, repeat, setting - all.begin()};
    experiment.compute(unit,
                       experiments_tests::Send{[this](const auto& values) { row_ = values; }});
  }

  double operator[](std::string_view column) const {
    const auto& names = Experiment::columns;
    const auto found = std::ranges::find(names, column, &experiments::Column::name);
    return double{row_.at(static_cast<std::size_t>(found - names.begin()))};
  }

 private:
  std::array<Scalar, Experiment::columns.size()> row_;
};

constexpr std::array<std::array<double, 3>, 5> networks{
    {{1000, 0, 1}, {1000, 1e-3, 1}, {1000, 1, 0}, {2000, 1e-3, 1}, {2000, 1, 1e-3}}};

TEST(DeepLinear, InterpolatesAndItsPartInsideIsTheLeastNormInterpolant) {
  for (const auto [d, alpha, beta] : networks) {
    const Trained<double> network(static_cast<Index>(d), alpha, beta);
    EXPECT_LE(network["loss"], 1e-7);
    EXPECT_GT(network["steps"], 10);
    // ‖P_X Θ − Θ_ℓ2‖ ≤ ‖residuals‖/σ_min(X), and σ_min² is about 0.01 (√(d−10) − √90)².
    const double sigma = 0.1 * (std::sqrt(d - 10) - std::sqrt(90));
    EXPECT_LE(network["inside"], 300 * network["loss"] / (0.8 * sigma * sigma));
    EXPECT_NEAR(network["distance"], network["inside"] + network["outside"],
                1e-12 * network["distance"]);
  }
}

TEST(DeepLinear, RiskIsBoundedByTheTermsOfLemma42) {
  for (const auto [d, alpha, beta] : networks) {
    const Trained<double> network(static_cast<Index>(d), alpha, beta);
    EXPECT_LE(network["risk"], 2 * (network["bias"] + network["variance"]));
    EXPECT_LE(network["least_norm_risk"], 2 * (network["least_norm_bias"] + network["variance"]));
    // B is at least 0.01 (I − P_X) and at most I − P_X.
    EXPECT_GE(network["outside_risk"], 0.01 * network["outside"]);
    EXPECT_LE(network["outside_risk"], network["outside"]);
  }
}

TEST(DeepLinear, StartFromZeroGivesTheLeastNormInterpolant) {
  const Trained<double> network(1000, 0, 1);
  EXPECT_EQ(network["outside"], 0);
  EXPECT_EQ(network["bias"], network["least_norm_bias"]);
  EXPECT_NEAR(network["risk"], network["least_norm_risk"], 2e-3 * network["risk"]);
}

// The head stays close to W3(0) where steps are small, so ‖Θ_X⊥‖² ≈ α² ‖W3‖² (d − n) ≈ α² 3m (d −
// n).
TEST(DeepLinear, PartOutsideHasTheSizeOfTheStart) {
  Sample ratio;
  for (Index repeat = 0; repeat < 10; ++repeat) {
    const Trained<double> network(1000, 1e-4, 1, repeat);
    ratio.add(network["outside"] / (1e-8 * 3 * 10 * 1003 * 900));
  }
  EXPECT_NEAR(ratio.mean(), 1, 5 * ratio.error() + 0.01);
}

TEST(DeepLinear, RowDependsOnItsUnitAlone) {
  const double once = Trained<float>(1000, 1e-3, 1)["risk"];
  const Trained<float> other(500, 0, 1);
  EXPECT_EQ(Trained<float>(1000, 1e-3, 1)["risk"], once);
}

TEST(DeepLinear, FloatAndDoubleHaveTheSameData) {
  const Trained<float> single(1000, 1e-3, 1);
  const Trained<double> twice(1000, 1e-3, 1);
  for (const auto column : {"variance", "least_norm_risk", "least_norm_bias", "risk", "outside"}) {
    EXPECT_NEAR(single[column] / twice[column], 1, 1e-4) << column;
  }
}

}  // namespace
