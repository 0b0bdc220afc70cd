// SPDX-License-Identifier: MIT
#include "ratios.hpp"

#include <cmath>

#include "precision.hpp"
#include "reference.hpp"

namespace numeric_test {
namespace {

template <typename Scalar>
double nonOrthogonality(const WideMatrix<Scalar>& q) {
  const WideMatrix<Scalar> gram = q.transpose() * q;
  return static_cast<double>(oneNorm(gram - WideMatrix<Scalar>::Identity(q.cols(), q.cols())) /
                             (static_cast<Wide<Scalar>>(q.rows()) * ulp<Scalar>));
}

template <typename Scalar>
Ratios ratiosOf(const Svd<Scalar>& svd, const Matrix<Scalar>& a) {
  using W = WideMatrix<Scalar>;
  const auto& sigma = svd.singularValues();
  const W wide = a.template cast<Wide<Scalar>>();
  const W u = svd.matrixU().template cast<Wide<Scalar>>();
  const W v = svd.matrixV().template cast<Wide<Scalar>>();
  const W values = sigma.template cast<Wide<Scalar>>();
  const W product =
      u.leftCols(sigma.size()) * values.col(0).asDiagonal() * v.leftCols(sigma.size()).transpose();
  Ratios ratios;
  ratios.residual = static_cast<double>(
      oneNorm(wide - product) / errorUnit<Scalar>(oneNorm(wide), std::max(a.rows(), a.cols())));
  ratios.u = nonOrthogonality<Scalar>(u);
  ratios.v = nonOrthogonality<Scalar>(v);
  for (Index i = 0; i < sigma.size(); ++i) {
    ratios.ordered =
        ratios.ordered && sigma[i] >= Scalar(0) && (i == 0 || sigma[i] <= sigma[i - 1]);
  }
  ratios.succeeded = svd.info() == Eigen::Success;
  return ratios;
}

}  // namespace

void Ratios::include(const Ratios& other) {
  residual = std::max(residual, other.residual);
  u = std::max(u, other.u);
  v = std::max(v, other.v);
  sigma = std::max(sigma, other.sigma);
  eachSigma = std::max(eachSigma, other.eachSigma);
  ordered = ordered && other.ordered;
  succeeded = succeeded && other.succeeded;
}

Ratios floatRatios(const Family& family, const Shape& shape, std::uint32_t draw) {
  const auto a = drawn<float>(family, shape, draw);
  const Svd<float> svd(a, Eigen::ComputeFullU | Eigen::ComputeFullV);
  Ratios ratios = ratiosOf(svd, a);
  const Eigen::VectorXd expected = referenceSvd(a.cast<double>()).sigma;
  const bool each = family.determinesEach != nullptr && family.determinesEach(shape);
  const Index size = std::max(a.rows(), a.cols());
  for (Index i = 0; i < expected.size(); ++i) {
    const double error = std::abs(static_cast<double>(svd.singularValues()[i]) - expected[i]);
    ratios.sigma = std::max(ratios.sigma, error / errorUnit<float>(expected[0], size));
    if (each) {
      ratios.eachSigma = std::max(ratios.eachSigma, error / errorUnit<float>(expected[i], size));
    }
  }
  return ratios;
}

Ratios doubleRatios(const Family& family, const Shape& shape, std::uint32_t draw) {
  const auto a = drawn<double>(family, shape, draw);
  return ratiosOf(Svd<double>(a, Eigen::ComputeThinU | Eigen::ComputeThinV), a);
}

}  // namespace numeric_test
