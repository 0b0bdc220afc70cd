// SPDX-License-Identifier: MIT
#include <minnorm/complete_orthogonal_decomposition.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <string>
#include <vector>

#include "reference.hpp"
#include "support.hpp"

namespace numeric_test {
namespace {

/// LAPACK's own limit for the ratios of its least-squares drivers (dtest.in).
constexpr double threshold = 30;

using Column = minnorm::BoundedVector<float, 40>;

struct Solution {
  Column x;
  Index rank;
};

Solution bySvd(const Matrix<float>& a, const Column& b) {
  const Svd<float> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
  return {svd.solve(b), svd.rank()};
}

Solution byCod(const Matrix<float>& a, const Column& b) {
  const minnorm::CompleteOrthogonalDecomposition<Matrix<float>> cod(a);
  return {cod.solve(b), cod.rank()};
}

struct Case {
  std::string name;
  Solution (*solve)(const Matrix<float>&, const Column&);
  Family family;
};

void PrintTo(const Case& tried, std::ostream* out) { *out << tried.name; }

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Family& family : families()) {
    if (!family.solvable) continue;
    all.push_back({"svd-" + family.name, bySvd, family});
    all.push_back({"cod-" + family.name, byCod, family});
  }
  return all;
}

class LeastSquares : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Of, LeastSquares, testing::ValuesIn(cases()), familyName);

/// ‖Aᵀ·(b − A·x)‖ relative to rounding in A, b and A·x (after LAPACK's dqrt17).
double residualRatio(const Eigen::MatrixXd& a, const Eigen::VectorXd& x, const Eigen::VectorXd& b) {
  const double norm = a.norm();
  const double error = (a.transpose() * (b - a * x)).norm();
  return error == 0
             ? 0
             : error / norm /
                   errorUnit<float>(b.norm() + norm * x.norm(), std::max(a.rows(), a.cols()));
}

/// ‖A·x − b‖ for b = A·y, relative to rounding in A·x and A·y (after LAPACK's dqrt16, whose A has
/// no singular values near the cutoff).
double consistentRatio(const Eigen::MatrixXd& a, const Eigen::VectorXd& x, const Eigen::VectorXd& y,
                       const Eigen::VectorXd& b) {
  const double error = (a * x - b).norm();
  return error == 0 ? 0
                    : error / errorUnit<float>(a.norm() * std::max(x.norm(), y.norm()),
                                               std::max(a.rows(), a.cols()));
}

/// How far A has to be moved for x to lie in the span of its rows, relative to rounding of A
/// (LAPACK's dqrt14, as a backward error). Of a matrix of numerical rank r only the part of rank r
/// counts.
double rowSpaceRatio(const Eigen::MatrixXd& a, const Eigen::VectorXd& x, Index rank) {
  const Reference svd = referenceSvd(a);
  const Eigen::VectorXd along = svd.v.leftCols(rank).transpose() * x;
  const double outside = (x - svd.v.leftCols(rank) * along).norm();
  const double combination = (along.array() / svd.sigma.head(rank).array()).matrix().norm();
  return outside == 0
             ? 0
             : outside / combination / errorUnit<float>(svd.sigma[0], std::max(a.rows(), a.cols()));
}

TEST_P(LeastSquares, SolutionHasAnOrthogonalResidualAndLiesInTheRowSpace) {
  const auto& [name, solve, family] = GetParam();
  double residual = 0, rowSpace = 0;
  for (const Shape& shape : shapes()) {
    for (std::uint32_t draw = 0; draw < 4; ++draw) {
      SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols << ", draw " << draw);
      const auto a = drawn<float>(family, shape, draw);
      Random random(draw);
      // As large as A, so that x is of order 1 also near under- and overflow.
      const Column b = Column::NullaryExpr(shape.rows, [&] {
        return (static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F) * a.cwiseAbs().maxCoeff();
      });
      const auto [x, rank] = solve(a, b);
      ASSERT_TRUE(x.allFinite());
      const Eigen::MatrixXd wide = a.cast<double>();
      residual = std::max(residual, residualRatio(wide, x.cast<double>(), b.cast<double>()));
      rowSpace = std::max(rowSpace, rowSpaceRatio(wide, x.cast<double>(), rank));
      EXPECT_LT(residual, threshold);
      EXPECT_LT(rowSpace, threshold);
    }
  }
  std::printf("float  %-26s residual %6.2f  row space %6.2f\n", name.c_str(), residual, rowSpace);
}

TEST_P(LeastSquares, ConsistentSystemsAreSolvedToRounding) {
  const auto& [name, solve, family] = GetParam();
  double worst = 0;
  for (const Shape& shape : shapes()) {
    for (std::uint32_t draw = 0; draw < 4; ++draw) {
      SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols << ", draw " << draw);
      const auto a = drawn<float>(family, shape, draw);
      const Eigen::MatrixXd wide = a.cast<double>();
      Random random(draw);
      const Eigen::VectorXd y = Eigen::VectorXd::NullaryExpr(shape.cols, [&] {
        return (static_cast<double>(random()) * 0x1p-31 - 1.0) / static_cast<double>(shape.cols);
      });
      const Column b = (wide * y).cast<float>();
      const Column x = solve(a, b).x;
      ASSERT_TRUE(x.allFinite());
      worst = std::max(worst, consistentRatio(wide, x.cast<double>(), y, b.cast<double>()));
      EXPECT_LT(worst, threshold);
    }
  }
  std::printf("float  %-26s consistent %6.2f\n", name.c_str(), worst);
}

}  // namespace
}  // namespace numeric_test
