// SPDX-License-Identifier: MIT
#include "experiments/regression/experiment.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace {

using experiments::Index;
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr Index total = 60;
constexpr Index features = 5;
constexpr Index max_rows = 12;

/// A dataset with residuals, its first rows training rows, and what the paper's protocol says of
/// it, computed the long way: in double, with Eigen, with every test row.
struct Dataset {
  Matrix x = Matrix(total, features);
  Vector y = Vector(total);
  Vector beta;

  Dataset() {
    std::mt19937 generator(4);
    std::normal_distribution<double> normal;
    for (double& value : x.reshaped()) value = static_cast<float>(normal(generator));
    for (double& value : y) value = static_cast<float>(normal(generator));
    y += x * Vector::LinSpaced(features, -1, 2);
    beta = x.colPivHouseholderQr().solve(y);
  }

  struct Errors {
    double train, test;
  };

  Errors errors(Index n, const Vector& fitted, const Vector& targets) const {
    const Vector residuals = x * fitted - targets;
    return {residuals.head(n).squaredNorm() / static_cast<double>(n),
            residuals.tail(total - n).squaredNorm() / static_cast<double>(total - n)};
  }
};

/// The fit of the first n rows with its leading `modes` singular modes.
Vector fitted(const Dataset& data, Index n, const Vector& targets, Index modes) {
  const Eigen::JacobiSVD<Matrix> svd(data.x.topRows(n), Eigen::ComputeThinU | Eigen::ComputeThinV);
  const auto u = svd.matrixU().leftCols(modes);
  const auto v = svd.matrixV().leftCols(modes);
  return v * (u.transpose() * targets.head(n)).cwiseQuotient(svd.singularValues().head(modes));
}

template <typename Scalar>
class Sweep : public testing::Test {
 protected:
  using Regression = experiments::Regression<Scalar, max_rows, features>;

  Sweep() {
    auto& problem = regression.problem;
    problem.features = features;
    problem.total_rows = total;
    Matrix both(total, features + 1);
    both << data.x, data.y;
    const Matrix r = Eigen::HouseholderQR<Matrix>(both).matrixQR().triangularView<Eigen::Upper>();
    std::size_t at = 0;
    for (Index i = 0; i <= features; ++i) {
      for (Index j = i; j <= features; ++j) {
        problem.triangle[at++] = static_cast<Scalar>(r(i, j));
      }
    }
    for (Index j = 0; j < features; ++j) {
      problem.beta[static_cast<std::size_t>(j)] = static_cast<Scalar>(data.beta[j]);
    }
    for (Index i = 0; i < max_rows; ++i) {
      for (Index j = 0; j < features; ++j) regression.row(i)[j] = static_cast<Scalar>(data.x(i, j));
      regression.row(i)[features] = static_cast<Scalar>(data.y[i]);
    }
  }

  void expect_near(Scalar actual, double expected) const {
    EXPECT_NEAR(static_cast<double>(actual), expected, tolerance * (1 + std::abs(expected)));
  }

  static constexpr double tolerance = 3000 * double{std::numeric_limits<Scalar>::epsilon()};
  Dataset data;
  Regression regression;
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Sweep, Scalars);

TYPED_TEST(Sweep, TriangleGivesTheErrorsOfAllTestRows) {
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const auto record = this->regression.fit(n);
    const Index rank = std::min(n, features);
    const auto expected =
        this->data.errors(n, fitted(this->data, n, this->data.y, rank), this->data.y);
    EXPECT_EQ(record.status, Eigen::Success);
    EXPECT_EQ(record.rank, rank);
    this->expect_near(record.train, expected.train);
    this->expect_near(record.test, expected.test);
    const Vector sigma = Matrix(this->data.x.topRows(n)).jacobiSvd().singularValues();
    this->expect_near(record.sigma_max, sigma[0]);
    this->expect_near(record.sigma_min, sigma[rank - 1]);
  }
}

TYPED_TEST(Sweep, CutoffKeepsSingularValuesNotBelowIt) {
  auto& problem = this->regression.problem;
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const Vector sigma = Matrix(this->data.x.topRows(n)).jacobiSvd().singularValues();
    problem.cutoff_count = 3;
    problem.cutoffs[0] = static_cast<TypeParam>(sigma[0] * 2);
    problem.cutoffs[1] = static_cast<TypeParam>(sigma[sigma.size() / 2] * 0.999);
    problem.cutoffs[2] = static_cast<TypeParam>(sigma[sigma.size() - 1] / 2);
    const Index kept[] = {0, sigma.size() / 2 + 1, sigma.size()};
    const auto record = this->regression.fit(n);
    for (std::size_t c = 0; c < 3; ++c) {
      const Vector beta = fitted(this->data, n, this->data.y, kept[c]);
      const auto expected = this->data.errors(n, beta, this->data.y);
      EXPECT_EQ(record.cutoff_ranks[c], kept[c]);
      this->expect_near(record.cutoff_trains[c], expected.train);
      this->expect_near(record.cutoff_tests[c], expected.test);
    }
  }
}

