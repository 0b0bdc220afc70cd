// SPDX-License-Identifier: MIT
#include "numerics/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using numerics::philox;
using numerics::PhiloxCounter;

// The known answers of Random123, the authors' library.
TEST(Philox, GivesThePublishedWords) {
  EXPECT_EQ(philox({}, {}), (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, AStreamDependsOnItsNamesAlone) {
  numerics::Random first{1, 2, 3}, again{1, 2, 3}, other{1, 2, 4}, another{1, 3, 3},
      seeded{2, 2, 3};
  int equal = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto word = first.bits();
    ASSERT_EQ(word, again.bits());
    equal += (word == other.bits()) + (word == another.bits()) + (word == seeded.bits());
  }
  EXPECT_EQ(equal, 0);
}

TEST(Random, UniformIsInsideTheUnitInterval) {
  numerics::Random random{0, 0, 0};
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const float x = random.uniform();
    ASSERT_GT(x, 0.0F);
    ASSERT_LT(x, 1.0F);
    sum += static_cast<double>(x);
  }
  EXPECT_NEAR(sum / 100'000, 0.5, 5 * std::sqrt(1.0 / 12 / 100'000));
}

TEST(Random, LogIsTheLogarithm) {
  for (float x = 1e-37F; x < 1e37F; x *= 1.37F) {
    EXPECT_NEAR(numerics::log(x), std::log(x), 2e-7F * std::max(1.0F, std::abs(std::log(x)))) << x;
  }
}

// P(normal < quantile(k)) = (k + ½)/2³², by the C library's erfc.
TEST(Random, NormalQuantileInvertsTheDistribution) {
  for (std::uint64_t k = 0; k < std::uint64_t{1} << 32U; k = k + 1 + k / 50) {
    const double x = static_cast<double>(numerics::normal_quantile(static_cast<std::uint32_t>(k)));
    const double p = (static_cast<double>(k) + 0.5) / 4294967296.0;
    // Of its own value 4e-7 in x is up to x² times as much in the tail's probability.
    const double error = 4e-7 * std::max(1.0, x * x);
    EXPECT_NEAR(0.5 * std::erfc(-x / std::sqrt(2.0)) / p, 1.0, 2 * error + 1e-15) << k;
    EXPECT_EQ(numerics::normal_quantile(~static_cast<std::uint32_t>(k)), static_cast<float>(-x));
  }
}

TEST(Random, NormalHasTheMomentsOfTheNormalDistribution) {
  constexpr int count = 1'000'000;
  numerics::Random random{7, 0, 0};
  double first = 0, second = 0, fourth = 0, lagged = 0, before = 0;
  for (int i = 0; i < count; ++i) {
    const double x = static_cast<double>(random.normal());
    first += x;
    second += x * x;
    fourth += x * x * x * x;
    lagged += x * before;
    before = x;
  }
  const double error = 5 / std::sqrt(double{count});
  EXPECT_NEAR(first / count, 0.0, error);
  EXPECT_NEAR(second / count, 1.0, error * std::sqrt(2.0));
  EXPECT_NEAR(fourth / count, 3.0, error * std::sqrt(96.0));
  EXPECT_NEAR(lagged / count, 0.0, error);
}

}  // namespace
