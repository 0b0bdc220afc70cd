// SPDX-License-Identifier: MIT
#include "experiments/regression/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "../dense.hpp"

namespace {

using experiments::Index;
using experiments::regression::Status;
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
    beta = dense::least_norm(x, y);
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
  const auto [u, sigma, v] = dense::svd(data.x.topRows(n));
  const Vector along = u.leftCols(modes).transpose() * targets.head(n);
  return v.leftCols(modes) * along.cwiseQuotient(sigma.head(modes));
}

template <typename Scalar>
class Sweep : public testing::Test {
 protected:
  Sweep() {
    Matrix both(total, features + 1);
    both << data.x, data.y;
    const Matrix r = dense::qr(both).r;
    for (Index i = 0; i <= features; ++i) {
      for (Index j = i; j <= features; ++j) triangle.push_back(static_cast<Scalar>(r(i, j)));
    }
    best = data.beta.template cast<Scalar>();
    rows = both.topRows(max_rows).template cast<Scalar>();
  }

  experiments::regression::Record<Scalar> fit(Index n) {
    inputs.features = features;
    inputs.total_rows = Scalar(total);
    inputs.triangle = triangle.data();
    inputs.beta = best.data();
    inputs.count = max_rows;
    inputs.rows = rows.data();
    return regression.fit(inputs, n);
  }

  void expect_near(Scalar actual, double expected) const {
    EXPECT_NEAR(static_cast<double>(actual), expected, tolerance * (1 + std::abs(expected)));
  }

  static constexpr double tolerance = 3000 * double{std::numeric_limits<Scalar>::epsilon()};
  Dataset data;
  std::vector<Scalar> triangle;
  Eigen::Matrix<Scalar, Eigen::Dynamic, 1> best;  ///< beta
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows;
  experiments::regression::Inputs<Scalar> inputs;
  experiments::regression::Fit<Scalar, max_rows, features> regression;
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Sweep, Scalars);

TYPED_TEST(Sweep, TriangleGivesTheErrorsOfAllTestRows) {
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const auto record = this->fit(n);
    const Index rank = std::min(n, features);
    const auto expected =
        this->data.errors(n, fitted(this->data, n, this->data.y, rank), this->data.y);
    EXPECT_EQ(record.status, Status::ok);
    EXPECT_EQ(record.rank, rank);
    this->expect_near(record.train, expected.train);
    this->expect_near(record.test, expected.test);
    const Vector sigma = dense::singular_values(this->data.x.topRows(n));
    this->expect_near(record.sigma_max, sigma[0]);
    this->expect_near(record.sigma_min, sigma[rank - 1]);
  }
}

