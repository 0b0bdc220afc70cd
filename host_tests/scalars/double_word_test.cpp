// SPDX-License-Identifier: MIT
#include "numerics/scalars.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../kernel/sequence.hpp"

namespace {

using kernel_cases::Sequence;

/// 113 digits.
__extension__ using Quadruple = __float128;

template <typename Number>
class DoubleWord : public testing::Test {
 public:
  using Part = decltype(Number().high());
  static constexpr int digits = 2 * std::numeric_limits<Part>::digits;

  static Quadruple exact(const Number& x) {
    return static_cast<Quadruple>(x.high()) + static_cast<Quadruple>(x.low());
  }

  /// |got − want| in units of 2^-digits of what is wanted.
  static double error(const Number& got, Quadruple want) {
    Quadruple difference = exact(got) - want;
    if (difference < 0) difference = -difference;
    if (want < 0) want = -want;
    if (difference == 0) return 0.0;
    return static_cast<double>(difference / want) * std::ldexp(1.0, digits);
  }

  static bool is_normal(const Number& x) { return x.high() + x.low() == x.high(); }

  /// Of any sign, with some of its digits set: few, or many.
  static Number any(Sequence& sequence, int exponent) {
    const auto part = [&] {
      auto value = sequence.uniform<double>() + 0x1p-24 * sequence.uniform<double>();
      if (sequence.below(3) == 0) value = std::round(value * 64) / 64;
      return value;
    };
    const auto high = static_cast<Part>(std::ldexp(part(), exponent));
    const auto low = static_cast<Part>(
        std::ldexp(part(), exponent - digits / 2 - 2 - (sequence.below(4) == 0 ? 7 : 0)));
    return Number(high) + Number(low);
  }
};

using Numbers = testing::Types<numerics::FloatFloat, numerics::DoubleDouble>;
TYPED_TEST_SUITE(DoubleWord, Numbers);

TYPED_TEST(DoubleWord, OperationsAreRightToAFewUnits) {
  using Fixture = DoubleWord<TypeParam>;
  Sequence sequence(1);
  double sums = 0, products = 0, quotients = 0, roots = 0;
  for (int i = 0; i < 200'000; ++i) {
    const TypeParam x = Fixture::any(sequence, sequence.below(20) - 10);
    const TypeParam y = Fixture::any(sequence, sequence.below(20) - 10);
    const Quadruple a = Fixture::exact(x), b = Fixture::exact(y);
    sums = std::max({sums, Fixture::error(x + y, a + b), Fixture::error(x - y, a - b)});
    ASSERT_TRUE(Fixture::is_normal(x + y) && Fixture::is_normal(x * y));
    products = std::max(products, Fixture::error(x * y, a * b));
    if (b == 0) continue;
    quotients = std::max(quotients, Fixture::error(x / y, a / b));
    const TypeParam root = sqrt(abs(x));
    ASSERT_TRUE(Fixture::is_normal(x / y) && Fixture::is_normal(root));
    if (a == 0) continue;
    // (r + e)² = x for an error of e = (x − r²)/2r.
    const Quadruple r = Fixture::exact(root);
    const Quadruple rest = (a < 0 ? -a : a) - r * r;
    roots = std::max(roots, std::abs(static_cast<double>(rest / (2 * r * r))) *
                                std::ldexp(1.0, Fixture::digits));
  }
  EXPECT_LE(sums, 3.0);
  EXPECT_LE(products, 5.0);
  EXPECT_LE(quotients, 8.0);
  EXPECT_LE(roots, 4.0);
  EXPECT_GT(products, 0.5);
}

// Neighbours, whose difference is exact.
TYPED_TEST(DoubleWord, ADifferenceThatCancelsKeepsItsDigits) {
  using Fixture = DoubleWord<TypeParam>;
  Sequence sequence(2);
  for (int i = 0; i < 20'000; ++i) {
    const TypeParam x = Fixture::any(sequence, 3);
    const TypeParam y = x + Fixture::any(sequence, 3 - sequence.below(Fixture::digits));
    // Of the parts: x and y themselves may have more than 113 digits.
    const auto high = static_cast<Quadruple>(x.high()) - static_cast<Quadruple>(y.high());
    const auto low = static_cast<Quadruple>(x.low()) - static_cast<Quadruple>(y.low());
    EXPECT_LE(Fixture::error(x - y, high + low), 3.0);
  }
}

TYPED_TEST(DoubleWord, LargeFactorsDoNotOverflow) {
  using Fixture = DoubleWord<TypeParam>;
  using Limits = std::numeric_limits<typename Fixture::Part>;
  Sequence sequence(3);
  for (int i = 0; i < 20'000; ++i) {
    const int exponent = Limits::max_exponent - 1 - sequence.below(20);
    const TypeParam x = Fixture::any(sequence, exponent),
                    y = Fixture::any(sequence, -sequence.below(20));
    EXPECT_LE(Fixture::error(x * y, Fixture::exact(x) * Fixture::exact(y)), 5.0);
    EXPECT_LE(Fixture::error(y * x, Fixture::exact(x) * Fixture::exact(y)), 5.0);
    const TypeParam root = sqrt(abs(x));
    EXPECT_LE(Fixture::error(root * root, Fixture::exact(abs(x))), 16.0);
  }
}

TYPED_TEST(DoubleWord, InfinityAndNanAreThemselves) {
  using Limits = std::numeric_limits<TypeParam>;
  const TypeParam one(1), zero(0), infinity = Limits::infinity();
  EXPECT_TRUE(isinf(Limits::max() * TypeParam(2)));
  EXPECT_TRUE(isinf(Limits::max() * Limits::max()));
  EXPECT_TRUE(isinf(Limits::max() + Limits::max()));
  EXPECT_TRUE(isfinite(Limits::max()) && isfinite(Limits::lowest()));
  EXPECT_TRUE(isinf(one / zero));
  EXPECT_EQ(one / infinity, zero);
  EXPECT_TRUE(isinf(infinity + one));
  EXPECT_TRUE(isnan(infinity - infinity));
  EXPECT_TRUE(isnan(zero / zero));
  EXPECT_TRUE(isnan(sqrt(-one)));
  EXPECT_EQ(sqrt(infinity), infinity);
  EXPECT_EQ(sqrt(zero), zero);
  EXPECT_TRUE(isinf(numerics::rounded<TypeParam>(std::numeric_limits<double>::infinity())));
  const TypeParam nan = Limits::quiet_NaN();
  EXPECT_FALSE(nan == nan || nan < one || nan > one || nan <= one || nan >= one);
}

TYPED_TEST(DoubleWord, LowPartsDecideWhereHighOnesAreEqual) {
  const TypeParam one(1), more = one + std::numeric_limits<TypeParam>::epsilon();
  EXPECT_EQ(one.high(), more.high());
  EXPECT_TRUE(one < more && more > one && one <= more && more >= one && one != more);
  EXPECT_TRUE(-more < -one && !(more < one) && !(one >= more));
  EXPECT_EQ(more - one, std::numeric_limits<TypeParam>::epsilon());
}

TYPED_TEST(DoubleWord, IntegersAndDoublesKeepTheirDigits) {
  for (const int i : {0, 1, -7, 123'456'789, 2'147'483'647, -2'147'483'647}) {
    EXPECT_EQ(numerics::value(TypeParam(i)), i);
  }
  const double third = 1.0 / 3;
  const double unit = std::is_same_v<TypeParam, numerics::DoubleDouble> ? 0.0 : 0x1p-50;
  EXPECT_NEAR(numerics::value(numerics::rounded<TypeParam>(third)), third, unit);
}

TEST(DoubleDouble, IsItsValueAndItsRest) {
  Sequence sequence(4);
  for (int i = 0; i < 1000; ++i) {
    const auto x = DoubleWord<numerics::DoubleDouble>::any(sequence, sequence.below(40) - 20);
    EXPECT_EQ(numerics::value(x), x.high());
    EXPECT_EQ(numerics::rest(x), x.low());
  }
}

}  // namespace
