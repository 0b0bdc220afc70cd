// SPDX-License-Identifier: MIT
#include <cmath>

#include "svd.hpp"

namespace unit_test {
namespace {

using Bounded = minnorm::BoundedMatrix<float, 16, 16>;

/// A matrix type at one size, and matrices of which each differs from the one before by about
/// `change` of its entries' size.
template <typename MatrixType, int rows, int cols>
struct Slow {
  using Matrix = MatrixType;
  using Svd = minnorm::JacobiSVD<Matrix, thin>;

  explicit Slow(float change) : change_(change) {}

  Matrix next() {
    const float whole = 1 / std::sqrt(1 + change_ * change_);
    matrix_ = (matrix_ + change_ * randomMatrix<Matrix>(rows, cols, ++seed_)) * whole;
    return matrix_;
  }

 private:
  float change_;
  unsigned seed_ = 0;
  Matrix matrix_ = randomMatrix<Matrix>(rows, cols, 0);
};

template <typename Sequence>
class Update : public testing::Test {};
using Sequences =
    testing::Types<Slow<Eigen::Matrix3f, 3, 3>, Slow<Eigen::Matrix4f, 4, 4>,
                   Slow<Eigen::Matrix<float, 6, 4>, 6, 4>, Slow<Eigen::Matrix<float, 4, 6>, 4, 6>,
                   Slow<Eigen::Matrix<float, 8, 8>, 8, 8>, Slow<Bounded, 16, 6>,
                   Slow<Bounded, 6, 16>, Slow<Bounded, 1, 1>>;
TYPED_TEST_SUITE(Update, Sequences);

TYPED_TEST(Update, TakesFewerSweepsOverSlowChanges) {
  for (const float change : {1e-2F, 1e-3F, 1e-4F}) {
    TypeParam sequence(change);
    typename TypeParam::Svd updated, computed;
    int sweeps = 0, of_compute = 0;
    for (int step = 0; step < 100; ++step) {
      const auto a = sequence.next();
      sweeps += updated.update(a).sweeps();
      of_compute += computed.compute(a).sweeps();
      ASSERT_EQ(updated.info(), Eigen::Success);
    }
    EXPECT_LE(sweeps, of_compute * 3 / 4) << change;
  }
}

TYPED_TEST(Update, IsAsAccurateAsComputeHoweverOftenItIsCalled) {
  TypeParam sequence(1e-3F);
  typename TypeParam::Svd svd;
  for (int step = 0; step < 10'000; ++step) {
    const auto a = sequence.next();
    svd.update(a);
    if (step % 100 != 99) continue;
    ASSERT_LE(nonOrthogonality(svd.matrixU()), 8 * epsilon<float>);
    ASSERT_LE(nonOrthogonality(svd.matrixV()), 8 * epsilon<float>);
    ASSERT_LE(reconstructionError(svd, a), 8 * epsilon<float>);
    const typename TypeParam::Svd computed(a);
    ASSERT_LE(relativeDifference(svd.singularValues(), computed.singularValues()),
              8 * epsilon<float>);
  }
}

TYPED_TEST(Update, KeepsTheSignsOfVectors) {
  TypeParam sequence(1e-4F);
  typename TypeParam::Svd svd;
  svd.update(sequence.next());
  for (int step = 0; step < 100; ++step) {
    const auto before = svd.matrixV();
    svd.update(sequence.next());
    ASSERT_GT((before.transpose() * svd.matrixV()).diagonal().minCoeff(), 0.5F);
  }
}

bool sameResults(const Svd& a, const Svd& b) {
  return a.info() == b.info() && a.sweeps() == b.sweeps() &&
         same(a.singularValues(), b.singularValues()) && a.computeU() == b.computeU() &&
         (!a.computeU() || same(a.matrixU(), b.matrixU())) && a.computeV() == b.computeV() &&
         (!a.computeV() || same(a.matrixV(), b.matrixV()));
}

using Matrix = Upto12<float>;

/// update(after) of what decomposed `before`.
Svd updated(const Matrix& before, const Matrix& after, unsigned options = thin) {
  return Svd(before, options).update(after);
}

TEST(UpdateIsCompute, OfTheFirstMatrix) {
  const Matrix a = randomMatrix<Matrix>(5, 4, 1);
  EXPECT_TRUE(sameResults(Svd(5, 4, thin).update(a), Svd(a, thin)));
  minnorm::JacobiSVD<Eigen::Matrix4f, thin> first;
  const Eigen::Matrix4f b = randomMatrix<Eigen::Matrix4f>(4, 4, 1);
  EXPECT_TRUE(same(first.update(b).matrixU(), first.compute(b).matrixU()));
}

TEST(UpdateIsCompute, WithoutTheFactorThatItStartsFrom) {
  const Matrix tall = randomMatrix<Matrix>(7, 4, 2), wide = tall.transpose();
  for (const unsigned options : {0U, unsigned(Eigen::ComputeFullU)})
    EXPECT_TRUE(sameResults(updated(tall, tall, options), Svd(tall, options)));
  EXPECT_TRUE(
      sameResults(updated(wide, wide, Eigen::ComputeFullV), Svd(wide, Eigen::ComputeFullV)));
  EXPECT_LT(updated(tall, tall, Eigen::ComputeThinV).sweeps(), Svd(tall, thin).sweeps());
  EXPECT_LT(updated(wide, wide, Eigen::ComputeThinU).sweeps(), Svd(wide, thin).sweeps());
}

TEST(UpdateIsCompute, WhereTheFactorHasAnotherSize) {
  const Matrix a = randomMatrix<Matrix>(7, 4, 3);
  for (const auto& [rows, cols] : {std::pair{7, 5}, {7, 3}, {3, 7}, {0, 4}, {0, 0}}) {
    const Matrix b = randomMatrix<Matrix>(rows, cols, 4);
    EXPECT_TRUE(sameResults(updated(a, b), Svd(b, thin))) << rows << "x" << cols;
  }
}

TEST(UpdateIsCompute, OfMatricesThatAreNotFinite) {
  Matrix a = randomMatrix<Matrix>(5, 4, 5);
  const Svd good(a, thin);
  for (const float value : notFinite) {
    Matrix bad = a;
    bad(3, 2) = value;
    Svd svd = good;
    EXPECT_TRUE(sameResults(svd.update(bad), Svd(bad, thin)));
    EXPECT_EQ(svd.info(), Eigen::InvalidInput);
    svd.update(a).update(a);
    EXPECT_EQ(svd.info(), Eigen::Success);
    EXPECT_LE(reconstructionError(svd, a), 8 * epsilon<float>);
  }
}

TEST(UpdateIsCompute, WhereRowsAreGraded) {
  Matrix a = randomMatrix<Matrix>(5, 4, 6);
  a.row(1) *= 1e-6F;
  EXPECT_TRUE(sameResults(updated(a, a), Svd(a, thin)));
}

// With V of the old matrix all columns of A·V would be nearly parallel to the long one.
TEST(UpdateIsCompute, WhereColumnsHaveChangedTheirUnits) {
  Matrix before = randomMatrix<Matrix>(5, 4, 7), after = before;
  before.col(0) *= 1e6F;
  after.col(3) *= 1e6F;
  EXPECT_TRUE(sameResults(updated(before, after), Svd(after, thin)));
  using Fixed = minnorm::JacobiSVD<Eigen::Matrix<float, 5, 4>, thin>;
  EXPECT_TRUE(same(Fixed(before).update(after).singularValues(), Fixed(after).singularValues()));
  EXPECT_FALSE(sameResults(updated(after, after), Svd(after, thin)));
}

// A column of A·V that cancels makes the product of all lengths small.
TEST(UpdateIsCompute, WhereColumnsHaveChangedTheirUnitsAndOthersAreParallel) {
  Eigen::Matrix4f before;
  before << 1, 0.5F, 0, 0, 0.5F, 1.2F, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1;
  using Fixed = minnorm::JacobiSVD<Eigen::Matrix4f, thin>;
  for (const float unit : {1e4F, 1e6F, 1e7F}) {
    Eigen::Matrix4f after = before;
    after.col(0) *= unit;
    EXPECT_TRUE(sameResults(updated(before, after), Svd(after, thin))) << unit;
    EXPECT_TRUE(same(Fixed(before).update(after).singularValues(), Fixed(after).singularValues()));
  }
}

TEST(Updated, MatricesMayHaveMoreRows) {
  const Matrix all = randomMatrix<Matrix>(12, 3, 8) + 5 * Matrix::Identity(12, 3);
  Svd svd(all.topRows(6), thin);
  for (Index rows = 7; rows <= 12; ++rows) {
    const Matrix a = all.topRows(rows);
    EXPECT_LE(svd.update(a).sweeps(), 3);
    EXPECT_LE(reconstructionError(svd, a), 8 * epsilon<float>);
    EXPECT_LE(nonOrthogonality(svd.matrixV()), 8 * epsilon<float>);
  }
}

TEST(Updated, MatricesOfLowRankKeepIt) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    const Matrix a = randomOfRank<Matrix>(9, 6, 3, seed);
    const Matrix b = a * (Matrix::Identity(6, 6) + 1e-3F * randomMatrix<Matrix>(6, 6, seed));
    const Svd svd = updated(a, b);
    EXPECT_EQ(svd.rank(), 3);
    EXPECT_LE(nonOrthogonality(svd.matrixU()), 8 * epsilon<float>);
  }
}

TEST(Updated, MatricesMayBeZero) {
  const Matrix a = randomMatrix<Matrix>(4, 4, 9), zero = Matrix::Zero(4, 4);
  Svd svd = updated(a, zero);
  EXPECT_TRUE(same(svd.singularValues(), Column::Zero(4)));
  EXPECT_LE(reconstructionError(svd.update(a), a), 8 * epsilon<float>);
}

TEST(Updated, MatricesNearTheEndsOfTheRangeAreAsOthers) {
  using Fixed = minnorm::JacobiSVD<Eigen::Matrix4f, thin>;
  const Eigen::Matrix4f a = randomMatrix<Eigen::Matrix4f>(4, 4, 10);
  for (const float scale : {1e38F, 1e-37F}) {
    const Fixed svd = Fixed(a).update(scale * a);
    EXPECT_EQ(svd.info(), Eigen::Success);
    EXPECT_LE(relativeDifference(svd.singularValues() / scale, Fixed(a).singularValues()),
              8 * epsilon<float>);
  }
}

}  // namespace
}  // namespace unit_test
