// SPDX-License-Identifier: MIT
#include "experiments/deep_linear/experiment.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "../dense.hpp"
#include "rows.hpp"

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Problem = experiments::deep_linear::SpikedRegression<double, 100>;
using experiments::deep_linear::Kind;
using experiments::deep_linear::Spikes;
using experiments::deep_linear::Sweep;

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
  const Eigen::VectorXd sigma = dense::singular_values(x);
  for (Index i = 0; i < rows; ++i) {
    const double expected = std::pow(sigma[rows - 1 - i], 2);
    EXPECT_NEAR(factors.squared_singular_value(i), expected, 1e-12 * x.squaredNorm()) << i;
  }
}

TEST(Norms, LargestEigenvalueIsBoundedAndReachedWhereTheOthersAreEqual) {
  numerics::Random random{8, 0, 0};
  const Eigen::Matrix3d x = normal(random, 3, 3);
  const Eigen::Matrix3d gram = x * x.transpose();
  const double largest = std::pow(dense::singular_values(x)[0], 2);
  EXPECT_GE(experiments::deep_linear::largest_eigenvalue_bound(gram), largest);
  EXPECT_LE(experiments::deep_linear::largest_eigenvalue_bound(gram), gram.trace());
  const Eigen::Vector3d v = x.col(0);
  const Eigen::Matrix3d one = 2 * Eigen::Matrix3d::Identity() + v * v.transpose();
  EXPECT_NEAR(experiments::deep_linear::largest_eigenvalue_bound(one), 2 + v.squaredNorm(), 1e-12);
}

/// The layers themselves, first to last, with loss ‖X (W_L … W_1)ᵀ − Y‖²/(n·q).
struct FullNetwork {
  std::vector<MatrixXd> layers;

  /// W_L … W_(from + 1)
  MatrixXd above(std::size_t from) const {
    MatrixXd product = layers.back();
    for (std::size_t j = layers.size() - 1; j-- > from;) product = product * layers[j];
    return product;
  }
  MatrixXd values(const MatrixXd& x) const { return x * above(0).transpose(); }
  double loss(const MatrixXd& x, const MatrixXd& y) const {
    return (values(x) - y).squaredNorm() / static_cast<double>(y.size());
  }
  FullNetwork gradient(const MatrixXd& x, const MatrixXd& y) const {
    // By what is above of the layers so far.
    MatrixXd slope = 2 / static_cast<double>(y.size()) * (values(x) - y).transpose() * x;
    FullNetwork all;
    for (std::size_t j = 0; j < layers.size(); ++j) {
      const bool is_last = j + 1 == layers.size();
      all.layers.push_back(is_last ? slope : MatrixXd(above(j + 1).transpose() * slope));
      slope = slope * layers[j].transpose();
    }
    return all;
  }
  void move(double by, const FullNetwork& direction) {
    for (std::size_t j = 0; j < layers.size(); ++j) layers[j] += by * direction.layers[j];
  }
  /// The greatest product of spectral norms of some of the layers.
  double greatest_product() const {
    double product = 1;
    for (const MatrixXd& layer : layers) product *= std::max(1.0, dense::singular_values(layer)[0]);
    return product;
  }
};

struct Start {
  double alpha, beta;
  Index layers;
};

/// A network of width m on n rows of d features, and R of its start.
class Reduction : public testing::TestWithParam<Start> {
 protected:
  static constexpr Index n = 5, d = 12, m = 40, q = 2;
  using ThreeLayers = experiments::deep_linear::ThreeLayers<double, n, q>;
  using Layers = experiments::deep_linear::Layers<double, n, q, 6>;

  Reduction() {
    const auto [alpha, beta, layers] = GetParam();
    numerics::Random random{3, 0, 0};
    x = normal(random, n, d);
    y = normal(random, n, q);
    const MatrixXd first = normal(random, m, d), last = normal(random, q, m);
    full.layers.assign(static_cast<std::size_t>(layers), MatrixXd::Identity(m, m));
    full.layers.front() = alpha * first;
    full.layers.back() = beta * last;
    // X = L Vᵀ
    span = dense::qr(x.transpose()).q;
    lower = (x * span).triangularView<Eigen::Lower>();
    MatrixXd start(m, q + n);
    start << last.transpose(), first * span;
    r = dense::qr(start).r;
    any.start(r, alpha, beta, layers);
    if (layers == 3) three.start(r, alpha, beta);
  }

