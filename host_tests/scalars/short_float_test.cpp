// SPDX-License-Identifier: MIT
#include "numerics/scalars.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "../kernel/sequence.hpp"

namespace {

using numerics::Bfloat16;
using numerics::Binary16;

template <typename Scalar>
class ShortFloat : public testing::Test {
 public:
  using Limits = std::numeric_limits<Scalar>;
  static constexpr int digits = Limits::digits;
  static constexpr int fractions = 1 << (digits - 1);
  static constexpr int largest_field = 2 * Limits::max_exponent - 2;  ///< of finite numbers
  static constexpr int middle = largest_field / 2;

  static std::uint16_t bits(Scalar x) { return std::bit_cast<std::uint16_t>(x); }
  static Scalar packed(int field, int fraction) {
    return std::bit_cast<Scalar>(static_cast<std::uint16_t>(field << (digits - 1) | fraction));
  }

  /// The format's bits of x rounded to nearest, ties to even, by integers: x has its digits and
  /// sign as double's bits, and below the least normal exponent the format's numbers are integers
  /// in the unit of the least.
  static std::uint16_t nearest(double x) {
    const auto wide = std::bit_cast<std::uint64_t>(x);
    const auto sign = static_cast<std::uint16_t>(wide >> 63U << 15U);
    const int exponent = static_cast<int>(wide >> 52U & 0x7FFU) - 1023;
    const std::uint64_t significand = (wide & 0xFFFFFFFFFFFFFU) | std::uint64_t{1} << 52U;
    if (x == 0.0) return sign;
    const int lowest = Limits::min_exponent - 1;
    const int dropped = 53 - digits + std::max(0, lowest - exponent);
    if (dropped > 54) return sign;
    std::uint64_t kept = significand >> dropped;
    const std::uint64_t rest = significand - (kept << dropped);
    const std::uint64_t half = std::uint64_t{1} << (dropped - 1);
    if (rest > half || (rest == half && kept % 2 != 0)) ++kept;
    const auto field = static_cast<std::uint64_t>(std::max(exponent, lowest) - lowest);
    const std::uint64_t all = (field << (digits - 1)) + kept;
    constexpr std::uint64_t infinity = std::uint64_t{largest_field + 1} << (digits - 1);
    return static_cast<std::uint16_t>(sign | std::min(all, infinity));
  }

  void expect(Scalar got, double exact) {
    ++checks;
    if (bits(got) != nearest(exact)) ++wrong;
  }

  /// Calls with all pairs of significands at these exponents.
  template <typename Operation>
  static void each_pair(int field, int other, Operation operation) {
    for (int f = 0; f < fractions; ++f) {
      const Scalar x = packed(field, f);
      const auto exact_x = static_cast<double>(x);
      for (int g = 0; g < fractions; ++g) {
        const Scalar y = packed(other, g);
        operation(x, y, exact_x, static_cast<double>(y));
      }
    }
  }

