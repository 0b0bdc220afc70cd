// SPDX-License-Identifier: MIT
#include <minnorm/internal/scaling.hpp>

#include <gtest/gtest.h>

#include <cmath>

#include "matrices.hpp"

namespace unit_test {
namespace {

template <typename Scalar>
struct Normalized {
  Upto12<Scalar> a;
  Eigen::Array<Scalar, Dynamic, 1> rowSquares;
  Scalar power;
};

template <typename Scalar>
Normalized<Scalar> normalized(const Upto12<Scalar>& from) {
  Normalized<Scalar> result{from, {}, 0};
  result.rowSquares.resize(from.rows());
  result.power = minnorm::internal::normalize(from.data(), result.a.data(), from.rows(),
                                              from.cols(), result.rowSquares.data());
  return result;
}

template <typename Scalar>
class Normalize : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Normalize, Scalars);

TYPED_TEST(Normalize, MultipliesByAPowerOfTwo) {
  const auto from = randomMatrix<Upto12<TypeParam>>(7, 4, 100);
  const auto result = normalized(from);
  int exponent = 0;
  EXPECT_EQ(std::frexp(result.power, &exponent), TypeParam(0.5));
  EXPECT_TRUE(same(result.a, from * result.power));
}

TYPED_TEST(Normalize, WorksInPlaceAndForFixedSizes) {
  const auto from = randomMatrix<Upto12<TypeParam>>(7, 4, 101);
  const auto expected = normalized(from);
  Upto12<TypeParam> a = from;
  Eigen::Array<TypeParam, 7, 1> squares;
  EXPECT_EQ(minnorm::internal::normalize(a.data(), a.data(), minnorm::internal::Fixed<7>(),
                                         minnorm::internal::Fixed<4>(), squares.data()),
            expected.power);
  EXPECT_TRUE(same(a, expected.a));
}

TYPED_TEST(Normalize, BringsEveryMagnitudeToTheDocumentedRange) {
  using Limits = std::numeric_limits<TypeParam>;
  constexpr int top = Limits::max_exponent;
  for (const Index n : {1, 2, 5, 12}) {
    const auto plain = randomMatrix<Upto12<TypeParam>>(12, n, 102);
    for (int exponent = Limits::min_exponent - Limits::digits + 4; exponent <= top; ++exponent) {
      const Upto12<TypeParam> from =
          plain.unaryExpr([=](TypeParam x) { return std::ldexp(x, exponent); });
      const auto result = normalized(from);
      ASSERT_TRUE(same(result.a, from * result.power)) << "2^" << exponent;
      const auto squares = result.a.template cast<long double>().squaredNorm();
      const int room = static_cast<int>(n) / 4;
      EXPECT_LE(squares, std::ldexp(1.0L, top - 10 - room)) << "n = " << n << ", 2^" << exponent;
      // What is smaller than √min, two powers would have to take there.
      if (exponent < -top / 2) continue;
      EXPECT_GE(squares, std::ldexp(1.0L - 1e-6L, top - 12 - room))
          << "n = " << n << ", 2^" << exponent;
    }
  }
}

TYPED_TEST(Normalize, KeepsTheBitsOfTheSmallestAndTheLargestNumber) {
  using Limits = std::numeric_limits<TypeParam>;
  for (const TypeParam x : {Limits::denorm_min(), Limits::min(), Limits::max()}) {
    const Upto12<TypeParam> from = Upto12<TypeParam>::Constant(12, 12, x);
    const auto result = normalized(from);
    EXPECT_GT(result.power, TypeParam(0));
    EXPECT_EQ(result.a(11, 11) / result.power, x);
    EXPECT_TRUE(std::isfinite(result.a.squaredNorm()));
    EXPECT_GE(result.a(0, 0) * result.a(0, 0), Limits::min());
  }
}

TYPED_TEST(Normalize, GivesZeroForZeros) {
  EXPECT_EQ(normalized<TypeParam>(Upto12<TypeParam>::Zero(5, 3)).power, TypeParam(0));
  EXPECT_EQ(normalized<TypeParam>(Upto12<TypeParam>(0, 0)).power, TypeParam(0));
}

TYPED_TEST(Normalize, GivesNaNForNaNAndInfinity) {
  using Limits = std::numeric_limits<TypeParam>;
  for (const TypeParam bad : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()}) {
    for (const TypeParam others : {TypeParam(0), Limits::denorm_min(), Limits::max()}) {
      Upto12<TypeParam> from = Upto12<TypeParam>::Constant(5, 3, others);
      from(4, 1) = bad;
      EXPECT_TRUE(std::isnan(normalized(from).power)) << bad << " among " << others;
    }
  }
}

TYPED_TEST(Normalize, GivesTheSquaresOfRowsUpToAFactor) {
  const auto plain = randomMatrix<Upto12<TypeParam>>(6, 4, 103);
  const Eigen::Array<TypeParam, Dynamic, 1> expected = plain.rowwise().squaredNorm();
  for (const int exponent : {std::numeric_limits<TypeParam>::min_exponent + 10, 0,
                             std::numeric_limits<TypeParam>::max_exponent}) {
    const auto squares = normalized<TypeParam>(plain.unaryExpr([=](TypeParam x) {
                           return std::ldexp(x, exponent);
                         })).rowSquares;
    EXPECT_LE(relativeDifference((squares / squares[0] * expected[0]).matrix(), expected.matrix()),
              64 * epsilon<TypeParam>);
  }
}

