// SPDX-License-Identifier: MIT
#include <minnorm/jacobi_svd.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>
#include <vector>

#include "../dense.hpp"
#include "matrices.hpp"

namespace unit_test {
namespace {

using Matrix = Upto12<float>;
using Vector = Column;
template <int n>
using Space = minnorm::internal::StackSpace<float, 1, n>;

struct Result {
  Matrix u, w;
  Vector sigma;
  minnorm::internal::JacobiOutcome outcome;
};

/// Everything is wanted; V starts as the identity.
template <int MaxSweeps = 30>
Result run(const Matrix& x) {
  const Index m = x.rows(), n = x.cols();
  Result result{x, Matrix::Identity(n, n), Vector::Constant(n, 7.0F), {}};
  result.outcome = minnorm::internal::jacobi<MaxSweeps>(
      result.u.data(), m, result.w.data(), n, n, result.sigma.data(), true, true, Space<12>());
  return result;
}

void expectSame(const Result& actual, const Result& expected) {
  EXPECT_EQ(actual.outcome.sweeps, expected.outcome.sweeps);
  EXPECT_EQ(actual.outcome.converged, expected.outcome.converged);
  EXPECT_TRUE(same(actual.sigma, expected.sigma));
  EXPECT_TRUE(same(actual.u, expected.u));
  EXPECT_TRUE(same(actual.w, expected.w));
}

struct Shape {
  Index rows, cols;
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.rows << "x" << shape.cols; }

class Jacobi : public testing::TestWithParam<Shape> {
 protected:
  Matrix x = randomMatrix<Matrix>(GetParam().rows, GetParam().cols, 30);
};

INSTANTIATE_TEST_SUITE_P(Shapes, Jacobi,
                         testing::Values(Shape{0, 0}, Shape{1, 1}, Shape{2, 2}, Shape{3, 3},
                                         Shape{5, 5}, Shape{8, 8}, Shape{12, 12}, Shape{9, 1},
                                         Shape{12, 5}, Shape{7, 6}),
                         testing::PrintToStringParamName());

TEST_P(Jacobi, DecomposesARandomMatrix) {
  const Result result = run(x);
  EXPECT_TRUE(result.outcome.converged);
  EXPECT_LE(nonOrthogonality(result.u), 16 * epsilon<float>);
  EXPECT_LE(nonOrthogonality(result.w), 16 * epsilon<float>);
  for (Index j = 0; j < x.cols(); ++j) EXPECT_GT(result.sigma[j], 0.0F);
  for (Index j = 0; j + 1 < x.cols(); ++j) EXPECT_GE(result.sigma[j], result.sigma[j + 1]);
  const Matrix product = result.u * result.sigma.asDiagonal() * result.w.transpose();
  EXPECT_LE(relativeDifference(product, x), 64 * epsilon<float>);
}

// The first sweep ignores small angles, so that a second one has to look.
TEST_P(Jacobi, LeavesAnOrthogonalMatrixInTwoSweepsAsItIs) {
  x.setIdentity();
  const Result result = run(x);
  EXPECT_EQ(result.outcome.sweeps, x.cols() < 2 ? 0 : 2);
  EXPECT_TRUE(result.outcome.converged);
  EXPECT_TRUE(same(result.u, x));
  EXPECT_TRUE(result.w.isIdentity(0));
}

TEST_P(Jacobi, GivesTheSameBitsWithoutW) {
  const Index n = x.cols();
  const Result expected = run(x);
  Result result{x, expected.w, Vector::Zero(n), {}};
  result.outcome =
      minnorm::internal::jacobi<30>(result.u.data(), x.rows(), static_cast<float*>(nullptr),
                                    Index(0), n, result.sigma.data(), true, false, Space<12>());
  expectSame(result, expected);
}

TEST_P(Jacobi, GivesTheSameBitsInWorkSpaceThatIsGiven) {
  const Index m = x.rows(), n = x.cols();
  Result result{x, Matrix::Identity(n, n), Vector::Zero(n), {}};
  std::vector<float> work(m + 3 * n);
  result.outcome = minnorm::internal::jacobi<30>(
      result.u.data(), m, result.w.data(), n, n, result.sigma.data(), true, true,
      minnorm::internal::GivenSpace<float>{work.data(), m, n});
  expectSame(result, run(x));
}

TEST_P(Jacobi, GivesTheSingularValuesWithoutVectors) {
  const Index n = x.cols();
  const Result expected = run(x);
  Vector sigma(n);
  Matrix lost = x;
  const auto outcome =
      minnorm::internal::jacobi<30>(lost.data(), x.rows(), static_cast<float*>(nullptr), Index(0),
                                    n, sigma.data(), false, false, Space<12>());
  EXPECT_TRUE(outcome.converged);
  EXPECT_LE(outcome.sweeps, expected.outcome.sweeps);
  for (Index j = 0; j < n; ++j) {
    EXPECT_LE(std::abs(sigma[j] - expected.sigma[j]), 8 * epsilon<float> * expected.sigma[j]) << j;
  }
}

/// The singular values alone of a random float matrix of about these are as double finds them.
void expectValues(const Eigen::Vector<double, 8>& sigma, std::uint32_t seed) {
  using Square = Eigen::Matrix<double, 8, 8>;
  const auto orthogonal = [](std::uint32_t draw) -> Square {
    return dense::qr(randomMatrix<Square>(8, 8, draw)).q;
  };
  const Eigen::Matrix<float, 8, 8> a =
      (orthogonal(seed) * sigma.asDiagonal() * orthogonal(seed + 1).transpose()).cast<float>();
  const Eigen::Vector<double, 8> expected = dense::singular_values(a.cast<double>());
  const minnorm::JacobiSVD<Eigen::Matrix<float, 8, 8>, minnorm::ValuesOnly> svd(a);
  EXPECT_EQ(svd.info(), Eigen::Success);
  const double error = (svd.singularValues().cast<double>() - expected).cwiseAbs().maxCoeff();
  EXPECT_LE(error, 2e-6 * expected[0]) << sigma.transpose();
}

// Without vectors a pair is left alone whose rotation would change the lengths by less than a
// rounding, which depends on the gap between them.
TEST(Jacobi, GivesCloseSingularValuesWithoutVectors) {
  for (int digits = 1; digits <= 7; ++digits) {
    const double gap = std::pow(10.0, -digits);
    for (std::uint32_t draw = 0; draw < 50; ++draw) {
      Eigen::Vector<double, 8> gaps, clusters, cluster;
      for (int j = 0; j < 8; ++j) {
        gaps[j] = 1 - j * gap;
        clusters[j] = std::pow(0.1, j / 4) * (1 - j % 4 * gap);
        cluster[j] = j == 0 ? 1 : 0.01 * (1 - j * gap);
      }
      expectValues(gaps, 2 * draw);
      expectValues(clusters, 2 * draw);
      expectValues(cluster, 2 * draw);
    }
  }
}

template <Index m, Index k, Index n>
void expectSameForFixedSizes() {
  const auto x = randomMatrix<Matrix>(m, n, 31);
  const auto w = randomMatrix<Matrix>(k, n, 32);
  Result atRunTime{x, w, Vector::Zero(n), {}}, fixed = atRunTime;
  atRunTime.outcome =
      minnorm::internal::jacobi<30>(atRunTime.u.data(), m, atRunTime.w.data(), k, n,
                                    atRunTime.sigma.data(), true, true, Space<12>());
  fixed.outcome = minnorm::internal::jacobi<30>(fixed.u.data(), minnorm::internal::Fixed<m>(),
                                                fixed.w.data(), minnorm::internal::Fixed<k>(),
                                                minnorm::internal::Fixed<n>(), fixed.sigma.data(),
                                                std::true_type(), std::true_type(), Space<n>());
  expectSame(fixed, atRunTime);
}

TEST(Jacobi, GivesTheSameBitsForFixedSizes) {
  expectSameForFixedSizes<3, 3, 3>();
  expectSameForFixedSizes<6, 6, 6>();
  expectSameForFixedSizes<12, 4, 4>();
  expectSameForFixedSizes<5, 12, 5>();
  expectSameForFixedSizes<9, 2, 9>();
}

TEST(Jacobi, RotatesTheColumnsOfW) {
  const auto x = randomMatrix<Matrix>(6, 4, 33);
  const auto w = randomMatrix<Matrix>(9, 4, 34);
  Result result{x, w, Vector::Zero(4), {}};
  minnorm::internal::jacobi<30>(result.u.data(), Index(6), result.w.data(), Index(9), Index(4),
                                result.sigma.data(), true, true, Space<4>());
  EXPECT_LE(relativeDifference(result.w, w * run(x).w), 16 * epsilon<float>);
}

TEST(Jacobi, KeepsSmallSingularValuesOfScaledColumns) {
  Matrix x = Matrix::Identity(5, 5);
  x(0, 1) = 0.5F;
  for (Index j = 0; j < 5; ++j) x.col(j) *= std::ldexp(1.0F, static_cast<int>(20 * j - 40));
  const Vector graded = run(x).sigma;
  for (Index j = 0; j < 3; ++j)
    EXPECT_EQ(graded[j], std::ldexp(1.0F, static_cast<int>(40 - 20 * j)));
}

TEST(Jacobi, MakesAColumnOfWhichARotationLeavesRoundingZero) {
  Matrix x = randomMatrix<Matrix>(7, 5, 35);
  x.col(0) = -300.0F * x.col(1);
  for (const bool vectors : {true, false}) {
    Result result{x, Matrix::Identity(5, 5), Vector::Zero(5), {}};
    result.outcome =
        minnorm::internal::jacobi<30>(result.u.data(), Index(7), result.w.data(), Index(5),
                                      Index(5), result.sigma.data(), vectors, vectors, Space<5>());
    EXPECT_TRUE(result.outcome.converged);
    EXPECT_GT(result.sigma[3], 0.1F);
    EXPECT_EQ(result.sigma[4], 0.0F);
    if (!vectors) continue;
    EXPECT_TRUE(result.u.col(4).isZero(0));
    EXPECT_LE(nonOrthogonality(result.u.leftCols(4)), 16 * epsilon<float>);
  }
}

TEST(Jacobi, LeavesRoundingOfColumnsInTheSpanOfOthers) {
  Matrix x = randomMatrix<Matrix>(7, 5, 35);
  x.col(4) = x.col(0) + x.col(1) - x.col(2);
  const Vector sigma = run(x).sigma;
  EXPECT_LE(sigma[4], 8 * epsilon<float> * sigma[0]);
  EXPECT_GT(sigma[3], 0.1F);
}

TEST(Jacobi, StopsAtTheBoundAndSaysThatItDidNotConverge) {
  const auto x = randomMatrix<Matrix>(8, 8, 36);
  const auto expectStop = [](const Result& result, int bound) {
    EXPECT_EQ(result.outcome.sweeps, bound);
    EXPECT_FALSE(result.outcome.converged);
    EXPECT_TRUE(result.sigma.allFinite());
  };
  expectStop(run<0>(x), 0);
  expectStop(run<1>(x), 1);
  expectStop(run<2>(x), 2);
  EXPECT_LT(run(x).outcome.sweeps, 30);
}

}  // namespace
}  // namespace unit_test
