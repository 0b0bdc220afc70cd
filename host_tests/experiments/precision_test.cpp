// SPDX-License-Identifier: MIT
#include "experiments/precision/inputs.hpp"
#include "experiments/precision/scalars.hpp"
#include "experiments/precision/solvers/cgls.hpp"
#include "experiments/precision/solvers/cholesky.hpp"
#include "experiments/precision/solvers/cod.hpp"
#include "experiments/precision/solvers/jacobi.hpp"
#include "experiments/precision/solvers/qr.hpp"
#include "experiments/precision/solvers/refined.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "../dense.hpp"
#include "numerics/random.hpp"

namespace {

using namespace experiments::precision;
using Eigen::Index;

template <typename Scalar>
using TestSystem = System<Scalar, 12, 8>;

/// Independent normal rows, rounded to quarters so that every scalar holds them, the diagonal far
/// enough from 0 for them to be well conditioned, and targets X·β for β of small whole numbers.
template <typename Scalar>
TestSystem<Scalar> random_system(Index n, Index d) {
  TestSystem<Scalar> system;
  numerics::Random random(7, static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(d));
  system.x.resize(n, d);
  system.y.resize(n);
  system.ridge = 0;
  for (Index i = 0; i < n; ++i) {
    double target = 0;
    for (Index j = 0; j < d; ++j) {
      const double value = static_cast<int>(4 * random.normal()) / 4.0 + (i == j ? 5.0 : 0.0);
      system.x(i, j) = numerics::rounded<Scalar>(value);
      target += value * static_cast<double>(j % 3 + 1);
    }
    system.y[i] = numerics::rounded<Scalar>(target);
  }
  return system;
}

template <typename Solver, typename Scalar>
Solution<TestSystem<Scalar>> solved(const TestSystem<Scalar>& system) {
  Solution<TestSystem<Scalar>> solution;
  solution.beta.setZero(system.x.cols());
  Solver::solve(system, solution);
  return solution;
}

/// The exact solution to double's rounding.
template <typename Scalar>
Eigen::VectorXd exact(const TestSystem<Scalar>& system) {
  Eigen::MatrixXd x(system.x.rows(), system.x.cols());
  Eigen::VectorXd y(system.y.size());
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.cols(); ++j) x(i, j) = numerics::value(system.x(i, j));
    y[i] = numerics::value(system.y[i]);
  }
  return dense::least_norm(x, y);
}

template <typename Scalar>
double relative_error(const Solution<TestSystem<Scalar>>& solution, const Eigen::VectorXd& beta) {
  double square = 0;
  for (Index j = 0; j < beta.size(); ++j) {
    const double error = numerics::value(solution.beta[j]) - beta[j];
    square += error * error;
  }
  return std::sqrt(square) / beta.norm();
}

template <typename Arithmetic>
class EveryArithmetic : public testing::Test {};
using Arithmetics =
    testing::Types<Float32, Float32Fma, FloatFloat, Float64, Binary16, Bfloat16, DoubleDouble>;
TYPED_TEST_SUITE(EveryArithmetic, Arithmetics);

template <typename Solver, typename Scalar>
void expect_solved(double condition) {
  const double u = static_cast<double>(numerics::value(std::numeric_limits<Scalar>::epsilon()));
  // In few digits too, what is no solution is farther off than this.
  const double allowed = std::clamp(condition * u, 1e-13, 0.25);
  for (const auto& [n, d] : {std::pair<Index, Index>{12, 4}, {4, 4}, {3, 8}, {1, 1}, {5, 1}}) {
    const auto system = random_system<Scalar>(n, d);
    const auto solution = solved<Solver>(system);
    EXPECT_TRUE(solution.status == Status::ok || solution.status == Status::unfinished)
        << Solver::name << ' ' << n << " × " << d << ": " << static_cast<int>(solution.status);
    EXPECT_EQ(solution.rank, std::min(n, d)) << Solver::name << ' ' << n << " × " << d;
    EXPECT_LT(relative_error(solution, exact(system)), allowed)
        << Solver::name << ' ' << n << " × " << d;
  }
}

TYPED_TEST(EveryArithmetic, IsSolvedInByEverySolver) {
  using Scalar = typename TypeParam::Scalar;
  expect_solved<Jacobi, Scalar>(100);
  expect_solved<JacobiDefault, Scalar>(100);
  expect_solved<JacobiColumns, Scalar>(100);
  expect_solved<Cod, Scalar>(100);
  expect_solved<Qr, Scalar>(100);
  expect_solved<LqSorted, Scalar>(100);
  expect_solved<Cholesky, Scalar>(1000);
  expect_solved<CholeskyEps, Scalar>(1000);
  expect_solved<CholeskyOptimal, Scalar>(1000);
  // The square of Xᵀy is beyond the largest number of binary16, 65,504, of some of them.
  if constexpr (!std::is_same_v<TypeParam, Binary16>) expect_solved<Cgls, Scalar>(1000);
}

