// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "precision.hpp"
#include "ratios.hpp"

namespace numeric_test {

/// For what is computed of a Matrix, and no larger than one can be.
template <typename Matrix,
          int most = std::max<int>(Matrix::MaxRowsAtCompileTime, Matrix::MaxColsAtCompileTime)>
using WideOf = Eigen::Matrix<Wide<typename Matrix::Scalar>, Eigen::Dynamic, Eigen::Dynamic,
                             Eigen::ColMajor, most, most>;

template <typename Scalar, typename Q>
double nonOrthogonality(const Q& q) {
  const Q gram = q.transpose() * q;
  return static_cast<double>(oneNorm(gram - Q::Identity(q.cols(), q.cols())) /
                             (static_cast<Wide<Scalar>>(q.rows()) * ulp<Scalar>));
}

/// The ratios of A ≈ U·diag(σ)·Vᵀ that need no reference. A singular value above the type's largest
/// number is infinite, as JacobiSVD promises: in its place is uᵀ·A·v, but at least that number.
template <typename Derived, typename U, typename Sigma, typename V>
Ratios ratiosOf(const Eigen::MatrixBase<Derived>& a, const U& leftVectors, const Sigma& sigma,
                const V& rightVectors) {
  using Scalar = typename Derived::Scalar;
  using W = WideOf<Derived>;
  const W wide = a.template cast<Wide<Scalar>>();
  const W u = leftVectors.template cast<Wide<Scalar>>();
  const W v = rightVectors.template cast<Wide<Scalar>>();
  W values = sigma.template cast<Wide<Scalar>>();
  constexpr auto largest = static_cast<Wide<Scalar>>(std::numeric_limits<Scalar>::max());
  for (Index i = 0; i < sigma.size() && values(i, 0) > largest; ++i)
    values(i, 0) = std::max<Wide<Scalar>>(largest, u.col(i).dot(wide * v.col(i)));
  Ratios ratios;
  if (!(u.allFinite() && values.allFinite() && v.allFinite())) {
    ratios.residual = ratios.u = ratios.v = HUGE_VAL;
    ratios.ordered = false;
    return ratios;
  }
  const W product =
      u.leftCols(sigma.size()) * values.col(0).asDiagonal() * v.leftCols(sigma.size()).transpose();
  ratios.residual = static_cast<double>(
      oneNorm(wide - product) / errorUnit<Scalar>(oneNorm(wide), std::max(a.rows(), a.cols())));
  ratios.u = nonOrthogonality<Scalar>(u);
  ratios.v = nonOrthogonality<Scalar>(v);
  for (Index i = 0; i < sigma.size(); ++i) {
    ratios.ordered =
        ratios.ordered && sigma[i] >= Scalar(0) && (i == 0 || sigma[i] <= sigma[i - 1]);
  }
  return ratios;
}

template <typename Derived, typename Svd>
Ratios ratiosOf(const Eigen::MatrixBase<Derived>& a, const Svd& svd) {
  Ratios ratios = ratiosOf(a, svd.matrixU(), svd.singularValues(), svd.matrixV());
  ratios.succeeded = svd.info() == Eigen::Success;
  return ratios;
}

/// The largest |σ − τ| / (σ₁·max(m, n)·ulp) of singular values that were computed with factors and
/// without them, of an A whose longer side is `size`. An infinite one stands for one beyond the
/// type's numbers, which others round to their largest.
template <typename Sigma>
double differenceRatio(const Sigma& sigma, const Sigma& tau, Index size) {
  using Scalar = typename Sigma::Scalar;
  const auto wide = [](Scalar x) {
    return static_cast<Wide<Scalar>>(std::min(x, std::numeric_limits<Scalar>::max()));
  };
  Wide<Scalar> largest = 0;
  for (Index k = 0; k < sigma.size(); ++k) {
    if (wide(sigma[k]) == wide(tau[k])) continue;
    largest = std::max(
        largest, std::abs(wide(sigma[k]) - wide(tau[k])) / errorUnit<Scalar>(wide(sigma[0]), size));
  }
  return static_cast<double>(largest);
}

}  // namespace numeric_test
