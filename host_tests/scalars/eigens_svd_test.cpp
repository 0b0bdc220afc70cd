// SPDX-License-Identifier: MIT
#include "decompositions.hpp"

#include <Eigen/SVD>

namespace scalars_test {
namespace {

/// Eigen's class with the scalars of firmware/numerics; it takes long to compile.
template <typename Scalar>
class EigensSvd : public Decompositions<Scalar> {};

using Own = testing::Types<numerics::FusedFloat, numerics::FloatFloat, numerics::DoubleDouble,
                           numerics::Binary16, numerics::Bfloat16>;
TYPED_TEST_SUITE(EigensSvd, Own);

TYPED_TEST(EigensSvd, GivesTheMatrixBack) {
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

}  // namespace
}  // namespace scalars_test
