// SPDX-License-Identifier: MIT
#include "decompositions.hpp"

#include "../dense.hpp"

namespace scalars_test {
namespace {

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

// The squares of the shorter ones are near the least numbers of a type with few exponents.
TYPED_TEST(Decompositions, JacobiSvdConvergesWhateverTheUnitsOfColumns) {
  using Fixture = Decompositions<TypeParam>;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    auto a = Fixture::random(8, 8, 400 + seed);
    Sequence sequence(500 + seed);
    for (Index j = 0; j < a.cols(); ++j) {
      const auto unit = TypeParam(std::ldexp(1.0F, -static_cast<int>(sequence.below(10))));
      for (Index i = 0; i < a.rows(); ++i) a(i, j) = a(i, j) * unit;
    }
    const minnorm::JacobiSVD<typename Fixture::Matrix, Eigen::ComputeFullU | Eigen::ComputeFullV>
        svd(a);
    EXPECT_EQ(svd.info(), Eigen::Success) << seed;
    EXPECT_LE(svd.sweeps(), 8);
    const typename Fixture::WideMatrix one = Fixture::WideMatrix::Identity(8, 8);
    for (const auto& factor : {Fixture::wide(svd.matrixU()), Fixture::wide(svd.matrixV())}) {
      EXPECT_LE(Fixture::distance(factor.transpose() * factor, one), 34) << seed;
    }
  }
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

// Between b and x nothing may be below the normal numbers, where digits are lost.
TYPED_TEST(Decompositions, ASmallSideOverASmallMatrixHasTheDigitsOfALargerOne) {
  using Fixture = Decompositions<TypeParam>;
  const bool few = std::numeric_limits<TypeParam>::max_exponent < 128;
  auto a = Fixture::random(3, 3, 79);
  for (Index i = 0; i < a.size(); ++i) a.data()[i] *= rounded<TypeParam>(few ? 0x1p-9 : 0x1p-60);
  const minnorm::JacobiSVD<typename Fixture::Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV> svd(
      a);
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    Sequence sequence(800 + seed);
    typename Fixture::Matrix small(3, 1), large(3, 1);
    for (Index i = 0; i < 3; ++i) {
      const double integer = 1.0 + static_cast<double>(sequence.below(15));
      small(i, 0) = rounded<TypeParam>(std::ldexp(integer, few ? -24 : -90));
      large(i, 0) = small(i, 0) * TypeParam(256);
    }
    const auto expect = [&](typename Fixture::Matrix x, const typename Fixture::Matrix& y) {
      for (Index i = 0; i < 3; ++i) x(i, 0) *= TypeParam(256);
      EXPECT_LE(Fixture::distance(Fixture::wide(x), Fixture::wide(y)), few ? 2.0 : 0.0) << seed;
    };
    expect(svd.solve(small), svd.solve(large));
    const minnorm::Tikhonov<float> none{0};
    expect(svd.solve(small, none), svd.solve(large, none));
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
      const Exact exact = dense::least_norm(as_double(a), as_double(b));
      const double off = (as_double(x) - exact).norm() / exact.norm();
      const bool is_double = std::is_same_v<TypeParam, double>;
      EXPECT_LE(off / Fixture::u(), is_double ? 100.0 : 1.5) << cols;
    }
  }
}

}  // namespace
}  // namespace scalars_test