TYPED_TEST(Sweep, ModesProjectTestRowsAndBeyondTheRankChangeNothing) {
  auto& problem = this->regression.problem;
  problem.mode_count = 4;
  for (std::size_t m = 0; m < 4; ++m) problem.modes[m] = static_cast<Index>(2 * m);
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const Index rank = std::min(n, features);
    const auto record = this->regression.fit(n);
    const Eigen::JacobiSVD<Matrix> svd(this->data.x.topRows(n), Eigen::ComputeThinV);
    const Vector beta = fitted(this->data, n, this->data.y, rank);
    for (std::size_t m = 0; m < 4; ++m) {
      const Matrix leading = svd.matrixV().leftCols(std::min(problem.modes[m], rank));
      const Vector projected = leading * (leading.transpose() * beta);
      this->expect_near(record.mode_tests[m], this->data.errors(n, projected, this->data.y).test);
    }
    EXPECT_EQ(record.mode_tests[3], record.test);
  }
}

TYPED_TEST(Sweep, WithoutResidualsTheTestErrorVanishesFromTheThresholdOn) {
  const Vector ideal = this->data.x * this->data.beta;
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const auto record = this->regression.fit(n);
    const auto expected =
        this->data.errors(n, fitted(this->data, n, ideal, std::min(n, features)), ideal);
    this->expect_near(record.residual_free_train, 0);
    this->expect_near(record.residual_free_test, expected.test);
    if (n >= features) {
      this->expect_near(record.residual_free_test, 0);
    } else {
      EXPECT_GT(record.residual_free_test, TypeParam(0.01));
    }
  }
}

// Equation 1: at and beyond the threshold the sum over the modes is x·(β − β*).
TYPED_TEST(Sweep, FactorsMultiplyToThePredictionError) {
  const Vector probe = this->data.x.row(total - 1);
  const Eigen::Matrix<TypeParam, Eigen::Dynamic, 1> x = probe.cast<TypeParam>();
  for (Index n = features; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const auto record = this->regression.fit(n);
    TypeParam sum(0);
    for (Index r = 0; r < record.rank; ++r) {
      sum += this->regression.inverse_sigma(r) * this->regression.test_projection(x.data(), r) *
             this->regression.residual_projection(r);
    }
    const Vector beta = fitted(this->data, n, this->data.y, features);
    this->expect_near(sum, probe.dot(beta - this->data.beta));
  }
}

TYPED_TEST(Sweep, NanAmongTheRowsIsInvalidInputAndAllZeros) {
  this->regression.row(2)[1] = std::numeric_limits<TypeParam>::quiet_NaN();
  EXPECT_EQ(this->regression.fit(2).status, Eigen::Success);
  const auto record = this->regression.fit(3);
  EXPECT_EQ(record.status, Eigen::InvalidInput);
  EXPECT_EQ(record.rank, 0);
  EXPECT_EQ(record.test, TypeParam(0));
}

TYPED_TEST(Sweep, NanOrInfinityAmongTheTargetsIsInvalidInput) {
  for (const TypeParam value :
       {std::numeric_limits<TypeParam>::quiet_NaN(), std::numeric_limits<TypeParam>::infinity()}) {
    this->regression.row(2)[features] = value;
    EXPECT_EQ(this->regression.fit(2).status, Eigen::Success);
    EXPECT_EQ(this->regression.fit(3).status, Eigen::InvalidInput);
  }
}

TYPED_TEST(Sweep, ErrorsThatOverflowAreANumericalIssueAndNotZero) {
  this->regression.row(2)[features] = std::numeric_limits<TypeParam>::max() / 2;
  EXPECT_EQ(this->regression.fit(2).status, Eigen::Success);
  const auto record = this->regression.fit(3);
  EXPECT_EQ(record.status, Eigen::NumericalIssue);
  EXPECT_EQ(record.rank, 0);
}

TYPED_TEST(Sweep, ZeroRowsHaveNoModesAndPredictZero) {
  for (Index j = 0; j < features; ++j) this->regression.row(0)[j] = 0;
  const auto record = this->regression.fit(1);
  EXPECT_EQ(record.status, Eigen::Success);
  EXPECT_EQ(record.rank, 0);
  EXPECT_EQ(record.sigma_min, TypeParam(0));
  this->expect_near(record.train, this->data.y[0] * this->data.y[0]);
}

}  // namespace
