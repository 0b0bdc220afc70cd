// SPDX-License-Identifier: MIT
#include <minnorm/internal/double_length.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace {

using Sum = minnorm::internal::DoubleLength<float>;

double value(const Sum& sum) {
  return static_cast<double>(sum.high()) + static_cast<double>(sum.low());
}

TEST(DoubleLength, KeepsWhatASumInFloatLoses) {
  Sum sum(1.0F);
  for (int i = 0; i < 1000; ++i) sum.add(0x1p-30F);
  EXPECT_EQ(sum.high(), 1.0F + 1000 * 0x1p-30F);
  EXPECT_EQ(value(sum), 1.0 + 1000 * 0x1p-30);
  sum.add(-1.0F);
  EXPECT_EQ(value(sum), 1000 * 0x1p-30);
}

TEST(DoubleLength, AProductIsExact) {
  std::mt19937 engine(1);
  std::normal_distribution<float> normal;
  for (int i = 0; i < 10'000; ++i) {
    const float x = normal(engine), y = std::ldexp(normal(engine), i % 40 - 20);
    Sum sum;
    sum.addProduct(x, y);
    EXPECT_EQ(value(sum), static_cast<double>(x) * static_cast<double>(y));
  }
}

TEST(DoubleLength, AnInnerProductThatCancelsIsRightToRounding) {
  std::mt19937 engine(2);
  std::normal_distribution<float> normal;
  Sum sum;
  double exact = 0;
  for (int i = 0; i < 200; ++i) {
    const float x = normal(engine), y = normal(engine), z = std::nextafter(y, 10.0F);
    sum.addProduct(x, y);
    sum.addProduct(-x, z);
    exact += static_cast<double>(x) * (static_cast<double>(y) - static_cast<double>(z));
  }
  EXPECT_NEAR(value(sum), exact, 1e-12);
  EXPECT_GT(std::abs(exact), 1e-8);
}

}  // namespace
