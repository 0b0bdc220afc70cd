// SPDX-License-Identifier: MIT
#include "numerics/scalars.hpp"

#include <minnorm/minnorm.hpp>

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "../kernel/sequence.hpp"

namespace {

using kernel_cases::Sequence;
using minnorm::Index;
using numerics::rounded;
using numerics::value;

template <typename Scalar>
class Decompositions : public testing::Test {
 public:
  using Matrix = minnorm::BoundedMatrix<Scalar, 9, 9>;
  using Column = minnorm::BoundedVector<Scalar, 9>;
  /// What matrices are compared in: more digits than any Scalar but double-double, which is itself.
  using Wide = numerics::DoubleDouble;
  using WideMatrix = Eigen::Matrix<Wide, Eigen::Dynamic, Eigen::Dynamic>;

  /// Half the distance from 1 to the next number.
  static constexpr int digits = std::numeric_limits<Scalar>::digits;
  static double u() { return std::ldexp(1.0, -digits); }

  static WideMatrix wide(const Matrix& a) {
    WideMatrix result(a.rows(), a.cols());
    for (Index i = 0; i < a.size(); ++i) {
      const Scalar& x = a.data()[i];
      if constexpr (std::is_same_v<Scalar, Wide>) {
        result.data()[i] = x;
      } else if constexpr (std::is_same_v<Scalar, numerics::FloatFloat>) {
        result.data()[i] = Wide(static_cast<double>(x.high())) + Wide(static_cast<double>(x.low()));
      } else {
        result.data()[i] = Wide(value(x));
      }
    }
    return result;
  }

  static double norm(const WideMatrix& a) {
    Wide sum(0);
    for (Index i = 0; i < a.size(); ++i) sum += a.data()[i] * a.data()[i];
    return value(sqrt(sum));
  }

  /// ‖a − b‖/‖b‖ in units of u.
  static double distance(const WideMatrix& a, const WideMatrix& b) {
    return norm(a - b) / norm(b) / u();
  }

  static Matrix random(Index rows, Index cols, std::uint32_t seed) {
    Sequence sequence(seed);
    Matrix a(rows, cols);
    for (Index i = 0; i < a.size(); ++i) {
      a.data()[i] =
          rounded<Scalar>(sequence.uniform<double>() + 0x1p-24 * sequence.uniform<double>());
    }
    return a;
  }