TEST(Precision, AFirstGradientTooLongForTheScalarIsOverflow) {
  auto system = random_system<Binary16::Scalar>(12, 4);
  EXPECT_EQ(solved<Cgls>(system).status, Status::unfinished);
  for (Index i = 0; i < 12; ++i) system.y[i] *= numerics::rounded<Binary16::Scalar>(16.0);
  EXPECT_EQ(solved<Cgls>(system).status, Status::overflow);
}

TEST(Precision, RefinementRoundsTheSolutionOnce) {
  for (const auto& [n, d] : {std::pair<Index, Index>{12, 4}, {8, 8}, {3, 8}}) {
    const auto system = random_system<float>(n, d);
    const auto solution = solved<Refined>(system);
    ASSERT_EQ(solution.status, Status::ok);
    EXPECT_GE(solution.iterations, 2);
    EXPECT_LT(relative_error(solution, exact(system)), 0x1p-24);
  }
}

/// Columns in units from 1 to 2^-24, whose last one the default rank rule drops.
TEST(Precision, OneRankRuleKnowsTheColumnsUnits) {
  auto system = random_system<float>(12, 4);
  system.x.col(3) *= 0x1p-24F;
  EXPECT_EQ(solved<Jacobi>(system).rank, 4);
  EXPECT_EQ(solved<JacobiDefault>(system).rank, 3);
  EXPECT_EQ(solved<JacobiColumns>(system).rank, 4);
}

/// A power of two that scales a column scales a coefficient, and nothing else.
TEST(Precision, QrAndCholeskyDoNotFeelTheColumnsUnits) {
  const auto system = random_system<float>(12, 4);
  auto scaled = system;
  scaled.x.col(1) *= 0x1p12F;
  scaled.x.col(3) *= 0x1p-9F;
  const auto same = [](auto one, auto other) {
    other.beta[1] *= 0x1p12F;
    other.beta[3] *= 0x1p-9F;
    return one.beta == other.beta;
  };
  EXPECT_TRUE(same(solved<Qr>(system), solved<Qr>(scaled)));
  EXPECT_TRUE(same(solved<Cholesky>(system), solved<Cholesky>(scaled)));
  EXPECT_FALSE(same(solved<CholeskySqrtEps>(system), solved<CholeskySqrtEps>(scaled)));
  EXPECT_FALSE(same(solved<Cgls>(system), solved<Cgls>(scaled)));
}

TEST(Precision, AColumnOfZerosIsSingularWhereNoRankIsChosen) {
  auto system = random_system<float>(12, 4);
  system.x.col(2).setZero();
  EXPECT_EQ(solved<Cholesky>(system).status, Status::singular);
  EXPECT_EQ(solved<Qr>(system).status, Status::singular);
  EXPECT_EQ(solved<LqSorted>(system).status, Status::singular);
  EXPECT_EQ(solved<Jacobi>(system).rank, 3);
  EXPECT_EQ(solved<Cod>(system).rank, 3);
  EXPECT_EQ(solved<CholeskyEps>(system).status, Status::ok);
}

TEST(Precision, ALargeRidgeShrinksTheSolution) {
  auto system = random_system<float>(12, 4);
  system.ridge = 1e6;
  EXPECT_LT(solved<CholeskyOptimal>(system).beta.norm(),
            1e-2F * solved<Cholesky>(system).beta.norm());
}

TEST(Precision, InputsThatDoNotFitAreToldApart) {
  constexpr experiments::Capacity capacity{4, 3, 1};
  const auto sentence = [&](std::vector<double> rows, std::vector<double> sizes,
                            std::vector<double> ridges) {
    return Inputs<double>::check({rows, sizes, ridges}, capacity);
  };
  const std::vector<double> two_rows{1, 2, 3, 4, 5, 6};
  EXPECT_EQ(sentence(two_rows, {2, 1, 2}, {0, 0}), "");
  EXPECT_NE(sentence(two_rows, {4, 1}, {0}), "");
  EXPECT_NE(sentence(two_rows, {0.5, 1}, {0}), "");
  EXPECT_NE(sentence(two_rows, {std::numeric_limits<double>::quiet_NaN(), 1}, {0}), "");
  EXPECT_NE(sentence(two_rows, {3, 1}, {0}), "");
  EXPECT_NE(sentence(two_rows, {2, 3}, {0}), "");
  EXPECT_NE(sentence(two_rows, {2, 0}, {0}), "");
  EXPECT_NE(sentence(two_rows, {2, 1, 2}, {0}), "");
}

}  // namespace
