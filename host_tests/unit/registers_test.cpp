// SPDX-License-Identifier: MIT
#include <minnorm/internal/registers.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

#include "svd.hpp"

namespace unit_test {
namespace {

using minnorm::internal::Fixed;

/// The sizes that registers are chosen for, wide ones too, and their decompositions: with
/// registers, and by the loops of all others.
template <typename Matrix>
struct Small : testing::Test {
  static constexpr int thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
  using Svd = minnorm::JacobiSVD<Matrix, thin>;
  using Compact = minnorm::JacobiSVD<Matrix, thin | minnorm::Compact>;
  using Scalar = typename Matrix::Scalar;

  static Matrix draw(unsigned seed) {
    return randomMatrix<Matrix>(Matrix::RowsAtCompileTime, Matrix::ColsAtCompileTime, seed);
  }

  static bool sameAsCompact(const Matrix& a) {
    const Svd svd(a);
    const Compact compact(a);
    return same(svd.singularValues(), compact.singularValues()) &&
           same(svd.matrixU(), compact.matrixU()) && same(svd.matrixV(), compact.matrixV()) &&
           svd.sweeps() == compact.sweeps() && svd.info() == compact.info();
  }
};
using Sizes =
    testing::Types<Eigen::Matrix2f, Eigen::Matrix3f, Eigen::Matrix4f, Eigen::Matrix<float, 6, 3>,
                   Eigen::Matrix<float, 3, 4>, Eigen::Matrix<float, 4, 6>,
                   Eigen::Matrix<double, 5, 2>, Eigen::Matrix3d>;
TYPED_TEST_SUITE(Small, Sizes);

TYPED_TEST(Small, MatricesAreDecomposedToRounding) {
  constexpr auto unit = epsilon<typename TestFixture::Scalar>;
  for (unsigned seed = 0; seed < 200; ++seed) {
    const TypeParam a = this->draw(seed);
    const typename TestFixture::Svd svd(a);
    const typename TestFixture::Compact compact(a);
    ASSERT_EQ(svd.info(), Eigen::Success);
    ASSERT_LE(nonOrthogonality(svd.matrixU()), 8 * unit);
    ASSERT_LE(nonOrthogonality(svd.matrixV()), 8 * unit);
    ASSERT_LE(reconstructionError(svd, a), 8 * unit);
    ASSERT_LE(relativeDifference(svd.singularValues(), compact.singularValues()), 8 * unit);
  }
}

TEST(Registers, NothingIsReturnedAfterOneSweepTooFew) {
  const Eigen::Matrix2f a{{2, 1e-5F}, {1e-5F, 1}};
  float u[4] = {7, 7, 7, 7}, v[4] = {7, 7, 7, 7}, sigma[2] = {7, 7};
  int sweeps = -1;
  const auto isConverged = [&](auto most) {
    return minnorm::internal::svdInRegisters<most>(a.data(), u, Fixed<2>(), v, Fixed<2>(), sigma,
                                                   sweeps);
  };
  EXPECT_FALSE(isConverged(std::integral_constant<int, 1>()));
  EXPECT_EQ(sweeps, -1);
  for (const float value : {u[0], u[1], u[2], u[3], v[0], v[1], v[2], v[3], sigma[0], sigma[1]}) {
    EXPECT_EQ(value, 7);
  }
  EXPECT_TRUE(isConverged(std::integral_constant<int, 2>()));
  EXPECT_EQ(sweeps, 2);
}

TEST(Registers, ARotationByTheLargestAngleThatIsTheLastOneAsksForNoMoreSweeps) {
  const Eigen::Matrix2f a{{0x1.833752p+0F, 0x1.e4b516p-14F}, {0, 1}};
  EXPECT_EQ((minnorm::JacobiSVD<Eigen::Matrix2f, thin>(a).sweeps()), 2);
}

TYPED_TEST(Small, ResultsArePowersOfTwoApartForMatricesThatAre) {
  const TypeParam a = this->draw(7);
  const typename TestFixture::Svd svd(a);
  for (const int exponent : {-40, -1, 1, 40}) {
    const auto power = std::ldexp(typename TestFixture::Scalar(1), exponent);
    const typename TestFixture::Svd scaled(power * a);
    EXPECT_TRUE(same(scaled.matrixU(), svd.matrixU()));
    EXPECT_TRUE(same(scaled.matrixV(), svd.matrixV()));
    EXPECT_TRUE(same(scaled.singularValues(), (power * svd.singularValues()).eval()));
  }
}

TYPED_TEST(Small, SingularValuesThatAreEqualComeInOrder) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const typename TestFixture::Svd svd(this->draw(seed));
    const TypeParam q = svd.matrixU() * svd.matrixV().transpose();
    const auto sigma = typename TestFixture::Svd(q).singularValues();
    for (Index r = 1; r < sigma.size(); ++r) ASSERT_LE(sigma[r], sigma[r - 1]);
  }
}

