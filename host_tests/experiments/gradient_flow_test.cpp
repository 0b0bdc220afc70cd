// SPDX-License-Identifier: MIT
#include "experiments/gradient_flow/experiment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

#include "../dense.hpp"
#include "rows.hpp"

namespace {

using experiments::Index;
using experiments::gradient_flow::Part;
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

template <typename Scalar>
using Experiment = experiments::gradient_flow::Experiment<Scalar>;

template <typename Scalar>
class GradientFlow : public testing::Test {
 protected:
  static constexpr auto epsilon = static_cast<double>(std::numeric_limits<Scalar>::epsilon());
  using Flow = experiments::gradient_flow::LeastSquaresFlow<Scalar, 5, 20>;

  /// Five equations in twelve unknowns.
  GradientFlow() : x(5, 12), y(5), start(12) {
    numerics::Random random{3, 0, 0};
    const auto fill = [&](auto& values) {
      for (auto& value : values.reshaped()) value = static_cast<Scalar>(random.normal());
    };
    fill(x);
    fill(y);
    fill(start);
    flow.set(x, y);
  }

  using Row = std::map<std::string_view, double>;

  /// The experiment's rows of one case about one part, by the names of the columns.
  static std::vector<Row> rows(Index case_number, Part part, Index repeat = 0) {
    std::vector<Row> found;
    for (const auto& values : experiments_tests::rows<Experiment, Scalar>(repeat, case_number)) {
      if (values[0] != Scalar(static_cast<int>(part))) continue;
      Row& row = found.emplace_back();
      for (std::size_t i = 0; i < values.size(); ++i) {
        row[Experiment<Scalar>::columns[i].name] = static_cast<double>(values[i]);
      }
    }
    EXPECT_FALSE(found.empty());
    return found;
  }

  Matrix wide() const { return x.template cast<double>(); }
  Vector targets() const { return y.template cast<double>(); }
  Vector origin() const { return start.template cast<double>(); }
  Matrix inverse() const { return dense::pseudo_inverse(wide()); }
  typename Flow::Weights zero() const { return Flow::Weights::Zero(start.size()); }
  /// What a distance between results may be that is not there but for rounding.
  double rounding() const { return 100 * epsilon * origin().norm(); }

