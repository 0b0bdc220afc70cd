// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "support.hpp"

namespace numeric_test {
namespace {

/// No input tried comes near MaxSweeps; what does would be a fault of the iteration.
constexpr int limit = Svd<float>::MaxSweeps / 2;

template <typename Scalar>
void expectFewSweeps(const char* name) {
  std::map<int, int> histogram;
  for (const Family& family : families()) {
    for (std::uint32_t draw = 0; draw < 40; ++draw) {
      const auto rows = static_cast<Index>(1 + draw * 7 % 16),
                 cols = static_cast<Index>(1 + draw * 11 % 16);
      const Svd<Scalar> svd(drawn<Scalar>(family, {rows, cols}, draw));
      EXPECT_EQ(svd.info(), Eigen::Success) << family.name;
      EXPECT_LE(svd.sweeps(), limit) << family.name << ", " << rows << "x" << cols;
      ++histogram[svd.sweeps()];
    }
  }
  Random random(1);
  for (int draw = 0; draw < 20'000; ++draw) {
    const auto n = static_cast<Index>(2 + draw % 11);
    const Matrix<Scalar> a = Matrix<Scalar>::NullaryExpr(
        n, n, [&] { return static_cast<Scalar>(static_cast<double>(random()) * 0x1p-31 - 1.0); });
    const Svd<Scalar> svd(a);
    EXPECT_LE(svd.sweeps(), limit) << n << "x" << n << ", draw " << draw;
    ++histogram[svd.sweeps()];
  }
  std::printf("%-7ssweeps: matrices", name);
  for (const auto& [sweeps, count] : histogram) std::printf("  %d: %d", sweeps, count);
  std::printf("\n");
}

TEST(Sweeps, OfFloatStayFarBelowTheBound) { expectFewSweeps<float>("float"); }
TEST(Sweeps, OfDoubleStayFarBelowTheBound) { expectFewSweeps<double>("double"); }

}  // namespace
}  // namespace numeric_test