  template <typename Network>
  void step(Network& reduced) {
    const MatrixXd residuals = lower * reduced.function().matrix().transpose() - y;
    reduced.descend(0.02 * 2 / double{n * q} * (residuals.transpose() * lower).array());
  }

  void step() {
    full.move(-0.02, full.gradient(x, y));
    step(any);
    if (GetParam().layers == 3) step(three);
  }

  template <typename Network>
  void expect_full(const Network& reduced) {
    const MatrixXd expected = full.values(x);
    const MatrixXd found = lower * reduced.function().matrix().transpose();
    EXPECT_LE((found - expected).norm(), 1e-12 * (1 + expected.norm()));
    const double loss = (found - y).squaredNorm() / double{n * q};
    EXPECT_NEAR(loss, full.loss(x, y), 1e-12);
    const MatrixXd products = full.above(1) * full.above(1).transpose();
    for (Index k = 0; k < q; ++k) {
      for (Index l = 0; l < q; ++l) {
        EXPECT_NEAR(reduced.head_product(k, l), products(k, l), 1e-12 * (1 + products.norm()));
      }
    }
  }

  /// Not less than what it bounds, nor more than twice as much for each layer.
  template <typename Network>
  void expect_bounded(const Network& reduced, double first_norm) {
    const double bound = reduced.layers_bound(r, GetParam().alpha, first_norm);
    EXPECT_GE(bound, full.greatest_product());
    EXPECT_LE(bound, std::pow(2, GetParam().layers) * full.greatest_product());
  }

  MatrixXd x, y, span, lower;
  Layers::Triangle r;
  FullNetwork full;
  ThreeLayers three;
  Layers any;
};

TEST_P(Reduction, GradientOfTheLayersIsTheLosssDerivative) {
  for (int i = 0; i < 10; ++i) step();
  numerics::Random random{4, 0, 0};
  FullNetwork direction;
  double slope = 0;
  const FullNetwork gradient = full.gradient(x, y);
  for (const MatrixXd& layer : gradient.layers) {
    direction.layers.push_back(normal(random, layer.rows(), layer.cols()));
    slope += layer.cwiseProduct(direction.layers.back()).sum();
  }
  constexpr double h = 1e-5;
  FullNetwork ahead = full, behind = full;
  ahead.move(h, direction);
  behind.move(-h, direction);
  EXPECT_NEAR((ahead.loss(x, y) - behind.loss(x, y)) / (2 * h) / slope, 1, 1e-6);
}

TEST_P(Reduction, FunctionAndLossAreThoseOfTheLayersAtEveryStep) {
  const MatrixXd outside = MatrixXd::Identity(d, d) - span * span.transpose();
  const MatrixXd first_outside = full.layers.front() * outside;
  const double before = full.loss(x, y);
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    expect_full(any);
    if (GetParam().layers == 3) expect_full(three);
    step();
  }
  EXPECT_LT(full.loss(x, y), 1e-6 * before);
  // What the first layer does outside of the rows' span has not changed.
  EXPECT_LT((full.layers.front() * outside - first_outside).norm(), 1e-12);
}

TEST_P(Reduction, ProductsOfTheLayersNormsAreBounded) {
  const double first_norm = dense::singular_values(full.layers.front())[0];
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    if (i % 20 == 0) {
      expect_bounded(any, first_norm);
      if (GetParam().layers == 3) expect_bounded(three, first_norm);
    }
    step();
  }
}

INSTANTIATE_TEST_SUITE_P(Starts, Reduction,
                         testing::Values(Start{0.1, 0.7, 3}, Start{0.0, 0.7, 3},
                                         Start{0.5, 1e-3, 3}, Start{0.5, 0.0, 3},
                                         Start{0.1, 0.7, 2}, Start{0.1, 0.7, 4}, Start{0.1, 0.7, 6},
                                         Start{0.5, 1e-3, 6}));

Problem& drawn(std::uint32_t repeat, Index d) {
  static Problem problem;
  problem.draw({5, repeat, static_cast<std::uint32_t>(d)}, d, {});
  return problem;
}

template <typename Inside>
double product(const Inside& a, const Inside& b) {
  return (a * b).sum();
}

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
  Sample variance, bias, normal_power, mixed_power, target_inside, noise_squares, normal_squares,
      least_square;
};

