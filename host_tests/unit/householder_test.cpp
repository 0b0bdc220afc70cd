// SPDX-License-Identifier: MIT
#include <minnorm/internal/householder.hpp>

#include <gtest/gtest.h>

#include <cmath>

#include "matrices.hpp"

namespace unit_test {
namespace {

using Vector = Eigen::Matrix<float, Dynamic, 1>;

struct Reflector {
  Vector v;
  float beta;
  float tau;
};

Reflector reflectorOf(const Vector& x) {
  Reflector reflector{x, 0, 0};
  reflector.tau = minnorm::internal::makeReflector(reflector.v.data(), x.size());
  reflector.beta = reflector.v[0];
  return reflector;
}

Vector applied(const Reflector& reflector, Vector c) {
  minnorm::internal::applyReflector(reflector.v.data(), reflector.tau, c.data(), c.size());
  return c;
}

class Householder : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(AtScaleTwoToThe, Householder, testing::Values(-55, -30, 0, 30, 60));

TEST_P(Householder, ReflectorMapsTheVectorToAMultipleOfTheFirstUnitVector) {
  const float scale = std::ldexp(1.0F, GetParam());
  for (Index n = 2; n <= 12; ++n) {
    const Vector x = scale * randomMatrix<Vector>(n, 1, 7);
    const Reflector h = reflectorOf(x);
    const float length = static_cast<float>(x.cast<double>().norm());
    EXPECT_LE(std::abs(std::abs(h.beta) - length), 4 * epsilon<float> * length);
    EXPECT_GE(h.tau, 0.0F);
    EXPECT_LE(h.tau, 2.0F);
    const Vector image = applied(h, x);
    EXPECT_LE(std::abs(image[0] - h.beta), 8 * epsilon<float> * length);
    EXPECT_LE(image.tail(n - 1).cwiseAbs().maxCoeff(), 8 * epsilon<float> * length);
  }
}

TEST_P(Householder, ReflectorIsItsOwnInverse) {
  const float scale = std::ldexp(1.0F, GetParam());
  const Reflector h = reflectorOf(scale * randomMatrix<Vector>(9, 1, 8));
  const Vector c = randomMatrix<Vector>(9, 1, 9);
  EXPECT_LE(relativeDifference(applied(h, applied(h, c)), c), 16 * epsilon<float>);
}

TEST(Householder, BetaHasTheSignThatCancelsNothing) {
  EXPECT_LT(reflectorOf(Vector{{3.0F, 4.0F}}).beta, 0.0F);
  EXPECT_GT(reflectorOf(Vector{{-3.0F, 4.0F}}).beta, 0.0F);
}

TEST(Householder, VectorAlreadyInPlaceNeedsNoReflection) {
  const Reflector h = reflectorOf(Vector{{-3.0F, 0.0F, 0.0F}});
  EXPECT_EQ(h.tau, 0.0F);
  EXPECT_EQ(h.beta, -3.0F);
}

TEST(Householder, OneValueNeedsNoReflection) {
  const Reflector h = reflectorOf(Vector::Constant(1, -2.0F));
  EXPECT_EQ(h.tau, 0.0F);
  EXPECT_EQ(h.beta, -2.0F);
}

TEST(Householder, ValuesWhoseSquaresUnderflowCountAsZero) {
  const float tiny = std::ldexp(1.0F, -80);
  for (const float first : {0.0F, tiny, -2.0F}) {
    const Reflector h = reflectorOf(Vector{{first, tiny, -tiny}});
    EXPECT_EQ(h.tau, 0.0F);
    EXPECT_TRUE(same(h.v, Vector{{first, 0.0F, 0.0F}}));
  }
}

TEST(Householder, FirstValueOfTheStoredVectorIsNotRead) {
  Reflector h = reflectorOf(randomMatrix<Vector>(5, 1, 10));
  const Vector c = randomMatrix<Vector>(5, 1, 11);
  const Vector expected = applied(h, c);
  h.v[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(same(applied(h, c), expected));
}

}  // namespace
}  // namespace unit_test
