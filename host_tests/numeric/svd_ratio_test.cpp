// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "reference.hpp"
#include "support.hpp"

namespace numeric_test {
namespace {

/// LAPACK's own limit for the ratios of its SVD drivers (svd.in).
constexpr double threshold = 50;

/// The ratios of LAPACK's test of its SVD drivers, largest so far.
struct Ratios {
  double residual = 0;
  double u = 0;
  double v = 0;
  double sigma = 0;
  double eachSigma = 0;

  void include(const Ratios& other) {
    residual = std::max(residual, other.residual);
    u = std::max(u, other.u);
    v = std::max(v, other.v);
    sigma = std::max(sigma, other.sigma);
    eachSigma = std::max(eachSigma, other.eachSigma);
  }
};

template <typename Scalar>
double nonOrthogonality(const WideMatrix<Scalar>& q) {
  const WideMatrix<Scalar> gram = q.transpose() * q;
  return static_cast<double>(oneNorm(gram - WideMatrix<Scalar>::Identity(q.cols(), q.cols())) /
                             (static_cast<Wide<Scalar>>(q.rows()) * ulp<Scalar>));
}

template <typename Scalar>
Ratios ratiosOf(const Svd<Scalar>& svd, const Matrix<Scalar>& a) {
  using W = WideMatrix<Scalar>;
  const Index count = svd.singularValues().size();
  const W wide = a.template cast<Wide<Scalar>>();
  const W u = svd.matrixU().template cast<Wide<Scalar>>();
  const W v = svd.matrixV().template cast<Wide<Scalar>>();
  const W sigma = svd.singularValues().template cast<Wide<Scalar>>();
  const W product = u.leftCols(count) * sigma.col(0).asDiagonal() * v.leftCols(count).transpose();
  Ratios ratios;
  ratios.residual = static_cast<double>(
      oneNorm(wide - product) / errorUnit<Scalar>(oneNorm(wide), std::max(a.rows(), a.cols())));
  ratios.u = nonOrthogonality<Scalar>(u);
  ratios.v = nonOrthogonality<Scalar>(v);
  return ratios;
}

/// Adds the errors of the singular values against LAPACK's in double, relative to the largest one
/// and to each.
void compareWithLapack(Ratios& ratios, const Svd<float>& svd, const Matrix<float>& a) {
  const Eigen::VectorXd expected = referenceSvd(a.cast<double>()).sigma;
  const Index size = std::max(a.rows(), a.cols());
  for (Index i = 0; i < expected.size(); ++i) {
    const double error = std::abs(static_cast<double>(svd.singularValues()[i]) - expected[i]);
    ratios.sigma = std::max(ratios.sigma, error / errorUnit<float>(expected[0], size));
    ratios.eachSigma = std::max(ratios.eachSigma, error / errorUnit<float>(expected[i], size));
  }
}

template <typename Scalar>
void expectOrdered(const Svd<Scalar>& svd) {
  const auto& sigma = svd.singularValues();
  for (Index i = 0; i < sigma.size(); ++i) {
    EXPECT_GE(sigma[i], Scalar(0));
    if (i > 0) {
      EXPECT_LE(sigma[i], sigma[i - 1]);
    }
  }
}

void report(const char* scalar, const Family& family, const Ratios& largest, bool compared) {
  std::printf("%-7s%-18s residual %6.2f  U %6.2f  V %6.2f", scalar, family.name.c_str(),
              largest.residual, largest.u, largest.v);
  if (compared) std::printf("  sigma %6.2f", largest.sigma);
  if (compared && family.determinesEach != nullptr)
    std::printf("  each sigma %6.2f", largest.eachSigma);
  std::printf("\n");
}

class SvdRatios : public testing::TestWithParam<Family> {};
INSTANTIATE_TEST_SUITE_P(Of, SvdRatios, testing::ValuesIn(families()), familyName);

TEST_P(SvdRatios, OfFloatAreBelowLapacksThreshold) {
  const Family& family = GetParam();
  Ratios largest;
  for (const Shape& shape : shapes()) {
    for (std::uint32_t draw = 0; draw < 4; ++draw) {
      SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols << ", draw " << draw);
      const auto a = drawn<float>(family, shape, draw);
      const Svd<float> svd(a, Eigen::ComputeFullU | Eigen::ComputeFullV);
      EXPECT_EQ(svd.info(), Eigen::Success);
      expectOrdered(svd);
      Ratios ratios = ratiosOf(svd, a);
      compareWithLapack(ratios, svd, a);
      if (family.determinesEach == nullptr || !family.determinesEach(shape)) ratios.eachSigma = 0;
      EXPECT_LT(ratios.residual, threshold);
      EXPECT_LT(ratios.u, threshold);
      EXPECT_LT(ratios.v, threshold);
      EXPECT_LT(ratios.sigma, threshold);
      EXPECT_LT(ratios.eachSigma, threshold);
      largest.include(ratios);
    }
  }
  report("float", family, largest, true);
}

TEST_P(SvdRatios, OfDoubleAreBelowLapacksThreshold) {
  const Family& family = GetParam();
  Ratios largest;
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols);
    const auto a = drawn<double>(family, shape, 0);
    const Svd<double> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
    EXPECT_EQ(svd.info(), Eigen::Success);
    expectOrdered(svd);
    const Ratios ratios = ratiosOf(svd, a);
    EXPECT_LT(ratios.residual, threshold);
    EXPECT_LT(ratios.u, threshold);
    EXPECT_LT(ratios.v, threshold);
    largest.include(ratios);
  }
  report("double", family, largest, false);
}

}  // namespace
}  // namespace numeric_test
