// SPDX-License-Identifier: MIT
#include <minnorm/internal/gram_schmidt.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../dense.hpp"
#include "matrices.hpp"

namespace unit_test {
namespace {

using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXf;

/// `given` random orthonormal columns, completed to `wanted`.
MatrixXf orthonormal(Index m, Index given, Index wanted, std::uint32_t seed) {
  MatrixXf q(m, wanted);
  q.leftCols(given) = dense::qr(randomMatrix<MatrixXd>(m, given, seed)).q.cast<float>();
  VectorXf sum(m);
  minnorm::internal::completeBasis(q.data(), m, given, wanted, sum.data());
  return q;
}

TEST(Orthogonalize, LeavesWhatIsOrthogonalAndCountsTheRest) {
  const MatrixXf q = orthonormal(9, 4, 4, 110);
  const VectorXf before = randomMatrix<VectorXf>(9, 1, 111);
  VectorXf c = before, sum(9);
  Eigen::Matrix<float, 2, 4> taken = Eigen::Matrix<float, 2, 4>::Constant(1.0F);
  const float squares = minnorm::internal::orthogonalize(q.data(), Index(9), 4, c.data(),
                                                         sum.data(), 0.0F, taken.data(), 2);
  EXPECT_LE((q.transpose() * c).cwiseAbs().maxCoeff(), 4 * epsilon<float>);
  EXPECT_NEAR(squares, c.squaredNorm(), 8 * epsilon<float> * squares);
  const VectorXf coefficients = taken.row(0).transpose().array() - 1.0F;
  EXPECT_LE(relativeDifference(q * coefficients + c, before), 8 * epsilon<float>);
  EXPECT_TRUE((taken.row(1).array() == 1.0F).all());
}

TEST(Orthogonalize, IsOrthogonalToRoundingWhateverIsLeft) {
  const MatrixXf q = orthonormal(9, 4, 4, 112);
  VectorXf c = q * VectorXf::Ones(4) + 1e-6F * randomMatrix<VectorXf>(9, 1, 113), sum(9);
  const float squares =
      minnorm::internal::orthogonalize(q.data(), minnorm::internal::Fixed<9>(), 4, c.data(),
                                       sum.data(), 0.0F, static_cast<float*>(nullptr), 0);
  EXPECT_GT(squares, 0.0F);
  EXPECT_LE((q.transpose() * c).norm(), 8 * epsilon<float> * c.norm());
}

TEST(Orthogonalize, LeavesNothingOfAUnitVectorAmongThem) {
  const MatrixXf q = MatrixXf::Identity(5, 3);
  VectorXf c = 3.0F * VectorXf::Unit(5, 1), sum(5);
  EXPECT_EQ(minnorm::internal::orthogonalize(q.data(), Index(5), 3, c.data(), sum.data(), 0.0F,
                                             static_cast<float*>(nullptr), 0),
            0.0F);
  EXPECT_TRUE(c.isZero(0));
}

TEST(CompleteBasis, GivesOrthonormalColumnsAndKeepsTheFirst) {
  for (const auto& [m, given] : {std::pair{40, 3}, {40, 39}, {40, 40}, {12, 0}, {1, 0}}) {
    const MatrixXf q = orthonormal(m, given, m, 114);
    EXPECT_LE(nonOrthogonality(q), 16 * epsilon<float>) << m << ", " << given;
    EXPECT_TRUE(same(q.leftCols(given), orthonormal(m, given, given, 114)));
  }
}

// All columns but the last of the reflector that takes the last unit vector to (1, …, 1)/√m: each
// unit vector has only 1/m of its square outside of them.
TEST(CompleteBasis, FindsADirectionThatNoUnitVectorIsCloseTo) {
  const Index m = 64;
  MatrixXf q = MatrixXf::Identity(m, m);
  VectorXf w = VectorXf::Constant(m, 0.125F), sum(m);
  w[m - 1] -= 1.0F;
  q -= 2.0F / w.squaredNorm() * w * w.transpose();
  const VectorXf missing = q.col(m - 1);
  minnorm::internal::completeBasis(q.data(), m, m - 1, m, sum.data());
  EXPECT_NEAR(std::abs(missing.dot(q.col(m - 1))), 1.0F, 16 * epsilon<float>);
}

// Two columns with a cosine of 0.9, orthogonal to (1, 1, 1): taking them out of a unit vector goes
// on and on.
TEST(CompleteBasis, EndsWithZerosBehindColumnsThatAreNotOrthonormal) {
  const VectorXf along = Eigen::Vector3f(1, -1, 0).normalized() * std::sqrt(0.95F),
                 across = Eigen::Vector3f(1, 1, -2).normalized() * std::sqrt(0.05F);
  MatrixXf q(3, 3);
  q << along + across, along - across, VectorXf::Constant(3, 7.0F);
  VectorXf sum(3);
  minnorm::internal::completeBasis(q.data(), Index(3), 2, 3, sum.data());
  EXPECT_TRUE(q.col(2).isZero(0));
}

/// A = Q·Xᵀ.
struct Factored {
  MatrixXf q, x;
};

template <typename M, typename N>
Factored factor(const MatrixXf& a, M m, N n) {
  Factored f{a, MatrixXf::Constant(n, n, 7.0F)};
  VectorXf squares(Index{n}), sum(Index{m});
  std::vector<Index> order(static_cast<std::size_t>(Index{n}));
  minnorm::internal::pivotedGramSchmidt(f.q.data(), m, n, f.x.data(), squares.data(), order.data(),
                                        sum.data());
  return f;
}

Factored factor(const MatrixXf& a) { return factor(a, a.rows(), a.cols()); }

/// Largest error of an entry of Q·Xᵀ, relative to the largest entry of its row.
double rowError(const Factored& f, const MatrixXf& a) {
  const MatrixXd error = f.q.cast<double>() * f.x.cast<double>().transpose() - a.cast<double>();
  return (error.cwiseAbs().rowwise().maxCoeff().array() /
          a.cast<double>().cwiseAbs().rowwise().maxCoeff().array())
      .maxCoeff();
}

TEST(PivotedGramSchmidt, FactorsIntoOrthonormalAndPermutedTriangular) {
  for (const auto& [m, n] : {std::pair{1, 1}, {7, 1}, {5, 5}, {12, 5}, {40, 20}}) {
    const auto a = randomMatrix<MatrixXf>(m, n, 115);
    const Factored f = factor(a);
    EXPECT_LE(nonOrthogonality(f.q), 8 * epsilon<float>);
    EXPECT_LE(relativeDifference(f.q * f.x.transpose(), a), 16 * epsilon<float>);
    // Column k of X: zeros for the pivots before, then the pivot, the longest of what is left.
    VectorXf left = a.colwise().squaredNorm();
    for (Index k = 0; k < n; ++k) {
      EXPECT_EQ((f.x.col(k).array() == 0.0F).count(), k);
      Index pivot = 0;
      EXPECT_GE(f.x.col(k).maxCoeff(&pivot), std::sqrt(left.maxCoeff()) * 0.999F);
      left = (left - f.x.col(k).cwiseAbs2()).cwiseMax(0.0F);
      left[pivot] = 0;
    }
  }
}

TEST(PivotedGramSchmidt, HasTheSameBitsForFixedSizes) {
  const auto a = randomMatrix<MatrixXf>(9, 5, 116);
  const Factored expected = factor(a);
  const Factored f = factor(a, minnorm::internal::Fixed<9>(), minnorm::internal::Fixed<5>());
  EXPECT_TRUE(same(f.q, expected.q));
  EXPECT_TRUE(same(f.x, expected.x));
}

TEST(PivotedGramSchmidt, XHasZeroColumnsWhereTheRankEnds) {
  MatrixXf a = MatrixXf::Zero(6, 5);
  a.col(1) = 3.0F * VectorXf::Unit(6, 2);
  a.col(2) = VectorXf::Constant(6, std::ldexp(1.0F, -80));
  a.col(3) = VectorXf::Unit(6, 5);
  a.col(4) = -2.0F * a.col(3) + a.col(1);
  const Factored f = factor(a);
  EXPECT_LE(nonOrthogonality(f.q.leftCols(2)), 2 * epsilon<float>);
  EXPECT_TRUE(f.x.rightCols(3).isZero(0));
  EXPECT_LE(relativeDifference(f.q * f.x.transpose(), a), 4 * epsilon<float>);
  EXPECT_TRUE(factor(MatrixXf::Zero(4, 3)).x.isZero(0));
}

TEST(PivotedGramSchmidt, ErrorOfEachRowIsRelativeToThatRow) {
  for (std::uint32_t seed = 117; seed < 127; ++seed) {
    MatrixXf a = randomMatrix<MatrixXf>(12, 8, seed);
    for (Index i = 0; i < 12; ++i) {
      a.row(i) *= std::ldexp(1.0F, static_cast<int>(47 * ((5 * i) % 12) / 11));
    }
    const Factored f = factor(a);
    EXPECT_LE(nonOrthogonality(f.q), 8 * epsilon<float>);
    EXPECT_LE(rowError(f, a), 16 * static_cast<double>(epsilon<float>)) << seed;
  }
}

}  // namespace
}  // namespace unit_test
