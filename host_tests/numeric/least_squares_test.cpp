// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdio>

#include "reference.hpp"
#include "support.hpp"

namespace numeric_test {
namespace {

/// LAPACK's own limit for the ratios of its least-squares drivers (dtest.in).
constexpr double threshold = 30;

class LeastSquares : public testing::TestWithParam<Family> {};

std::vector<Family> solvableFamilies() {
  std::vector<Family> solvable;
  for (const Family& family : families()) {
    if (family.solvable) solvable.push_back(family);
  }
  return solvable;
}

INSTANTIATE_TEST_SUITE_P(Of, LeastSquares, testing::ValuesIn(solvableFamilies()), familyName);

/// ‖Aᵀ·(b − A·x)‖ relative to rounding in A, b and A·x (after LAPACK's dqrt17).
double residualRatio(const Eigen::MatrixXd& a, const Eigen::VectorXd& x, const Eigen::VectorXd& b) {
  const double norm = a.norm();
  const double error = (a.transpose() * (b - a * x)).norm();
  return error == 0
             ? 0
             : error / norm /
                   errorUnit<float>(b.norm() + norm * x.norm(), std::max(a.rows(), a.cols()));
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
  const Family& family = GetParam();
  double residual = 0, rowSpace = 0;
  for (const Shape& shape : shapes()) {
    for (std::uint32_t draw = 0; draw < 4; ++draw) {
      SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols << ", draw " << draw);
      const auto a = drawn<float>(family, shape, draw);
      const Svd<float> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
      using Column = Eigen::Matrix<float, Eigen::Dynamic, 1, Eigen::ColMajor, 40, 1>;
      Random random(draw);
      // As large as A, so that x is of order 1 also near under- and overflow.
      const Column b = Column::NullaryExpr(shape.rows, [&] {
        return (static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F) * a.cwiseAbs().maxCoeff();
      });
      const Column x = svd.solve(b);
      ASSERT_TRUE(x.allFinite());
      const Eigen::MatrixXd wide = a.cast<double>();
      residual = std::max(residual, residualRatio(wide, x.cast<double>(), b.cast<double>()));
      rowSpace = std::max(rowSpace, rowSpaceRatio(wide, x.cast<double>(), svd.rank()));
      EXPECT_LT(residual, threshold);
      EXPECT_LT(rowSpace, threshold);
    }
  }
  std::printf("float  %-18s residual %6.2f  row space %6.2f\n", family.name.c_str(), residual,
              rowSpace);
}

}  // namespace
}  // namespace numeric_test