TYPED_TEST(Small, MatricesThatNeedCareHaveTheBitsOfCompact) {
  using Limits = std::numeric_limits<typename TestFixture::Scalar>;
  const TypeParam a = this->draw(8);
  TypeParam zeroColumn = a, nan = a, gradedRows = a, gradedColumns = a;
  zeroColumn.col(0).setZero();
  nan(1, 1) = Limits::quiet_NaN();
  gradedRows.row(0) *= 1e5F;
  gradedColumns.col(0) *= 1e5F;
  const bool wide = TypeParam::RowsAtCompileTime < TypeParam::ColsAtCompileTime;
  EXPECT_TRUE(this->sameAsCompact(TypeParam::Zero()));
  EXPECT_TRUE(this->sameAsCompact(nan));
  EXPECT_TRUE(this->sameAsCompact(wide ? gradedColumns : gradedRows));
  EXPECT_TRUE(this->sameAsCompact(a * Limits::min()));
  EXPECT_TRUE(this->sameAsCompact(a * (Limits::max() / 4)));
  EXPECT_TRUE(wide || this->sameAsCompact(zeroColumn));
  EXPECT_FALSE(this->sameAsCompact(a));
}

TEST(Registers, ThatFailLeaveWhatIsReturnedAlone) {
  const Eigen::Matrix3f zero = Eigen::Matrix3f::Zero(), ones = Eigen::Matrix3f::Ones();
  Eigen::Matrix3f u = ones, v = ones;
  Eigen::Vector3f sigma = Eigen::Vector3f::Ones();
  int sweeps = -7;
  EXPECT_FALSE(minnorm::internal::svdInRegisters<30>(zero.data(), u.data(), Fixed<3>(), v.data(),
                                                     Fixed<3>(), sigma.data(), sweeps));
  EXPECT_FALSE(minnorm::internal::svdInRegisters<1>(
      randomMatrix<Eigen::Matrix3f>(3, 3, 9).eval().data(), u.data(), Fixed<3>(), v.data(),
      Fixed<3>(), sigma.data(), sweeps));
  EXPECT_TRUE(same(u, ones));
  EXPECT_TRUE(same(v, ones));
  EXPECT_TRUE(same(sigma, Eigen::Vector3f::Ones()));
  EXPECT_EQ(sweeps, -7);
}

TEST(Registers, ServeFullFactorsOfTallMatrices) {
  using Matrix = Eigen::Matrix<float, 6, 3>;
  const Matrix a = randomMatrix<Matrix>(6, 3, 10);
  const minnorm::JacobiSVD<Matrix, Eigen::ComputeFullU | Eigen::ComputeFullV> whole(a);
  const minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV> part(a);
  EXPECT_TRUE(same(whole.matrixU().leftCols<3>(), part.matrixU()));
  EXPECT_TRUE(same(whole.matrixV(), part.matrixV()));
  EXPECT_LE(nonOrthogonality(whole.matrixU()), 8 * epsilon<float>);
}

}  // namespace
}  // namespace unit_test
