// SPDX-License-Identifier: MIT
#include "sweeps.hpp"

#include <gtest/gtest.h>
#include <minnorm/minnorm.hpp>

namespace numeric_test {
namespace {

/// No input tried comes near MaxSweeps; what does would be a fault of the iteration.
constexpr int limit = minnorm::JacobiSVD<Eigen::Matrix3f>::MaxSweeps / 2;
constexpr std::uint32_t matrices = 50'000;

TEST(Sweeps, OfFloatStayFarBelowTheBound) {
  const Sweeps sweeps = floatSweeps(matrices);
  EXPECT_LE(sweeps.largest(), limit);
  EXPECT_EQ(sweeps.failures, 0U);
}

TEST(Sweeps, OfDoubleStayFarBelowTheBound) {
  const Sweeps sweeps = doubleSweeps(matrices);
  EXPECT_LE(sweeps.largest(), limit);
  EXPECT_EQ(sweeps.failures, 0U);
}

}  // namespace
}  // namespace numeric_test