/// From n × d numbers each.
void measure_plainly(numerics::Random& random, Index n, Index d, const Spikes& spikes,
                     Measures& measures) {
  constexpr Index q = Problem::outputs;
  Eigen::VectorXd sigma = Eigen::VectorXd::Constant(d, std::pow(double{spikes.tail_deviation}, 2));
  sigma.head(spikes.count).setOnes();
  const MatrixXd x = normal(random, n, d) * sigma.cwiseSqrt().asDiagonal();
  MatrixXd target = normal(random, d, q);
  target /= target.norm();
  const MatrixXd noise = normal(random, n, q), z = normal(random, d, q);
  const MatrixXd gram = x * x.transpose();
  const auto inside = [&](const MatrixXd& theta) -> MatrixXd {
    return x.transpose() * dense::solve_positive(gram, x * theta);
  };
  const auto power = [&](const MatrixXd& theta) {
    return (sigma.asDiagonal() * theta.cwiseAbs2()).sum();
  };
  const MatrixXd fitted = x.transpose() * dense::solve_positive(gram, noise);
  const MatrixXd target_outside = target - inside(target), z_outside = z - inside(z);
  measures.variance.add(power(fitted));
  measures.bias.add(power(target_outside));
  measures.normal_power.add(power(z_outside));
  measures.mixed_power.add(
      std::pow(power(target_outside - z_outside) - power(target_outside) - power(z_outside), 2));
  measures.target_inside.add(inside(target).squaredNorm());
  measures.noise_squares.add(fitted.squaredNorm());
  measures.normal_squares.add(z_outside.squaredNorm());
  measures.least_square.add(std::pow(dense::singular_values(x)[n - 1], 2));
}

template <Index n>
void measure_reduced(const experiments::deep_linear::SpikedRegression<double, n>& problem,
                     Measures& measures) {
  using Reduced = experiments::deep_linear::SpikedRegression<double, n>;
  const auto& target = problem.outside_target();
  const auto& z = problem.outside_normal();
  const auto nothing = Reduced::Inside::Zero();
  const double bias = problem.power(nothing, target), normal_power = problem.power(nothing, z);
  measures.variance.add(problem.power(problem.fitted_noise(), Reduced::Outside::Zero()));
  measures.bias.add(bias);
  measures.normal_power.add(normal_power);
  measures.mixed_power.add(std::pow(problem.power(nothing, target - z) - bias - normal_power, 2));
  measures.target_inside.add(product(problem.inside_target(), problem.inside_target()));
  measures.noise_squares.add(product(problem.fitted_noise(), problem.fitted_noise()));
  measures.normal_squares.add(z.square().sum());
  measures.least_square.add(problem.squared_singular_value(0));
}

template <Index n>
void expect_distribution(Index d, const Spikes& spikes) {
  static experiments::deep_linear::SpikedRegression<double, n> problem;
  Measures plain, reduced;
  numerics::Random random{6, 0, 0};
  for (std::uint32_t repeat = 0; repeat < 300; ++repeat) {
    measure_plainly(random, n, d, spikes, plain);
    problem.draw({5, repeat, static_cast<std::uint32_t>(d)}, d, spikes);
    measure_reduced(problem, reduced);
  }
  expect_equal_means(plain.variance, reduced.variance, "variance");
  expect_equal_means(plain.bias, reduced.bias, "bias");
  expect_equal_means(plain.normal_power, reduced.normal_power, "normal power");
  expect_equal_means(plain.mixed_power, reduced.mixed_power, "mixed power");
  expect_equal_means(plain.target_inside, reduced.target_inside, "target inside");
  expect_equal_means(plain.noise_squares, reduced.noise_squares, "noise");
  expect_equal_means(plain.normal_squares, reduced.normal_squares, "normal");
  expect_equal_means(plain.least_square, reduced.least_square, "least singular value");
  const auto degrees = static_cast<double>(3 * (d - n));
  EXPECT_NEAR(reduced.normal_squares.mean(), degrees, 5 * reduced.normal_squares.error());
}

TEST(SpikedRegression, IsDistributedAsWithAllFeatures) { expect_distribution<100>(200, {}); }

TEST(SpikedRegression, IsSoWithOtherSpikesAndRows) { expect_distribution<25>(100, {4, 0.3F}); }

/// A row of the table, by column.
template <typename Scalar>
class Row {
 public:
  using Experiment = experiments::deep_linear::Experiment<Scalar>;
  using Values = std::array<Scalar, Experiment::columns.size()>;

  explicit Row(const Values& values) : values_{values} {}

  double operator[](std::string_view column) const {
    const auto& names = Experiment::columns;
    const auto found = std::ranges::find(names, column, &experiments::Column::name);
    return double{values_.at(static_cast<std::size_t>(found - names.begin()))};
  }

 private:
  Values values_;
};