TYPED_TEST(Normalize, IsWithinTakesItsEndsAndNothingThatIsNoNumber) {
  using Limits = std::numeric_limits<TypeParam>;
  using minnorm::internal::isWithin;
  const TypeParam least(0.0625), most(16);
  for (const TypeParam x : {least, TypeParam(1), most}) EXPECT_TRUE(isWithin(x, least, most)) << x;
  for (const TypeParam x : {TypeParam(0), std::nextafter(least, TypeParam(0)),
                            std::nextafter(most, Limits::max()), TypeParam(-1), TypeParam(-0.0),
                            Limits::infinity(), Limits::quiet_NaN(), -Limits::quiet_NaN()}) {
    EXPECT_FALSE(isWithin(x, least, most)) << x;
  }
  EXPECT_FALSE(isWithin(TypeParam(0), Limits::denorm_min(), Limits::max()));
}

TYPED_TEST(Normalize, FarApartIsByMoreThanAPowerOfTwo) {
  const auto apart = [](const Eigen::Array<TypeParam, 3, 1>& x) {
    EXPECT_EQ(minnorm::internal::farApart(x.data(), minnorm::internal::Fixed<3>(), 20),
              minnorm::internal::farApart(x.data(), Index(3), 20));
    return minnorm::internal::farApart(x.data(), Index(3), 20);
  };
  constexpr TypeParam power(1 << 20);
  for (const TypeParam least :
       {TypeParam(1), TypeParam(1.3), std::nextafter(TypeParam(2), TypeParam(0))}) {
    const TypeParam most = least * power;
    const TypeParam more = std::nextafter(most, std::numeric_limits<TypeParam>::max());
    EXPECT_FALSE(apart({least, most, 4})) << least;
    EXPECT_TRUE(apart({least, more, 4})) << least;
    EXPECT_TRUE(apart({more, 4, least})) << least;
  }
  EXPECT_TRUE(apart({1, 0, 1}));
  EXPECT_FALSE(apart({0, 0, 0}));
}

TYPED_TEST(Normalize, RowsAreGradedIfColumnsInDifferentUnitsAreNotWhy) {
  const auto graded = [](const Upto12<TypeParam>& a) {
    const auto result = normalized(a);
    auto rowSquares = result.rowSquares;
    return minnorm::internal::rowsGraded(result.a.data(), a.rows(), a.cols(), rowSquares.data());
  };
  const Upto12<TypeParam> plain = randomMatrix<Upto12<TypeParam>>(6, 4, 104);
  EXPECT_FALSE(graded(plain));

  Upto12<TypeParam> rows = plain, units = plain;
  for (Index i = 0; i < 6; ++i) {
    const TypeParam grade = std::ldexp(TypeParam(1), -4 * static_cast<int>(i));
    rows.row(i) *= grade;
    units(i, 3) *= grade * TypeParam(1 << 24);
  }
  EXPECT_TRUE(graded(rows));
  EXPECT_FALSE(graded(units));
  rows.col(1).setZero();
  EXPECT_TRUE(graded(rows));
}

template <typename Scalar>
class AddMode : public testing::Test {};
TYPED_TEST_SUITE(AddMode, Scalars);

/// What comes of b over σ of 2^ofSigma, filtered by 2^ofFilter.
template <typename Scalar>
Scalar shared(bool filtered, Scalar b, int ofSigma, int ofFilter) {
  const Scalar one(1);
  Scalar x(0);
  const Scalar factor = minnorm::internal::toSafeRange(&b, minnorm::internal::Fixed<1>());
  minnorm::internal::addMode(filtered, std::ldexp(one, ofFilter), &one, &b,
                             minnorm::internal::Fixed<1>(), factor, std::ldexp(one, ofSigma), &one,
                             &x, minnorm::internal::Fixed<1>());
  return x;
}

// Powers of two change no digit of b, unless something between overflows or underflows.
TYPED_TEST(AddMode, KeepsEveryDigitForAllSizesWhoseResultIsANormalNumber) {
  using Limits = std::numeric_limits<TypeParam>;
  constexpr int least = Limits::min_exponent - Limits::digits, most = Limits::max_exponent - 1;
  constexpr int leastFilter = -89, step = most / 127;
  const TypeParam digits = std::nextafter(TypeParam(2), TypeParam(0));
  int count = 0, wrong = 0;
  for (int ofB = least; ofB <= most; ofB += step) {
    const TypeParam b = std::ldexp(digits, ofB);
    for (int ofSigma = least; ofSigma <= most; ofSigma += step) {
      for (int ofFilter = 0; ofFilter >= leastFilter; ofFilter -= 4) {
        const int change = ofFilter - ofSigma;
        if (ofB + change < Limits::min_exponent - 1 || ofB + change > most) continue;
        const TypeParam expected = std::ldexp(b, change);
        wrong += shared(true, b, ofSigma, ofFilter) == expected ? 0 : 1;
        if (ofFilter == 0 && ofSigma >= Limits::min_exponent - 1)
          wrong += shared(false, b, ofSigma, 0) == expected ? 0 : 1;
        ++count;
      }
    }
  }
  EXPECT_GT(count, 500000);
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace unit_test
