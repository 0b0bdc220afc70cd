// SPDX-License-Identifier: MIT
#include <minnorm/sum.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "matrices.hpp"

namespace unit_test {
namespace {

template <typename Scalar>
using Vector = Eigen::Matrix<Scalar, Dynamic, 1>;

template <typename Scalar>
Scalar fourLaneDot(const Vector<Scalar>& x, const Vector<Scalar>& y) {
  std::array<Scalar, 4> lanes{};
  for (Index i = 0; i < x.size(); ++i) {
    const Scalar product = x[i] * y[i];
    Scalar& lane = lanes[static_cast<std::size_t>(i % 4)];
    lane += product;
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

template <typename Scalar>
class Sum : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Sum, Scalars);

TYPED_TEST(Sum, DotAddsFourLanesInTheDocumentedOrderToTheBit) {
  for (Index n = 0; n <= 41; ++n) {
    for (std::uint32_t draw = 0; draw < 20; ++draw) {
      const auto x = randomMatrix<Vector<TypeParam>>(n, 1, 100 * draw + 1);
      const auto y = randomMatrix<Vector<TypeParam>>(n, 1, 100 * draw + 2);
      ASSERT_EQ(minnorm::dot(x.data(), y.data(), n), fourLaneDot(x, y)) << "n = " << n;
    }
  }
}

TYPED_TEST(Sum, DotRoundsProductsBeforeItAddsThem) {
  const TypeParam above = TypeParam(1) + epsilon<TypeParam>;
  const TypeParam below = TypeParam(1) - epsilon<TypeParam>;
  const std::array<TypeParam, 5> x{TypeParam(-1), 0, 0, 0, above};
  const std::array<TypeParam, 5> y{TypeParam(1), 0, 0, 0, below};
  // A fused multiply-add would keep the −ε² of the second product.
  EXPECT_EQ(minnorm::dot(x.data(), y.data(), 5), TypeParam(0));
}

TYPED_TEST(Sum, AxpyAddsAMultiple) {
  for (Index n = 0; n <= 9; ++n) {
    const auto x = randomMatrix<Vector<TypeParam>>(n, 1, 3);
    auto y = randomMatrix<Vector<TypeParam>>(n, 1, 4);
    const Vector<TypeParam> before = y;
    minnorm::axpy(TypeParam(-2), x.data(), y.data(), n);
    for (Index i = 0; i < n; ++i) ASSERT_EQ(y[i], before[i] + TypeParam(-2) * x[i]);
  }
}

TYPED_TEST(Sum, MaxAbsOfNothingIsZeroAndElseTheLargestMagnitude) {
  EXPECT_EQ(minnorm::maxAbs<TypeParam>(nullptr, 0), TypeParam(0));
  const std::array<TypeParam, 3> x{1, -3, 2};
  EXPECT_EQ(minnorm::maxAbs(x.data(), 1), TypeParam(1));
  EXPECT_EQ(minnorm::maxAbs(x.data(), 3), TypeParam(3));
}

TYPED_TEST(Sum, NormOfNothingAndOfZerosIsZero) {
  EXPECT_EQ(minnorm::norm<TypeParam>(nullptr, 0), TypeParam(0));
  const std::array<TypeParam, 5> zeros{};
  EXPECT_EQ(minnorm::norm(zeros.data(), 5), TypeParam(0));
}

TYPED_TEST(Sum, NormOfOneValueIsItsMagnitudeAtEveryScale) {
  using Limits = std::numeric_limits<TypeParam>;
  for (int exponent = Limits::min_exponent - Limits::digits; exponent < Limits::max_exponent;
       ++exponent) {
    const TypeParam x = -std::ldexp(TypeParam(1.25), exponent);
    ASSERT_EQ(minnorm::norm(&x, 1), -x) << "2^" << exponent;
  }
}

TYPED_TEST(Sum, NormIsAccurateAtEveryScaleWithoutOverflowOrUnderflow) {
  using Limits = std::numeric_limits<TypeParam>;
  for (Index n : {2, 5, 16}) {
    const auto x = randomMatrix<Vector<TypeParam>>(n, 1, 5);
    const long double length = x.template cast<long double>().norm();
    const int largest = Limits::max_exponent - 3;
    for (int exponent = Limits::min_exponent; exponent <= largest; ++exponent) {
      const Vector<TypeParam> scaled = x * std::ldexp(TypeParam(1), exponent);
      // Entries below the smallest normal number have lost bits in the scaling itself.
      const long double expected = exponent > Limits::min_exponent + 40
                                       ? std::ldexp(length, exponent)
                                       : scaled.template cast<long double>().norm();
      const long double error =
          std::abs(static_cast<long double>(minnorm::norm(scaled.data(), n)) - expected);
      ASSERT_LE(error, expected * static_cast<long double>(4 * epsilon<TypeParam>) +
                           static_cast<long double>(Limits::denorm_min()))
          << "n = " << n << ", 2^" << exponent;
    }
  }
}

TYPED_TEST(Sum, NormOfDenormalsIsNotZero) {
  const TypeParam tiny = std::numeric_limits<TypeParam>::denorm_min();
  const std::array<TypeParam, 4> x{tiny, tiny, tiny, tiny};
  EXPECT_EQ(minnorm::norm(x.data(), 4), 2 * tiny);
}

TYPED_TEST(Sum, NormOfTheLargestNumberIsThatNumber) {
  const std::array<TypeParam, 2> x{0, std::numeric_limits<TypeParam>::lowest()};
  EXPECT_EQ(minnorm::norm(x.data(), 2), std::numeric_limits<TypeParam>::max());
}

}  // namespace
}  // namespace unit_test
