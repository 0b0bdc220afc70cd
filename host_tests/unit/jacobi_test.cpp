// SPDX-License-Identifier: MIT
#include <minnorm/jacobi.hpp>

#include <gtest/gtest.h>

#include <cmath>

#include "matrices.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;
using Vector = Eigen::Matrix<float, Dynamic, 1, Eigen::ColMajor, 12, 1>;

struct Result {
  Matrix u, v;
  Vector sigma;
  minnorm::JacobiOutcome outcome;
};

Result run(const Matrix& x, int maxSweeps = 30) {
  const Index n = x.rows();
  Result result{x, Matrix::Constant(n, n, 7.0F), Vector::Constant(n, 7.0F), {}};
  result.outcome =
      minnorm::jacobi(result.u.data(), n, result.v.data(), n, result.sigma.data(), n, maxSweeps);
  return result;
}

void expectDecomposition(const Result& result, const Matrix& x) {
  const Index n = x.rows();
  EXPECT_TRUE(result.outcome.converged);
  EXPECT_LE(nonOrthogonality(result.u), 16 * epsilon<float>);
  EXPECT_LE(nonOrthogonality(result.v), 16 * epsilon<float>);
  for (Index j = 0; j < n; ++j) EXPECT_GE(result.sigma[j], 0.0F);
  for (Index j = 0; j + 1 < n; ++j) EXPECT_GE(result.sigma[j], result.sigma[j + 1]);
  const Matrix product = result.u * result.sigma.asDiagonal() * result.v.transpose();
  EXPECT_LE(relativeDifference(product, x), 64 * epsilon<float>);
}

class Jacobi : public testing::TestWithParam<Index> {};
INSTANTIATE_TEST_SUITE_P(OfSize, Jacobi, testing::Values(0, 1, 2, 3, 5, 8, 12));

TEST_P(Jacobi, DecomposesARandomMatrix) {
  const auto x = randomMatrix<Matrix>(GetParam(), GetParam(), 30);
  expectDecomposition(run(x), x);
}

TEST_P(Jacobi, LeavesAnOrthogonalMatrixInOneSweepAsItIs) {
  const Matrix x = Matrix::Identity(GetParam(), GetParam());
  const Result result = run(x);
  EXPECT_LE(result.outcome.sweeps, 1);
  EXPECT_TRUE(same(result.u, x));
  EXPECT_TRUE(same(result.v, x));
}

TEST_P(Jacobi, GivesTheSameBitsWithoutV) {
  const Index n = GetParam();
  const auto x = randomMatrix<Matrix>(n, n, 31);
  const Result expected = run(x);
  Matrix u = x;
  Vector sigma(n);
  const auto outcome = minnorm::jacobi<float>(u.data(), n, nullptr, 0, sigma.data(), n, 30);
  EXPECT_EQ(outcome.sweeps, expected.outcome.sweeps);
  EXPECT_TRUE(same(u, expected.u));
  EXPECT_TRUE(same(sigma, expected.sigma));
}

TEST(Jacobi, StridesLeaveTheRowsBetweenAlone) {
  const auto x = randomMatrix<Matrix>(4, 4, 32);
  const Result expected = run(x);
  Matrix u = Matrix::Constant(7, 4, 5.0F), v = Matrix::Constant(9, 4, 6.0F);
  u.topRows(4) = x;
  Vector sigma(4);
  minnorm::jacobi(u.data(), 7, v.data(), 9, sigma.data(), 4, 30);
  EXPECT_TRUE(same(u.topRows(4), expected.u));
  EXPECT_TRUE(same(v.topRows(4), expected.v));
  EXPECT_TRUE((u.bottomRows(3).array() == 5.0F).all());
  EXPECT_TRUE((v.bottomRows(5).array() == 6.0F).all());
}

TEST(Jacobi, KeepsSmallSingularValuesOfScaledColumns) {
  Matrix x = randomMatrix<Matrix>(5, 5, 34);
  const Vector sigma = run(x).sigma;
  for (const int exponent : {-100, 100}) {
    const Vector scaled = run(x * std::ldexp(1.0F, exponent)).sigma;
    EXPECT_LE(relativeDifference(scaled * std::ldexp(1.0F, -exponent), sigma), 4 * epsilon<float>);
  }
  x.setIdentity();
  x(0, 1) = 0.5F;
  for (Index j = 0; j < 5; ++j) x.col(j) *= std::ldexp(1.0F, static_cast<int>(40 - 20 * j));
  const Vector graded = run(x).sigma;
  for (Index j = 2; j < 5; ++j)
    EXPECT_EQ(graded[j], std::ldexp(1.0F, static_cast<int>(40 - 20 * j)));
}

TEST(Jacobi, StopsAtTheBoundAndSaysThatItDidNotConverge) {
  const auto x = randomMatrix<Matrix>(8, 8, 35);
  for (const int bound : {0, 1, 2}) {
    const Result result = run(x, bound);
    EXPECT_EQ(result.outcome.sweeps, bound);
    EXPECT_FALSE(result.outcome.converged);
    EXPECT_TRUE(result.sigma.allFinite());
  }
  EXPECT_LT(run(x).outcome.sweeps, 30);
}

}  // namespace
}  // namespace unit_test
