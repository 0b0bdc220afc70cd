// SPDX-License-Identifier: MIT
#include "experiments/geometry/experiment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "../dense.hpp"
#include "rows.hpp"

namespace {

using experiments::Index;

template <typename Scalar>
class Geometry : public testing::Test {
 protected:
  using Experiment = experiments::geometry::Experiment<Scalar>;
  struct Mode {
    double sigma;
    Eigen::Vector3d v;
  };
  struct Set {
    Eigen::Matrix<double, Eigen::Dynamic, 3> rows;
    std::vector<Mode> modes;
  };

  static Set set(Index case_number, Index repeat = 0) {
    Set found;
    for (const auto& row :
         experiments_tests::rows<experiments::geometry::Experiment, Scalar>(repeat, case_number)) {
      const Eigen::Vector3d v =
          Eigen::Map<const Eigen::Matrix<Scalar, 3, 1>>(row.data() + 3).template cast<double>();
      if (row[1] == Scalar(0)) {
        found.rows.conservativeResize(found.rows.rows() + 1, 3);
        found.rows.bottomRows(1) = v.transpose();
      } else {
        EXPECT_EQ(row[1], Scalar(static_cast<int>(found.modes.size() + 1)));
        found.modes.push_back({static_cast<double>(row[2]), v});
      }
    }
    return found;
  }
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Geometry, Scalars);

TYPED_TEST(Geometry, ModesAreThoseOfTheRows) {
  const auto tolerance = 100 * static_cast<double>(std::numeric_limits<TypeParam>::epsilon());
  for (Index number = 0; number < TestFixture::Experiment::cases; ++number) {
    const auto set = this->set(number);
    const Index n = TestFixture::Experiment::sizes[static_cast<std::size_t>(number)];
    ASSERT_EQ(set.rows.rows(), n);
    ASSERT_EQ(set.modes.size(), static_cast<std::size_t>(std::min<Index>(n, 3)));
    const Eigen::MatrixXd scaled = set.rows / std::sqrt(static_cast<double>(n));
    const Eigen::VectorXd expected = dense::singular_values(scaled);
    for (std::size_t r = 0; r < set.modes.size(); ++r) {
      const auto& [sigma, v] = set.modes[r];
      EXPECT_NEAR(sigma, expected[static_cast<Index>(r)], tolerance) << n;
      EXPECT_NEAR((scaled * v).norm(), sigma, tolerance) << n;
      EXPECT_NEAR(v.norm(), 1, tolerance) << n;
    }
  }
}

TYPED_TEST(Geometry, SetsAreNested) {
  const auto smaller = this->set(4), larger = this->set(11);
  EXPECT_TRUE(larger.rows.topRows(smaller.rows.rows()) == smaller.rows);
}

TYPED_TEST(Geometry, RowsHaveTheCovarianceOfTheFigure) {
  Eigen::Matrix3d sum = Eigen::Matrix3d::Zero(), exact;
  exact << 23, 9, 4, 9, 6, 2, 4, 2, 5;
  constexpr int repeats = 200;
  for (Index repeat = 0; repeat < repeats; ++repeat) {
    const auto set = this->set(11, repeat);
    sum += set.rows.transpose() * set.rows;
  }
  constexpr int count = 100 * repeats;
  for (Index i = 0; i < 3; ++i) {
    for (Index j = 0; j < 3; ++j) {
      const double deviation =
          std::sqrt((exact(i, i) * exact(j, j) + exact(i, j) * exact(i, j)) / count);
      EXPECT_NEAR(sum(i, j) / count, exact(i, j), 5 * deviation);
    }
  }
}

// Why the figure looks as it does: more rows in fewer directions than there are do not help.
TYPED_TEST(Geometry, SmallestSingularValueIsLowestAtTheThresholdOnAverage) {
  double at[12] = {};
  for (Index number = 0; number < 12; ++number) {
    for (Index repeat = 0; repeat < 50; ++repeat) {
      at[number] += this->set(number, repeat).modes.back().sigma;
    }
  }
  for (Index number = 0; number < 12; ++number) {
    if (number != 2) {
      EXPECT_GT(at[number], at[2]) << number;
    }
  }
}

}  // namespace
