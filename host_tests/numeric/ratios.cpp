// SPDX-License-Identifier: MIT
#include "ratios.hpp"

#include <cmath>

#include "ratios_of.hpp"
#include "reference.hpp"

namespace numeric_test {

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
  Ratios ratios = ratiosOf(a, svd);
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
  return ratiosOf(a, Svd<double>(a, Eigen::ComputeThinU | Eigen::ComputeThinV));
}

}  // namespace numeric_test
