// SPDX-License-Identifier: MIT
#include <minnorm/svd_batch.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "svd.hpp"

namespace unit_test {
namespace {

template <typename Matrix, int Options_>
struct Case {
  using Type = Matrix;
  static constexpr int options = Options_;
};

/// A type of matrix and the options of its decomposition.
template <typename Case>
struct Batch : testing::Test {
  using Matrix = typename Case::Type;
  using Scalar = typename Matrix::Scalar;
  using Svd = minnorm::JacobiSVD<Matrix, Case::options>;

  static Matrix draw(unsigned seed) {
    return randomMatrix<Matrix>(Matrix::RowsAtCompileTime, Matrix::ColsAtCompileTime, seed);
  }

  /// Matrices of every family in turn, so that neighbours differ in what they need.
  static std::vector<Matrix> families(Index count) {
    using Any = Upto12<Scalar>;
    using Limits = std::numeric_limits<Scalar>;
    constexpr Index rows = Matrix::RowsAtCompileTime, cols = Matrix::ColsAtCompileTime;
    const auto draw_any = [](unsigned seed) { return randomMatrix<Any>(rows, cols, seed); };
    std::vector<Matrix> matrices;
    for (unsigned i = 0; static_cast<Index>(matrices.size()) < count; ++i) {
      const Any a = draw_any(i), ones = Any::Constant(rows, cols, 1);
      Any nan = a, infinite = a, zeroColumn = a, gradedRows = a, gradedColumns = a, signs = a;
      Any identity = Any::Constant(rows, cols, 0);
      const Any zero = identity;
      identity.diagonal().setOnes();
      nan(1, 1) = Limits::quiet_NaN();
      infinite(0, 1) = -Limits::infinity();
      zeroColumn.col(i % 2).setZero();
      gradedRows.row(0) *= Scalar(1e5);
      gradedColumns.col(0) *= Scalar(1e5);
      for (Index k = 0; k < a.size(); k += 2) signs(k) = Scalar(-0.0);
      const auto add = [&](const Any& matrix) {
        matrices.emplace_back();
        for (Index k = 0; k < a.size(); ++k) matrices.back()(k % rows, k / rows) = matrix(k);
      };
      const Any* const special[] = {&a,          &zero, &nan,        &identity,      &infinite,
                                    &zeroColumn, &ones, &gradedRows, &gradedColumns, &signs};
      for (const Any* matrix : special) {
        add(*matrix);
        if (matrices.size() % 3 == 0) add(draw_any(i + 1000 * unsigned(1 + matrices.size() % 7)));
      }
      add(a * Limits::min());
      add(-identity);
      add(a * Limits::max());
      add(a + Scalar(1e3) * ones);
    }
    matrices.resize(static_cast<std::size_t>(count));
    return matrices;
  }

  /// Equality of the bits, for zeros have signs.
  template <typename Values>
  static bool sameBits(const Values& x, const Values& y) {
    return x.size() == y.size() &&
           std::memcmp(x.data(), y.data(), sizeof(Scalar) * std::size_t(x.size())) == 0;
  }

  static void expectSingleCalls(const std::vector<Matrix>& matrices) {
    std::vector<Svd> svds(matrices.size() + 1);
    svds.back().compute(Matrix::Identity());
    minnorm::svdBatch(matrices.data(), static_cast<Index>(matrices.size()), svds.data());
    for (std::size_t i = 0; i < matrices.size(); ++i) {
      const Svd single(matrices[i]);
      ASSERT_EQ(svds[i].info(), single.info()) << "matrix " << i;
      ASSERT_EQ(svds[i].sweeps(), single.sweeps()) << "matrix " << i;
      ASSERT_TRUE(sameBits(svds[i].singularValues(), single.singularValues())) << "matrix " << i;
      if (single.computeU()) {
        ASSERT_TRUE(sameBits(svds[i].matrixU(), single.matrixU())) << "matrix " << i;
      }
      if (single.computeV()) {
        ASSERT_TRUE(sameBits(svds[i].matrixV(), single.matrixV())) << "matrix " << i;
      }
    }
    EXPECT_EQ(svds.back().singularValues().minCoeff(), Scalar(1)) << "one more was written to";
  }
};

using Cases = testing::Types<
    Case<Eigen::Matrix2f, thin>, Case<Eigen::Matrix3f, thin>, Case<Eigen::Matrix4f, full>,
    Case<Eigen::Matrix<float, 6, 4>, thin>, Case<Eigen::Matrix<float, 6, 3>, full>,
    Case<Eigen::Matrix<float, 3, 4>, full>, Case<Eigen::Matrix<float, 4, 6>, thin>,
    Case<Eigen::Matrix<float, 2, 5>, thin>, Case<Eigen::Matrix<float, 3, 3, Eigen::RowMajor>, thin>,
    Case<Eigen::Matrix<float, 3, 4, Eigen::RowMajor>, thin>, Case<Eigen::Matrix3d, thin>,
    Case<Eigen::Matrix<double, 4, 3>, full>, Case<Eigen::Matrix3f, thin | minnorm::Compact>,
    Case<Eigen::Matrix3f, minnorm::ValuesOnly>, Case<Eigen::Matrix3f, Eigen::ComputeThinU>,
    Case<Eigen::Matrix3f, Eigen::ComputeThinV>, Case<Eigen::Matrix<float, 5, 5>, thin>>;
TYPED_TEST_SUITE(Batch, Cases);

TYPED_TEST(Batch, HasTheBitsOfSingleCalls) {
  std::vector<typename TestFixture::Matrix> matrices;
  for (unsigned seed = 0; seed < 2000; ++seed) matrices.push_back(this->draw(seed));
  this->expectSingleCalls(matrices);
}

TYPED_TEST(Batch, HasTheBitsOfSingleCallsForMatricesThatNeedCareAndTheirNeighbours) {
  this->expectSingleCalls(this->families(500));
}

TYPED_TEST(Batch, MayBeOfAnyLength) {
  for (Index count = 0; count <= 40; ++count) this->expectSingleCalls(this->families(count));
}

}  // namespace
}  // namespace unit_test
