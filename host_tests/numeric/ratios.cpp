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

namespace {

Ratios judged(const Family& family, const Shape& shape, const Matrix<float>& a,
              const Svd<float>& svd) {
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

}  // namespace

Ratios floatRatios(const Family& family, const Shape& shape, std::uint32_t draw) {
  const auto a = drawn<float>(family, shape, draw);
  return judged(family, shape, a, Svd<float>(a, Eigen::ComputeFullU | Eigen::ComputeFullV));
}

Ratios updatedRatios(const Family& family, const Shape& shape) {
  Svd<float> svd(drawn<float>(family, shape, 0), Eigen::ComputeFullU | Eigen::ComputeFullV);
  Matrix<float> a = drawn<float>(family, shape, 1);
  Ratios worst = judged(family, shape, a, svd.update(a));
  Random random(1);
  for (const float change : {1e-2F, 1e-3F, 1e-4F, 1e-5F}) {
    std::uniform_real_distribution<float> factor(1 - change, 1);
    a = a.unaryExpr([&](float entry) { return entry * factor(random); }).eval();
    worst.include(judged(family, shape, a, svd.update(a)));
  }
  return worst;
}

Ratios doubleRatios(const Family& family, const Shape& shape, std::uint32_t draw) {
  const auto a = drawn<double>(family, shape, draw);
  return ratiosOf(a, Svd<double>(a, Eigen::ComputeThinU | Eigen::ComputeThinV));
}

}  // namespace numeric_test