TYPED_TEST(Sweep, CutoffKeepsSingularValuesNotBelowIt) {
  auto& cutoffs = this->regression.cutoffs;
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const Vector sigma = dense::singular_values(this->data.x.topRows(n));
    cutoffs[0] = static_cast<TypeParam>(sigma[0] * 2);
    cutoffs[1] = static_cast<TypeParam>(sigma[sigma.size() / 2] * 0.999);
    cutoffs[2] = static_cast<TypeParam>(sigma[sigma.size() - 1] / 2);
    const Index kept[] = {0, sigma.size() / 2 + 1, sigma.size()};
    const auto record = this->fit(n);
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
  auto& modes = this->regression.modes;
  for (std::size_t m = 0; m < 4; ++m) modes[m] = static_cast<Index>(2 * m);
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const Index rank = std::min(n, features);
    const auto record = this->fit(n);
    const Matrix v = dense::svd(this->data.x.topRows(n)).v;
    const Vector beta = fitted(this->data, n, this->data.y, rank);
    for (std::size_t m = 0; m < 4; ++m) {
      const Matrix leading = v.leftCols(std::min(modes[m], rank));
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
    const auto record = this->fit(n);
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

// β̂ − β* = (X⁺X − I)β* + X⁺E, the bias and the variance term.
TYPED_TEST(Sweep, ResidualsAloneGiveTheVarianceTerm) {
  const Vector rest = this->data.y - this->data.x * this->data.beta;
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const auto record = this->fit(n);
    const Vector beta = fitted(this->data, n, rest, std::min(n, features));
    const auto expected = this->data.errors(n, beta, Vector::Zero(total));
    this->expect_near(record.residual_train, expected.train);
    this->expect_near(record.residual_test, expected.test);
  }
}

TYPED_TEST(Sweep, NormIsThatOfTheSolution) {
  for (Index n = 1; n <= max_rows; ++n) {
    const Vector beta = fitted(this->data, n, this->data.y, std::min(n, features));
    this->expect_near(this->fit(n).norm, beta.norm());
  }
}

TYPED_TEST(Sweep, RidgesAreSharesOfTheMeanSquaredFeature) {
  for (Index n = 1; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const auto record = this->fit(n);
    const Matrix x = this->data.x.topRows(n);
    for (std::size_t k = 0; k < experiments::regression::ridges.size(); ++k) {
      const double lambda = experiments::regression::ridges[k] * static_cast<double>(n) *
                            this->data.x.squaredNorm() / static_cast<double>(total * features);
      const Matrix gram = x.transpose() * x + lambda * Matrix::Identity(features, features);
      const Vector beta = dense::solve_positive(gram, x.transpose() * this->data.y.head(n));
      if (lambda < 1e-3) continue;  // the Gram matrix is not right to more, even in double
      const auto expected = this->data.errors(n, beta, this->data.y);
      this->expect_near(record.ridge_trains[k], expected.train);
      this->expect_near(record.ridge_tests[k], expected.test);
    }
  }
}

// Equation 1: at and beyond the threshold the sum over the modes is x·(β − β*).
TYPED_TEST(Sweep, FactorsMultiplyToThePredictionError) {
  const Vector probe = this->data.x.row(total - 1);
  const Eigen::Matrix<TypeParam, Eigen::Dynamic, 1> x = probe.cast<TypeParam>();
  for (Index n = features; n <= max_rows; ++n) {
    SCOPED_TRACE(n);
    const auto record = this->fit(n);
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
  this->rows(2, 1) = std::numeric_limits<TypeParam>::quiet_NaN();
  EXPECT_EQ(this->fit(2).status, Status::ok);
  const auto record = this->fit(3);
  EXPECT_EQ(record.status, Status::invalid_input);
  EXPECT_EQ(record.rank, 0);
  EXPECT_EQ(record.test, TypeParam(0));
}

TYPED_TEST(Sweep, NanOrInfinityAmongTheTargetsIsInvalidInput) {
  for (const TypeParam value :
       {std::numeric_limits<TypeParam>::quiet_NaN(), std::numeric_limits<TypeParam>::infinity()}) {
    this->rows(2, features) = value;
    EXPECT_EQ(this->fit(2).status, Status::ok);
    EXPECT_EQ(this->fit(3).status, Status::invalid_input);
  }
}

TYPED_TEST(Sweep, ErrorsThatOverflowAreANumericalIssueAndNotZero) {
  this->rows(2, features) = std::numeric_limits<TypeParam>::max() / 2;
  EXPECT_EQ(this->fit(2).status, Status::ok);
  const auto record = this->fit(3);
  EXPECT_EQ(record.status, Status::overflow);
  EXPECT_EQ(record.rank, 0);
}

TYPED_TEST(Sweep, ZeroRowsHaveNoModesAndPredictZero) {
  for (Index j = 0; j < features; ++j) this->rows(0, j) = 0;
  const auto record = this->fit(1);
  EXPECT_EQ(record.status, Status::ok);
  EXPECT_EQ(record.rank, 0);
  EXPECT_EQ(record.sigma_min, TypeParam(0));
  this->expect_near(record.train, this->data.y[0] * this->data.y[0]);
}

}  // namespace
