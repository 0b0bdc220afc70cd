// SPDX-License-Identifier: MIT
#include "numerics/scalars.hpp"

#include <minnorm/building_blocks.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "../kernel/sequence.hpp"

namespace {

using kernel_cases::Sequence;
using numerics::FusedFloat;

class SoftFma : public testing::Test {
 protected:
  void check(float a, float b, float c) {
    const float got = numerics::soft_fma(a, b, c), want = std::fma(a, b, c);
    ++checks;
    if (std::isnan(got) && std::isnan(want)) return;
    if (std::bit_cast<std::uint32_t>(got) == std::bit_cast<std::uint32_t>(want)) return;
    if (++wrong < 10) ADD_FAILURE() << a << " * " << b << " + " << c << ": " << got << ", " << want;
  }

  int checks = 0, wrong = 0;
};

TEST_F(SoftFma, HasTheBitsOfFmaForNumbersWithoutAPattern) {
  Sequence sequence(1);
  for (int i = 0; i < 1'000'000; ++i) {
    check(std::bit_cast<float>(sequence.bits()), std::bit_cast<float>(sequence.bits()),
          std::bit_cast<float>(sequence.bits()));
  }
  EXPECT_EQ(wrong, 0) << "of " << checks;
}

// The sum is near the product in size, so that both count, in all of float's range: also where
// results are subnormal, and where they overflow.
TEST_F(SoftFma, HasTheBitsOfFmaWhereBothPartsCount) {
  Sequence sequence(2);
  for (int i = 0; i < 1'000'000; ++i) {
    const int e = sequence.below(280) - 150;
    const int f = sequence.below(100) - 50;
    const auto a = std::ldexp(sequence.uniform<float>(), e - f);
    const auto b = std::ldexp(sequence.uniform<float>(), f);
    check(a, b, std::ldexp(sequence.uniform<float>(), e + sequence.below(100) - 50));
    check(a, b, -a * b);
    check(a, b, std::nextafter(-a * b, 1.0F));
  }
  EXPECT_EQ(wrong, 0) << "of " << checks;
}

// The product is halfway between two floats, or the sum's 53 digits end there, and c decides.
TEST_F(SoftFma, HasTheBitsOfFmaWhereTwoRoundingsWouldDiffer) {
  Sequence sequence(3);
  int twice = 0;
  for (int i = 0; i < 300'000; ++i) {
    // (2^12 + j)·(2^12 + k) of 25 bits, odd: halfway.
    const auto a = static_cast<float>(4097 + 2 * sequence.below(1000));
    const auto b = static_cast<float>(4097 + 2 * sequence.below(2000));
    for (const int exponent : {-149, -60, -40, -30, -20}) {
      for (const float sign : {1.0F, -1.0F}) {
        const float c = std::ldexp(sign, exponent);
        check(a, b, c);
        const auto sum = static_cast<double>(a) * static_cast<double>(b) + static_cast<double>(c);
        if (static_cast<float>(sum) != std::fma(a, b, c)) ++twice;
        check(a * 0x1p-70F, b * 0x1p-79F, c);
        check(a * 0x1p-80F, b * 0x1p-82F, std::ldexp(c, -100));
      }
    }
  }
  EXPECT_EQ(wrong, 0) << "of " << checks;
  EXPECT_GT(twice, 1000);
}

TEST_F(SoftFma, HasTheBitsOfFmaForNumbersAtTheEnds) {
  using Limits = std::numeric_limits<float>;
  const float ends[] = {0.0F,
                        Limits::denorm_min(),
                        3 * Limits::denorm_min(),
                        Limits::min(),
                        Limits::min() - Limits::denorm_min(),
                        0.5F,
                        1.0F,
                        1.0F - Limits::epsilon() / 2,
                        1.0F + Limits::epsilon(),
                        0x1p24F,
                        0x1p104F,
                        0x1p103F,
                        Limits::max() / 2,
                        Limits::max(),
                        Limits::infinity(),
                        Limits::quiet_NaN()};
  for (const float a : ends) {
    for (const float b : ends) {
      for (const float c : ends) {
        for (const float sign : {1.0F, -1.0F}) {
          check(a, b, sign * c);
          check(sign * a, b, c);
          check(sign * a, -b, -c);
        }
      }
    }
  }
  EXPECT_EQ(wrong, 0) << "of " << checks;
}

// (1 + 2^-12)² is halfway between two floats.
constexpr float root = 1.0F + 0x1p-12F, square = 1.0F + 0x1p-11F;

TEST(FusedFloat, AProductThatIsAddedOrSubtractedIsNotRounded) {
  const FusedFloat x(root), y(square), z(0.7F);
  const auto as_float = [](FusedFloat value) { return static_cast<float>(value); };
  EXPECT_EQ(as_float(x * x - y), 0x1p-24F);
  EXPECT_EQ(as_float(y - x * x), -0x1p-24F);
  EXPECT_EQ(as_float(-(x * x) + y), -0x1p-24F);
  EXPECT_EQ(as_float(x * x + z), std::fma(root, root, 0.7F));
  EXPECT_EQ(as_float(z + x * x), std::fma(root, root, 0.7F));
  EXPECT_EQ(as_float(x * x + z * y), std::fma(root, root, 0.7F * square));
  EXPECT_EQ(as_float(x * x - z * y), std::fma(root, root, -(0.7F * square)));
  EXPECT_EQ(as_float(x * x * z + x), std::fma(square, 0.7F, root));
  FusedFloat sum = -y;
  sum += x * x;
  EXPECT_EQ(as_float(sum), 0x1p-24F);
  sum = y;
  sum -= x * x;
  EXPECT_EQ(as_float(sum), -0x1p-24F);
}

TEST(FusedFloat, AProductThatHasANameIsRounded) {
  const FusedFloat x(root), y(square);
  const FusedFloat product = x * x;
  EXPECT_EQ(product - y, FusedFloat(0));
  EXPECT_EQ(x * x, y);
  EXPECT_FALSE(x * x > y);
}

// The loops of the library contract as a compiler would.
TEST(FusedFloat, InnerProductsAreFused) {
  Sequence sequence(4);
  float a[7], b[7];
  FusedFloat x[7], y[7];
  for (int i = 0; i < 7; ++i) {
    a[i] = sequence.uniform<float>();
    b[i] = sequence.uniform<float>();
    x[i] = FusedFloat(a[i]);
    y[i] = FusedFloat(b[i]);
  }
  float s[4] = {a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]};
  for (int i = 4; i < 7; ++i) s[i - 4] = std::fma(a[i], b[i], s[i - 4]);
  EXPECT_EQ(static_cast<float>(minnorm::dot(x, y, 7)), (s[0] + s[1]) + (s[2] + s[3]));
  minnorm::axpy(x[6], x, y, 6);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(static_cast<float>(y[i]), std::fma(a[6], a[i], b[i]));
}

}  // namespace