  int checks = 0, wrong = 0;
};

using Formats = testing::Types<Binary16, Bfloat16>;
TYPED_TEST_SUITE(ShortFloat, Formats);

TYPED_TEST(ShortFloat, SumsOfAllSignificandsAreRounded) {
  using Fixture = ShortFloat<TypeParam>;
  const auto both = [&](auto x, auto y, double exact_x, double exact_y) {
    this->expect(x + y, exact_x + exact_y);
    this->expect(x - y, exact_x - exact_y);
  };
  for (int apart = 0; apart <= Fixture::digits + 1; ++apart) {
    Fixture::each_pair(Fixture::middle, Fixture::middle - apart, both);
  }
  for (int field = 0; field <= 2; ++field) Fixture::each_pair(field, 0, both);  // subnormal numbers
  for (const int apart : {0, Fixture::digits - 1, Fixture::digits}) {           // overflow
    Fixture::each_pair(Fixture::largest_field, Fixture::largest_field - apart, both);
  }
  EXPECT_EQ(this->wrong, 0) << "of " << this->checks;
}

TYPED_TEST(ShortFloat, ProductsOfAllSignificandsAreRounded) {
  using Fixture = ShortFloat<TypeParam>;
  const auto product = [&](auto x, auto y, double exact_x, double exact_y) {
    this->expect(x * y, exact_x * exact_y);
  };
  Fixture::each_pair(Fixture::middle, Fixture::middle + 1, product);
  Fixture::each_pair(Fixture::middle, 0, product);
  Fixture::each_pair(Fixture::middle + 2, 0, product);
  // From normal products to none.
  for (int lost = -2; lost <= Fixture::digits + 1; ++lost) {
    const int sum = Fixture::middle - lost;
    Fixture::each_pair(sum - sum / 2, sum / 2, product);
  }
  Fixture::each_pair(Fixture::largest_field, Fixture::middle, product);
  Fixture::each_pair(Fixture::largest_field, Fixture::middle - 1, product);
  EXPECT_EQ(this->wrong, 0) << "of " << this->checks;
}

// A quotient of two of them is so far from the middle of two neighbours, unless it is there, that
// double's quotient is on the same side.
TYPED_TEST(ShortFloat, QuotientsOfAllSignificandsAreRounded) {
  using Fixture = ShortFloat<TypeParam>;
  const auto quotient = [&](auto x, auto y, double exact_x, double exact_y) {
    if (exact_y != 0.0) this->expect(x / y, exact_x / exact_y);
  };
  Fixture::each_pair(Fixture::middle, Fixture::middle + 1, quotient);
  Fixture::each_pair(0, Fixture::middle - 2, quotient);
  Fixture::each_pair(Fixture::middle, 0, quotient);
  for (int lost = -2; lost <= Fixture::digits + 1; ++lost) {
    const int field = Fixture::largest_field - 3;
    Fixture::each_pair(field - Fixture::middle - lost, field, quotient);
  }
  Fixture::each_pair(Fixture::largest_field, Fixture::middle, quotient);
  Fixture::each_pair(Fixture::largest_field, Fixture::middle - 1, quotient);
  EXPECT_EQ(this->wrong, 0) << "of " << this->checks;
}

TYPED_TEST(ShortFloat, RootsOfAllNumbersAreRounded) {
  using Fixture = ShortFloat<TypeParam>;
  for (int field = 0; field <= Fixture::largest_field; ++field) {
    for (int fraction = 0; fraction < Fixture::fractions; ++fraction) {
      const TypeParam x = Fixture::packed(field, fraction);
      this->expect(sqrt(x), std::sqrt(static_cast<double>(x)));
    }
  }
  EXPECT_EQ(this->wrong, 0) << "of " << this->checks;
}

// At the middle of two neighbours, and so near to it that it is there in float.
TYPED_TEST(ShortFloat, DoublesAreRoundedOnce) {
  using Fixture = ShortFloat<TypeParam>;
  for (int field = 0; field <= Fixture::largest_field; ++field) {
    for (int fraction = 0; fraction < Fixture::fractions; ++fraction) {
      const auto x = static_cast<double>(Fixture::packed(field, fraction));
      const double unit =
          std::ldexp(1.0, std::max(field, 1) + Fixture::Limits::min_exponent - 1 - Fixture::digits);
      const double half = x + unit / 2;
      for (const double y : {x, half, half * (1 - 0x1p-50), half * (1 + 0x1p-50), x + unit / 3}) {
        this->expect(numerics::rounded<TypeParam>(y), y);
        this->expect(numerics::rounded<TypeParam>(-y), -y);
      }
    }
  }
  kernel_cases::Sequence sequence(1);
  for (int i = 0; i < 300'000; ++i) {
    const double x = std::ldexp(sequence.uniform<double>() + 0x1p-40 * sequence.uniform<double>(),
                                sequence.below(320) - 160);
    this->expect(numerics::rounded<TypeParam>(x), x);
  }
  for (const double x : {1e300, -1e300, 1e-300, 0.0}) {
    this->expect(numerics::rounded<TypeParam>(x), x);
  }
  EXPECT_EQ(this->wrong, 0) << "of " << this->checks;
  EXPECT_TRUE(isnan(numerics::rounded<TypeParam>(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_TRUE(isinf(numerics::rounded<TypeParam>(std::numeric_limits<double>::infinity())));
}

TYPED_TEST(ShortFloat, LimitsAreTheFormats) {
  using Format = std::numeric_limits<TypeParam>;
  const TypeParam one(1);
  EXPECT_EQ(static_cast<double>(Format::epsilon()), std::ldexp(1.0, 1 - Format::digits));
  EXPECT_EQ(numerics::value(one + Format::epsilon()) - 1, numerics::value(Format::epsilon()));
  EXPECT_EQ(one + Format::epsilon() / TypeParam(2), one);
  EXPECT_EQ(numerics::value(Format::min()), std::ldexp(1.0, Format::min_exponent - 1));
  EXPECT_EQ(numerics::value(Format::denorm_min()),
            std::ldexp(1.0, Format::min_exponent - Format::digits));
  EXPECT_TRUE(isinf(Format::max() * TypeParam(2)));
  EXPECT_EQ(Eigen::NumTraits<TypeParam>::epsilon(), Format::epsilon());
}

}  // namespace
