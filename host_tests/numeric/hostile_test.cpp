// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <gtest/gtest.h>
#include <minnorm/jacobi_svd.hpp>

namespace numeric_test {
namespace {

/// What is wanted of every ratio, as of those of LAPACK's test matrices.
constexpr double aim = 5;
/// No input tried comes near MaxSweeps; what does would be a fault of the iteration.
constexpr int mostSweeps = minnorm::JacobiSVD<Eigen::Matrix3f>::MaxSweeps / 2;

template <typename Scalar>
void expectNothingFound(const Effort& effort) {
  const Hostile<Scalar> found = searchHostile<Scalar>(effort);
  SCOPED_TRACE(worstOf(found));
  EXPECT_EQ(found.unconverged, 0U);
  EXPECT_EQ(found.disordered, 0U);
  EXPECT_EQ(found.lost, 0U);
  EXPECT_LE(found.largest(Measure::sweeps), mostSweeps);
  for (const Measure ratio :
       {Measure::residual, Measure::u, Measure::v, Measure::valuesAlone, Measure::eachSigma})
    EXPECT_LT(found.largest(ratio), aim) << "measure " << static_cast<int>(ratio);
}

/// `./minnorm accuracy --hostile` looks further.
TEST(Hostile, MatricesOfFloatConvergeToTheRatiosOfOthers) {
  expectNothingFound<float>({100'000, 14});
}

TEST(Hostile, MatricesOfDoubleConvergeToTheRatiosOfOthers) {
  expectNothingFound<double>({20'000, 7});
}

}  // namespace
}  // namespace numeric_test
