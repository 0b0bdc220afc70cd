// SPDX-License-Identifier: MIT
#include <minnorm/worst_case.hpp>

#include <gtest/gtest.h>

#include <minnorm/minnorm.hpp>

namespace {

constexpr int sweeps = 12;

template <typename Matrix, int options>
constexpr std::int64_t cycles(bool regular = false) {
  using Svd = minnorm::JacobiSVD<Matrix, options>;
  return minnorm::mostCycles<Svd>(minnorm::cortexM4, sweeps, regular);
}

constexpr int thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
constexpr int full = Eigen::ComputeFullU | Eigen::ComputeFullV;

TEST(WorstCase, ARegularMatrixCostsLessThanAnyAndSweepsCost) {
  using Matrix = Eigen::Matrix<float, 8, 8>;
  using Svd = minnorm::JacobiSVD<Matrix, thin>;
  EXPECT_LT((cycles<Matrix, thin>(true)), (cycles<Matrix, thin>()));
  EXPECT_LT((cycles<Matrix, thin>()), minnorm::mostCycles<Svd>(minnorm::cortexM4));
  EXPECT_EQ(minnorm::mostCycles<Svd>(minnorm::cortexM4),
            minnorm::mostCycles<Svd>(minnorm::cortexM4, Svd::MaxSweeps));
}

TEST(WorstCase, EachThingCostsWhatTheCoreTakesForIt) {
  using Svd = minnorm::JacobiSVD<Eigen::Matrix<float, 8, 8>, thin>;
  const minnorm::Work work = minnorm::mostWork<Svd>(sweeps);
  const auto cost = [](const minnorm::CoreCycles& core) {
    return minnorm::mostCycles<Svd>(core, sweeps);
  };
  EXPECT_EQ(cost({1, 0, 0, 0}), 1);
  EXPECT_EQ(cost({0, 1, 0, 0}), work.pairs);
  EXPECT_EQ(cost({0, 0, 1, 0}), work.loops);
  EXPECT_EQ(cost({0, 0, 0, 1}), work.values);
}

TEST(WorstCase, FullFactorsCostMoreWhereTheyAreLarger) {
  EXPECT_EQ((cycles<Eigen::Matrix4f, full>(true)), (cycles<Eigen::Matrix4f, thin>(true)));
  using Tall = Eigen::Matrix<float, 16, 6>;
  EXPECT_GT((cycles<Tall, full>(true)), (cycles<Tall, thin>(true)));
  using Bounded = minnorm::BoundedMatrix<float, 8, 8>;
  EXPECT_GT((cycles<Bounded, full>(true)), (cycles<Bounded, thin>(true)))
      << "its rows and columns may differ";
}

TEST(WorstCase, ABoundIsOfALargestSizeAndOfItsTranspose) {
  EXPECT_EQ((cycles<Eigen::Matrix<float, 6, 16>, thin>()),
            (cycles<Eigen::Matrix<float, 16, 6>, thin>()));
  EXPECT_GE((cycles<minnorm::BoundedMatrix<float, 16, 6>, thin>()),
            (cycles<Eigen::Matrix<float, 16, 6>, thin>()));
  EXPECT_GT((cycles<minnorm::BoundedMatrix<float, 16, 7>, thin>()),
            (cycles<minnorm::BoundedMatrix<float, 16, 6>, thin>()));
}

}  // namespace
