// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/minnorm.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "families.hpp"

namespace numeric_test {

/// A type wide enough that its own rounding does not show in a ratio.
template <typename Scalar>
using Wide = std::conditional_t<std::is_same_v<Scalar, float>, double, long double>;

template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 40, 40>;

template <typename Scalar>
using Svd = minnorm::JacobiSVD<Matrix<Scalar>>;

/// LAPACK's "precision": the spacing of numbers at 1.
template <typename Scalar>
constexpr auto ulp = static_cast<Wide<Scalar>>(std::numeric_limits<Scalar>::epsilon());

/// size·ulp relative to `norm`, and never less than the spacing of denormal numbers: the unit of an
/// error.
template <typename Scalar>
Wide<Scalar> errorUnit(Wide<Scalar> norm, Index size) {
  return static_cast<Wide<Scalar>>(size) *
         std::max(norm * ulp<Scalar>,
                  static_cast<Wide<Scalar>>(std::numeric_limits<Scalar>::denorm_min()));
}

template <typename Derived>
typename Derived::Scalar oneNorm(const Eigen::MatrixBase<Derived>& a) {
  return a.size() == 0 ? 0 : a.cwiseAbs().colwise().sum().maxCoeff();
}

/// Matrix number `draw` of a family: the same in every run.
template <typename Scalar>
Matrix<Scalar> drawn(const Family& family, const Shape& shape, std::uint32_t draw) {
  Random random(static_cast<std::uint32_t>(shape.rows * 1000 + shape.cols) + 1'000'000 * draw);
  return family.make(shape.rows, shape.cols, rangeOf<Scalar>, random).template cast<Scalar>();
}

}  // namespace numeric_test
