// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "ratios.hpp"
#include "support.hpp"

namespace numeric_test {
namespace {

/// LAPACK's own limit for the ratios of its SVD drivers (svd.in).
constexpr double threshold = 50;
/// What is wanted of every ratio here.
constexpr double aim = 5;

void expectBelow(double limit, const Ratios& ratios) {
  EXPECT_LT(ratios.residual, limit);
  EXPECT_LT(ratios.u, limit);
  EXPECT_LT(ratios.v, limit);
  EXPECT_LT(ratios.sigma, limit);
  EXPECT_LT(ratios.eachSigma, limit);
  EXPECT_TRUE(ratios.ordered);
  EXPECT_TRUE(ratios.succeeded);
}

class SvdRatios : public testing::TestWithParam<Family> {};
INSTANTIATE_TEST_SUITE_P(Of, SvdRatios, testing::ValuesIn(families()), familyName);

TEST_P(SvdRatios, OfFloatAreBelowLapacksThresholdAndTheAim) {
  Ratios largest;
  for (const Shape& shape : shapes()) {
    for (std::uint32_t draw = 0; draw < 4; ++draw) {
      SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols << ", draw " << draw);
      const Ratios ratios = floatRatios(GetParam(), shape, draw);
      expectBelow(threshold, ratios);
      largest.include(ratios);
    }
  }
  expectBelow(aim, largest);
}

TEST_P(SvdRatios, OfUpdateAreBelowTheAim) {
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols);
    expectBelow(aim, updatedRatios(GetParam(), shape));
  }
}

TEST_P(SvdRatios, OfDoubleAreBelowLapacksThresholdAndTheAim) {
  Ratios largest;
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols);
    const Ratios ratios = doubleRatios(GetParam(), shape, 0);
    expectBelow(threshold, ratios);
    largest.include(ratios);
  }
  expectBelow(aim, largest);
}

}  // namespace
}  // namespace numeric_test