  typename Flow::Matrix x;
  typename Flow::Targets y;
  typename Flow::Weights start;
  Flow flow;
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(GradientFlow, Scalars);

TYPED_TEST(GradientFlow, ExponentialIsWithinTwoUnitsInTheLastPlace) {
  using Limits = std::numeric_limits<TypeParam>;
  const auto most = std::log(static_cast<long double>(Limits::max()));
  for (long double at = std::log(static_cast<long double>(Limits::min())) + 1e-3L; at < most;
       at += 0.0137L) {
    const auto argument = static_cast<TypeParam>(at);
    const auto exact = std::exp(static_cast<long double>(argument));
    const auto unit = std::ldexp(static_cast<long double>(Limits::epsilon()), std::ilogb(exact));
    ASSERT_LE(std::abs(numerics::exponential(argument) - exact) / unit, 2) << argument;
  }
}

TYPED_TEST(GradientFlow, ExponentialLeavesTheNormalNumbersAtBothEnds) {
  using Limits = std::numeric_limits<TypeParam>;
  EXPECT_EQ(numerics::exponential(TypeParam(0)), TypeParam(1));
  EXPECT_EQ(numerics::exponential(TypeParam(-1000)), TypeParam(0));
  EXPECT_EQ(numerics::exponential(-Limits::infinity()), TypeParam(0));
  EXPECT_EQ(numerics::exponential(TypeParam(1000)), Limits::infinity());
  EXPECT_EQ(numerics::exponential(Limits::infinity()), Limits::infinity());
}

template <typename Computed, typename Exact>
void expect_within_4_units(const Computed& computed, const Exact& exact) {
  using Scalar = typename Computed::Scalar;
  for (Index i = 0; i < exact.size(); ++i) {
    const double unit = std::ldexp(static_cast<double>(std::numeric_limits<Scalar>::epsilon()),
                                   std::ilogb(exact.reshaped()[i]));
    const double rounded = static_cast<double>(static_cast<Scalar>(exact.reshaped()[i]));
    EXPECT_LE(std::abs(static_cast<double>(computed.reshaped()[i]) - rounded), 4 * unit) << i;
  }
}

TYPED_TEST(GradientFlow, Exercise1) {
  Eigen::Matrix<TypeParam, 2, 3> matrix;
  matrix << 1, 2, 0, 0, 2, 2;
  Eigen::Matrix<double, 3, 2> exact;
  exact << 1.0 / 3, -1.0 / 6, 1.0 / 3, 1.0 / 12, -1.0 / 3, 5.0 / 12;
  constexpr int thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
  using Svd = minnorm::JacobiSVD<decltype(matrix), thin>;
  using Cod = minnorm::CompleteOrthogonalDecomposition<decltype(matrix)>;
  expect_within_4_units(Svd(matrix).pseudoInverse(), exact);
  expect_within_4_units(Cod(matrix).pseudoInverse(), exact);
}

TYPED_TEST(GradientFlow, Exercise2) {
  const Eigen::Matrix<TypeParam, 1, 2> matrix(1, 2);
  const Eigen::Matrix<TypeParam, 1, 1> target(4);
  const Eigen::Vector2d exact(0.8, 1.6);
  constexpr int thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
  using Svd = minnorm::JacobiSVD<Eigen::Matrix<TypeParam, 1, 2>, thin>;
  using Cod = minnorm::CompleteOrthogonalDecomposition<Eigen::Matrix<TypeParam, 1, 2>>;
  expect_within_4_units(Svd(matrix).solve(target), exact);
  expect_within_4_units(Cod(matrix).solve(target), exact);
}

TYPED_TEST(GradientFlow, TheTableHasTheExercises) {
  for (const Part part : {Part::exercise1, Part::exercise2}) {
    for (auto& row : this->rows(0, part)) {
      EXPECT_LE(row["value3"], 5);
      EXPECT_LE(row["value4"], 5);
    }
  }
  auto first = this->rows(0, Part::exercise1).at(2);
  EXPECT_NEAR(first["value1"], -1.0 / 3, 4 * this->epsilon);
  EXPECT_NEAR(first["value2"], 5.0 / 12, 4 * this->epsilon);
  auto second = this->rows(0, Part::exercise2).at(1);
  EXPECT_NEAR(second["value1"], 1.6, 4 * this->epsilon);
}

TYPED_TEST(GradientFlow, MoorePenroseResidualsAreAtMost50EpsilonKappa) {
  for (Index number = 0; number < Experiment<TypeParam>::cases; ++number) {
    if (number == 1) continue;
    for (auto& row : this->rows(number, Part::conditions)) {
      EXPECT_EQ(row["at"], this->epsilon);
      for (const auto* value : {"value1", "value2", "value3", "value4"}) {
        EXPECT_LE(row[value], 50 * this->epsilon * row["kappa"]) << number << ' ' << value;
      }
    }
  }
}

TYPED_TEST(GradientFlow, RandomMatricesHaveTheRankAndRangeOfConditionsAsked) {
  for (std::size_t shape = 0; shape < Experiment<TypeParam>::shapes.size(); ++shape) {
    double least = 1e9, most = 0;
    for (auto& row : this->rows(static_cast<Index>(2 + shape), Part::conditions)) {
      EXPECT_EQ(row["rank"], Experiment<TypeParam>::shapes[shape].rank);
      least = std::min(least, row["kappa"]);
      most = std::max(most, row["kappa"]);
    }
    EXPECT_LT(least, 1.5);
    EXPECT_GT(most, 30'000);
  }
}

// A wrong inverse is told from a right one by each condition that it breaks.
TYPED_TEST(GradientFlow, MoorePenroseResidualsSeeWhatIsWrong) {
  using Conditions = experiments::gradient_flow::MoorePenrose<TypeParam, 20>;
  Conditions conditions;
  typename Conditions::Matrix a = this->x, good = this->inverse().template cast<TypeParam>();
  for (const auto residual : conditions.residuals(a, good))
    EXPECT_LT(residual, 100 * this->epsilon);
  // Another right inverse: with null-space parts in its columns, X⁺·X is not symmetric.
  const Matrix null = Matrix::Identity(12, 12) - this->inverse() * this->wide();
  typename Conditions::Matrix other = good + (null.leftCols(5)).template cast<TypeParam>();
  const auto oblique = conditions.residuals(a, other);
  EXPECT_LT(oblique[0], 100 * this->epsilon);
  EXPECT_LT(oblique[1], 100 * this->epsilon);
  EXPECT_LT(oblique[2], 100 * this->epsilon);
  EXPECT_GT(oblique[3], 0.1);
  typename Conditions::Matrix twice = good * TypeParam(2);
  EXPECT_NEAR(static_cast<double>(conditions.residuals(a, twice)[0]), 1, 1e-4);
}

// X·X⁺ is onto the column space, A(AᵀA)⁻¹Aᵀ; X⁺·X onto the row space, Aᵀ(AAᵀ)⁻¹A.
TYPED_TEST(GradientFlow, ProjectionsAreOntoColumnSpaceAndRowSpace) {
  Eigen::Matrix<TypeParam, 12, 5> tall = this->x.transpose();
  const minnorm::JacobiSVD<decltype(tall), Eigen::ComputeThinU | Eigen::ComputeThinV> svd(tall);
  const Matrix a = tall.template cast<double>();
  const Matrix inverse = svd.pseudoInverse().template cast<double>();
  const Matrix onto_columns = a * dense::solve_positive(a.transpose() * a, a.transpose());
  EXPECT_LT((a * inverse - onto_columns).norm(), 100 * this->epsilon);
  EXPECT_LT((inverse * a - Matrix::Identity(5, 5)).norm(), 100 * this->epsilon);

  Eigen::Matrix<TypeParam, 5, 12> wide = this->x;
  const minnorm::CompleteOrthogonalDecomposition<decltype(wide)> cod(wide);
  const Matrix b = wide.template cast<double>();
  const Matrix right = cod.pseudoInverse().template cast<double>();
  const Matrix onto_rows = b.transpose() * dense::solve_positive(b * b.transpose(), b);
  EXPECT_LT((right * b - onto_rows).norm(), 100 * this->epsilon);
  EXPECT_LT((b * right - Matrix::Identity(5, 5)).norm(), 100 * this->epsilon);
}

// Theorem 2.
TYPED_TEST(GradientFlow, EveryOtherSolutionIsLonger) {
  const Vector least = this->flow.limit(this->zero()).template cast<double>();
  EXPECT_LT((this->wide() * least - this->targets()).norm(), this->rounding());
  const Vector other = this->flow.limit(this->start).template cast<double>();
  EXPECT_LT((this->wide() * other - this->targets()).norm(), this->rounding());
  EXPECT_NEAR(least.dot(other - least), 0, this->rounding() * other.norm());
  EXPECT_GT(other.norm(), 1.1 * least.norm());
}

// Theorem 3's closed form, the exponential by XXᵀ's eigenvectors.
TYPED_TEST(GradientFlow, FlowFromZeroIsTheClosedForm) {
  const Matrix gram = this->wide() * this->wide().transpose();
  const auto [q, sigma, v] = dense::svd(this->wide());
  for (const double time : {0.0, 0.001, 0.03, 0.1, 1.0, 100.0}) {
    const Vector decay = (-time * sigma.array().square()).exp();
    const Matrix exponential = q * decay.asDiagonal() * q.transpose();
    const Vector exact = this->wide().transpose() * (Matrix::Identity(5, 5) - exponential) *
                         dense::solve_positive(gram, this->targets());
    const auto computed = this->flow.at(static_cast<TypeParam>(time), this->zero());
    EXPECT_LT((computed.template cast<double>() - exact).norm(), this->rounding()) << time;
  }
}

// The differential equation itself, by a central difference, which takes doubles.
using GradientFlowOfDoubles = GradientFlow<double>;
TEST_F(GradientFlowOfDoubles, MovesAgainstTheGradient) {
  const double time = 0.02, half = 1e-5;
  const Vector slope = (flow.at(time + half, start) - flow.at(time - half, start)) / (2 * half);
  const Vector gradient = x.transpose() * (x * flow.at(time, start) - y);
  EXPECT_LT((slope + gradient).norm(), 1e-6 * gradient.norm());
}

TYPED_TEST(GradientFlow, EndsInTheMinimumNormSolutionAndTheStartsNullSpacePart) {
  const Vector null_part = this->origin() - this->inverse() * (this->wide() * this->origin());
  const Vector exact = this->inverse() * this->targets() + null_part;
  const Vector limit = this->flow.limit(this->start).template cast<double>();
  const Vector late = this->flow.at(std::numeric_limits<TypeParam>::infinity(), this->start)
                          .template cast<double>();
  EXPECT_LT((limit - exact).norm(), this->rounding());
  EXPECT_LT((late - exact).norm(), this->rounding());
  const Vector in_null_space = this->flow.in_null_space(this->start).template cast<double>();
  EXPECT_LT((in_null_space - null_part).norm(), this->rounding());
}

// Lemma 1.
TYPED_TEST(GradientFlow, FlowKeepsTheNullSpacePart) {
  for (const double time : {0.001, 0.1, 10.0}) {
    const auto moved =
        (this->flow.at(static_cast<TypeParam>(time), this->start) - this->start).eval();
    EXPECT_GT(static_cast<double>(moved.norm()), 100 * this->rounding());
    EXPECT_LT(static_cast<double>(this->flow.in_null_space(moved).norm()), this->rounding());
  }
}

// Descent multiplies what is left along a mode by 1 − hσ² at each step, flow by e^(−hσ²): with h·σ²
// up to s they are never further apart than s/e, and for small steps than s/2e and terms in s².
TYPED_TEST(GradientFlow, DescentFollowsTheFlowToFirstOrderInTheStep) {
  for (const Part part : {Part::zero_start, Part::any_start}) {
    std::map<double, double> largest;
    for (auto& row : this->rows(1, part)) {
      const double step = row["step"];
      EXPECT_LE(row["value3"], step / std::exp(1.0) + 1000 * this->epsilon / step);
      largest[step] = std::max(largest[step], row["value3"]);
    }
    ASSERT_EQ(largest.size(), 3U);
    EXPECT_NEAR(largest[1.0 / 8] / largest[1.0 / 64], 8, 1.5);
  }
}

TYPED_TEST(GradientFlow, DescentEndsWhereTheFlowDoes) {
  for (const Part part : {Part::zero_start, Part::any_start}) {
    for (auto& row : this->rows(1, part)) {
      if (row["at"] < 512) continue;
      // Steps of less than half a unit in the last place are none, whatever is left to go.
      const double stalled = 30 * this->epsilon / row["step"];
      EXPECT_LT(row["value1"], 30 * this->epsilon);
      EXPECT_LT(row["value2"], stalled);
      EXPECT_LT(row["value4"], stalled);
    }
  }
}

TYPED_TEST(GradientFlow, RidgeTendsToTheMinimumNormSolution) {
  double before = 2;
  for (auto& row : this->rows(1, Part::ridge)) {
    EXPECT_NEAR(row["value1"], row["value2"], 100 * this->epsilon);
    EXPECT_LT(row["value2"], before);
    before = row["value2"];
  }
  EXPECT_LT(before, 1e-7);
}

// P² = P and tr P = rank; symmetry is in the Moore–Penrose conditions.
TYPED_TEST(GradientFlow, ProjectionsAreAsGoodAsTheConditions) {
  for (Index number = 0; number < Experiment<TypeParam>::cases; ++number) {
    if (number == 1) continue;
    for (auto& row : this->rows(number, Part::projections)) {
      for (const auto* value : {"value1", "value2", "value3", "value4"}) {
        EXPECT_LE(row[value], 50 * this->epsilon * row["kappa"]) << number << ' ' << value;
      }
    }
  }
}

TYPED_TEST(GradientFlow, ProjectionResidualsSeeWhatIsWrong) {
  using Conditions = experiments::gradient_flow::MoorePenrose<TypeParam, 20>;
  Conditions conditions;
  const typename Conditions::Matrix a = this->x, good = this->inverse().template cast<TypeParam>();
  for (const auto residual : conditions.projections(a, good, 5))
    EXPECT_LT(residual, 100 * this->epsilon);
  const typename Conditions::Matrix twice = good * TypeParam(2);
  for (const auto residual : conditions.projections(a, twice, 5))
    EXPECT_NEAR(static_cast<double>(residual), 1, 1e-4);
  EXPECT_NEAR(static_cast<double>(conditions.projections(a, good, 4)[3]), 0.25, 1e-4);
}

// Theorem 1: a vector's parts in the row space and the null space are orthogonal.
TYPED_TEST(GradientFlow, PartsOfAVectorAreOrthogonal) {
  for (auto& row : this->rows(1, Part::subspaces)) {
    for (const auto* value : {"value1", "value2", "value3"}) {
      EXPECT_LT(row[value], 20 * this->epsilon) << value;
    }
    EXPECT_GT(row["value4"], 0.3);
    EXPECT_LT(row["value4"], 1);
  }
}

TYPED_TEST(GradientFlow, OtherSolutionsAreLongerByPythagoras) {
  for (auto& row : this->rows(1, Part::solutions)) {
    EXPECT_GT(row["value1"], 1);
    EXPECT_NEAR(row["value1"], std::sqrt(1 + row["at"] * row["at"]),
                20 * this->epsilon * row["value1"]);
    EXPECT_LT(row["value2"], 20 * this->epsilon);
    EXPECT_LT(row["value3"], 100 * this->epsilon * (1 + row["at"]));
    EXPECT_LT(row["value4"], 20 * this->epsilon);
  }
}

TYPED_TEST(GradientFlow, ResidualsOfDescentFollowTheirRecursion) {
  for (Index repeat = 0; repeat < 5; ++repeat) {
    for (auto& row : this->rows(1, Part::residuals, repeat)) {
      EXPECT_LT(row["value4"], 30 * this->epsilon);
      EXPECT_NEAR(row["value2"], row["value3"], 30 * this->epsilon);
      EXPECT_NEAR(row["value1"], row["value2"], 30 * this->epsilon);
    }
  }
}

TYPED_TEST(GradientFlow, GramIsOfTheRows) {
  const Matrix gram = this->flow.gram().template cast<double>();
  EXPECT_LT((gram - this->wide() * this->wide().transpose()).norm(),
            20 * this->epsilon * gram.norm());
}

TYPED_TEST(GradientFlow, WithoutFullRowRankFlowAndDescentEndInTheLeastSquaresSolution) {
  for (Index repeat = 0; repeat < 5; ++repeat) {
    for (auto& row : this->rows(1, Part::deficient, repeat)) {
      EXPECT_EQ(row["rank"], 3);
      EXPECT_GT(row["value4"], 0.01);
      EXPECT_GT(row["value3"], row["value4"] - 20 * this->epsilon);
      if (row["at"] < 512) continue;
      EXPECT_LT(row["value1"], 30 * this->epsilon);
      EXPECT_LT(row["value2"], 512 * this->epsilon);
      EXPECT_NEAR(row["value3"], row["value4"], 30 * this->epsilon);
    }
  }
}

TYPED_TEST(GradientFlow, EveryRepeatOfARandomProblemIsAnother) {
  const auto first = this->rows(1, Part::ridge, 0), second = this->rows(1, Part::ridge, 1);
  EXPECT_NE(first[0].at("kappa"), second[0].at("kappa"));
  EXPECT_EQ(first[0], this->rows(1, Part::ridge, 0)[0]);
}

}  // namespace
