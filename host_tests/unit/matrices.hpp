// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <type_traits>

#include "../dense.hpp"

namespace unit_test {

using Eigen::Dynamic;
using Eigen::Index;

template <typename Scalar>
constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();

/// What no entry of a matrix may be, for parameterised tests.
inline constexpr std::array notFinite{std::numeric_limits<float>::quiet_NaN(),
                                      std::numeric_limits<float>::infinity(),
                                      -std::numeric_limits<float>::infinity()};

/// The name of a test whose parameter is one of notFinite.
inline std::string nameOfNotFinite(const testing::TestParamInfo<float>& value) {
  if (std::isnan(value.param)) return "NaN";
  return value.param > 0 ? "Infinity" : "MinusInfinity";
}

/// A matrix whose size is known at run time and bounded by 12 × 12: one type for tests over many
/// sizes.
template <typename Scalar>
using Upto12 = minnorm::BoundedMatrix<Scalar, 12, 12>;
using Column = minnorm::BoundedVector<float, 12>;

/// Two right-hand sides of systems with a Matrix.
template <typename Matrix>
using TwoSides = Eigen::Matrix<typename Matrix::Scalar, Matrix::RowsAtCompileTime, 2,
                               Eigen::ColMajor, Matrix::MaxRowsAtCompileTime, 2>;

/// Whether a decomposition has the sizes of its matrix type under the names of Eigen's classes.
template <typename Decomposition, typename Matrix>
constexpr bool sizesAre =
    int(Decomposition::RowsAtCompileTime) == int(Matrix::RowsAtCompileTime) &&
    int(Decomposition::ColsAtCompileTime) == int(Matrix::ColsAtCompileTime) &&
    int(Decomposition::SizeAtCompileTime) == int(Matrix::SizeAtCompileTime) &&
    int(Decomposition::MaxRowsAtCompileTime) == int(Matrix::MaxRowsAtCompileTime) &&
    int(Decomposition::MaxColsAtCompileTime) == int(Matrix::MaxColsAtCompileTime) &&
    int(Decomposition::MaxSizeAtCompileTime) == int(Matrix::MaxSizeAtCompileTime) &&
    int(Decomposition::IsVectorAtCompileTime) == int(Matrix::IsVectorAtCompileTime) &&
    std::is_same_v<typename Decomposition::StorageIndex, int>;

/// Entries uniform in [−1, 1), the same for the same seed everywhere.
template <typename Matrix>
Matrix randomMatrix(Index rows, Index cols, std::uint32_t seed) {
  using Scalar = typename Matrix::Scalar;
  std::mt19937 generator(seed);
  Matrix matrix(rows, cols);
  for (Index j = 0; j < cols; ++j) {
    for (Index i = 0; i < rows; ++i) {
      matrix(i, j) = static_cast<Scalar>(static_cast<std::int32_t>(generator())) *
                     Scalar(4.656612873077393e-10);
    }
  }
  return matrix;
}

/// A product of random rows × rank and rank × cols matrices.
template <typename Matrix>
Matrix randomOfRank(Index rows, Index cols, Index rank, std::uint32_t seed) {
  using Scalar = typename Matrix::Scalar;
  const auto left = randomMatrix<Upto12<Scalar>>(rows, rank, seed);
  const auto right = randomMatrix<Upto12<Scalar>>(rank, cols, seed + 1);
  const dense::Matrix product = dense::product(dense::of(left), dense::of(right));
  Matrix matrix(rows, cols);
  for (Index i = 0; i < product.size(); ++i) {
    matrix(i % rows, i / rows) = static_cast<Scalar>(product.data()[i]);
  }
  return matrix;
}

/// Equality of size and of every entry. gtest's own EXPECT_EQ takes minutes to compile for
/// matrices: it looks for ways to print their iterators.
template <typename A, typename B>
bool same(const Eigen::MatrixBase<A>& a, const Eigen::MatrixBase<B>& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() && a == b;
}

/// Largest difference of two matrices, as a fraction of the largest entry of the second.
template <typename A, typename B>
typename A::Scalar relativeDifference(const Eigen::MatrixBase<A>& actual,
                                      const Eigen::MatrixBase<B>& expected) {
  return static_cast<typename A::Scalar>(
      dense::relative_difference(dense::of(actual), dense::of(expected)));
}

/// Largest entry of |QᵀQ − I|.
template <typename Q>
typename Q::Scalar nonOrthogonality(const Eigen::MatrixBase<Q>& q) {
  return static_cast<typename Q::Scalar>(dense::non_orthogonality(dense::of(q)));
}

/// Largest entry of |A − U·Σ·Vᵀ| relative to σ₁, from the leading columns of full or thin factors.
template <typename Svd, typename A>
typename Svd::Scalar reconstructionError(const Svd& svd, const Eigen::MatrixBase<A>& a) {
  return static_cast<typename Svd::Scalar>(
      dense::reconstruction_error(dense::of(svd.matrixU()), dense::of(svd.singularValues()),
                                  dense::of(svd.matrixV()), dense::of(a)));
}

}  // namespace unit_test