/// The rows of a case.
template <typename Scalar>
std::vector<Row<Scalar>> rows_of(Index case_number, Index repeat = 0) {
  static experiments::deep_linear::Experiment<Scalar> experiment;
  std::vector<Row<Scalar>> all;
  experiment.compute({0, repeat, case_number},
                     experiments_tests::Send{[&](const auto& row) { all.emplace_back(row); }});
  return all;
}

/// A published network when it is trained, by column.
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
    rows_ = rows_of<Scalar>(setting - all.begin(), repeat);
  }

  double operator[](std::string_view column) const { return rows_.back()[column]; }

 private:
  std::vector<Row<Scalar>> rows_;
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

/// The first case of a sweep that has this.
template <typename Has>
Index case_of(Sweep sweep, Has has) {
  const auto& all = experiments::deep_linear::Experiment<double>::settings;
  const auto found =
      std::ranges::find_if(all, [&](const auto& one) { return one.sweep == sweep && has(one); });
  EXPECT_NE(found, all.end());
  return found - all.begin();
}

TEST(DeepLinear, DescentIsFollowedByPowersOfTwo) {
  const auto rows =
      rows_of<double>(case_of(Sweep::published, [](const auto& one) { return one.is_followed; }));
  ASSERT_GT(rows.size(), 10U);
  // Sums of √L over the steps up to a row, with each loss at its greatest and its least: it falls.
  double above = 0, below = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_last = i + 1 == rows.size();
    EXPECT_EQ(rows[i]["kind"], static_cast<double>(is_last ? Kind::trained : Kind::descending));
    EXPECT_EQ(rows[i]["start_loss"], rows[0]["loss"]);
    if (i > 0) {
      const double time = (rows[i]["steps"] - rows[i - 1]["steps"]) * 1e-4 / 300;
      above += time * std::sqrt(300 * rows[i - 1]["loss"]);
      below += time * std::sqrt(300 * rows[i]["loss"]);
      EXPECT_LT(rows[i]["loss"], rows[i - 1]["loss"]);
    }
    if (!is_last) {
      EXPECT_EQ(rows[i]["steps"], i == 0 ? 0.0 : static_cast<double>(1U << (i - 1)));
    }
    EXPECT_LE(rows[i]["root_loss_integral"], 1.000001 * above);
    EXPECT_GE(rows[i]["root_loss_integral"], 0.999999 * below);
  }
}

// Inequality (7), with the gradient's factor 2.
TEST(DeepLinear, PartOutsideIsBoundedByLemma47) {
  for (const auto [d, alpha, beta] : networks) {
    const Trained<double> network(static_cast<Index>(d), alpha, beta);
    const double slope =
        2 * (network["layers"] - 1) * std::sqrt(network["greatest_squared_singular"]);
    const double grown =
        slope * std::pow(network["layers_bound"], 2) * network["root_loss_integral"];
    EXPECT_LE(std::sqrt(network["outside"]), std::sqrt(network["start_outside"]) + grown);
    EXPECT_GE(network["layers_bound"], 0.99 * std::max(alpha, beta) * std::sqrt(network["width"]));
    const double least = 0.01 * std::pow(std::sqrt(d - 10) - std::sqrt(90), 2);
    EXPECT_NEAR(network["least_squared_singular"] / least, 1, 0.25);
  }
}

TEST(DeepLinear, EverySweepInterpolates) {
  for (const Sweep sweep :
       {Sweep::last, Sweep::width, Sweep::spikes, Sweep::square, Sweep::depth}) {
    const Index number = case_of(sweep, [](const auto& one) { return one.layers != 2; });
    const Row<double> row = rows_of<double>(number).back();
    const auto& setting =
        experiments::deep_linear::Experiment<double>::settings.at(static_cast<std::size_t>(number));
    EXPECT_EQ(row["sweep"], static_cast<double>(sweep));
    EXPECT_EQ(row["rows"], static_cast<double>(setting.rows));
    EXPECT_EQ(row["width"], static_cast<double>(setting.width));
    EXPECT_EQ(row["layers"], static_cast<double>(setting.layers));
    EXPECT_LE(row["loss"], 1e-7);
    EXPECT_LE(row["inside"], 300 * row["loss"] / row["least_squared_singular"]);
    EXPECT_LE(row["risk"], 2 * (row["bias"] + row["variance"]));
  }
}

TEST(DeepLinear, AStartOfZeroHasNothingOutside) {
  const Trained<float> network(500, 1, 0);
  EXPECT_EQ(network["start_outside"], 0);
  EXPECT_GT(network["outside"], 0);
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