  /// Calls with some matrices: tall, square, wide, tiny; and one whose columns are in other units.
  template <typename Check>
  static void each_matrix(Check check) {
    std::uint32_t seed = 0;
    for (const auto& [rows, cols] :
         {std::pair<Index, Index>{9, 4}, {5, 5}, {9, 9}, {3, 8}, {1, 1}, {2, 2}, {7, 1}}) {
      for (int i = 0; i < 6; ++i) check(random(rows, cols, ++seed));
    }
    Matrix a = random(8, 5, ++seed);
    for (Index i = 0; i < 8; ++i) {
      a(i, 1) *= rounded<Scalar>(16.0);
      a(i, 3) *= rounded<Scalar>(0.125);
    }
    check(a);
  }
};

using Scalars = testing::Types<float, numerics::FusedFloat, numerics::FloatFloat, double,
                               numerics::DoubleDouble, numerics::Binary16, numerics::Bfloat16>;
TYPED_TEST_SUITE(Decompositions, Scalars);

TYPED_TEST(Decompositions, JacobiSvdGivesTheMatrixBack) {
  using Fixture = Decompositions<TypeParam>;
  Fixture::each_matrix([](const auto& a) {
    const minnorm::JacobiSVD<typename Fixture::Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV>
        svd(a);
    EXPECT_EQ(svd.info(), Eigen::Success);
    EXPECT_LE(svd.sweeps(), 8);
    const Index n = std::min(a.rows(), a.cols());
    typename Fixture::Matrix s = Fixture::Matrix::Zero(n, n);
    for (Index r = 0; r < n; ++r) s(r, r) = svd.singularValues()[r];
    const auto u = Fixture::wide(svd.matrixU()), v = Fixture::wide(svd.matrixV());
    const double most = 4.0 * static_cast<double>(n) + 2;
    EXPECT_LE(Fixture::distance(u * Fixture::wide(s) * v.transpose(), Fixture::wide(a)), most) << n;
    const typename Fixture::WideMatrix one = Fixture::WideMatrix::Identity(n, n);
    EXPECT_LE(Fixture::distance(u.transpose() * u, one), most) << n;
    EXPECT_LE(Fixture::distance(v.transpose() * v, one), most) << n;
  });
}

TYPED_TEST(Decompositions, CompleteOrthogonalDecompositionGivesTheMatrixBack) {
  using Fixture = Decompositions<TypeParam>;
  Fixture::each_matrix([](const auto& a) {
    minnorm::CompleteOrthogonalDecomposition<typename Fixture::Matrix> cod;
    cod.setThreshold(TypeParam(0));
    cod.compute(a);
    EXPECT_EQ(cod.rank(), std::min(a.rows(), a.cols()));
    const typename Fixture::WideMatrix product = Fixture::wide(cod.householderQ()) *
                                                 Fixture::wide(cod.matrixT()) *
                                                 Fixture::wide(cod.matrixZ());
    const auto permutation = cod.colsPermutation();
    typename Fixture::WideMatrix permuted(a.rows(), a.cols());
    for (Index j = 0; j < a.cols(); ++j) permuted.col(permutation.indices()[j]) = product.col(j);
    EXPECT_LE(Fixture::distance(permuted, Fixture::wide(a)),
              3.0 * static_cast<double>(cod.rank()) + 2);
  });
}

// Sizes near both ends of the range, by powers of two: the answer is the same, or nearly so.
TYPED_TEST(Decompositions, SizesOfAMatrixMakeNoDifference) {
  using Fixture = Decompositions<TypeParam>;
  const auto a = Fixture::random(6, 4, 77);
  const auto b = Fixture::random(6, 1, 78);
  const auto solved = [&](const typename Fixture::Matrix& matrix) {
    const minnorm::JacobiSVD<typename Fixture::Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV>
        svd(matrix);
    minnorm::CompleteOrthogonalDecomposition<typename Fixture::Matrix> cod;
    cod.setThreshold(TypeParam(0));
    cod.compute(matrix);
    return std::pair<typename Fixture::Matrix, typename Fixture::Matrix>{svd.solve(b),
                                                                         cod.solve(b)};
  };
  const auto expected = solved(a);
  const int far = std::numeric_limits<TypeParam>::max_exponent < 128 ? 6 : 60;
  for (const int exponent : {-far, far}) {
    typename Fixture::Matrix scaled = a;
    for (Index i = 0; i < a.size(); ++i) {
      scaled.data()[i] *= rounded<TypeParam>(std::ldexp(1.0, exponent));
    }
    auto found = solved(scaled);
    for (auto* x : {&found.first, &found.second}) {
      for (Index j = 0; j < x->size(); ++j) {
        x->data()[j] *= rounded<TypeParam>(std::ldexp(1.0, exponent));
      }
    }
    EXPECT_LE(Fixture::distance(Fixture::wide(found.first), Fixture::wide(expected.first)), 100.0);
    EXPECT_LE(Fixture::distance(Fixture::wide(found.second), Fixture::wide(expected.second)),
              100.0);
  }
}

TYPED_TEST(Decompositions, EigensJacobiSvdGivesTheMatrixBack) {
  using Fixture = Decompositions<TypeParam>;
  if constexpr (std::is_same_v<TypeParam, numerics::Binary16>) {
    GTEST_SKIP()
        << "Its rotations' cot²φ overflows: they turn nothing, and it goes on for ever or to 0.";
  } else {
    const auto a = Fixture::random(9, 6, 5);
    const Eigen::JacobiSVD<typename Fixture::Matrix> svd(a,
                                                         Eigen::ComputeThinU | Eigen::ComputeThinV);
    typename Fixture::Matrix s = Fixture::Matrix::Zero(6, 6);
    for (Index r = 0; r < 6; ++r) s(r, r) = svd.singularValues()[r];
    const typename Fixture::WideMatrix product =
        Fixture::wide(svd.matrixU()) * Fixture::wide(s) * Fixture::wide(svd.matrixV()).transpose();
    EXPECT_LE(Fixture::distance(product, Fixture::wide(a)), 100.0);
  }
}

TYPED_TEST(Decompositions, RefinementReachesTheLastDigits) {
  using Fixture = Decompositions<TypeParam>;
  if constexpr (std::is_same_v<typename minnorm::internal::Word<TypeParam>::Type, TypeParam> ||
                std::is_same_v<TypeParam, numerics::FusedFloat>) {
    using Exact = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic>;
    const auto as_double = [](const auto& matrix) {
      return Exact(matrix.unaryExpr([](const TypeParam& x) { return value(x); }));
    };
    for (const Index cols : {4, 8}) {
      const auto a = Fixture::random(6, cols, 5);
      const auto b = Fixture::random(6, 1, 6);
      const minnorm::JacobiSVD<typename Fixture::Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV>
          svd(a);
      typename Fixture::Column x(cols);
      const minnorm::Refined found = minnorm::refine(svd, a, b.col(0), x);
      EXPECT_LE(static_cast<int>(found.status), static_cast<int>(minnorm::Refinement::unfinished));
      EXPECT_GE(found.passes, 2);
      EXPECT_LE(found.passes, 8);
      const Exact exact = as_double(a).completeOrthogonalDecomposition().solve(as_double(b));
      const double off = (as_double(x) - exact).norm() / exact.norm();
      const bool is_double = std::is_same_v<TypeParam, double>;
      EXPECT_LE(off / Fixture::u(), is_double ? 100.0 : 1.5) << cols;
    }
  }
}

}  // namespace
