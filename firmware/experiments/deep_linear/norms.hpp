// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <cmath>

namespace experiments::deep_linear {

template <typename Scalar>
Scalar at_least_one(Scalar value) {
  return value < Scalar(1) ? Scalar(1) : value;
}

/// At least the largest eigenvalue of a symmetric matrix: exact where all others are equal. Source:
/// Wolkowicz & Styan, Bounds for eigenvalues using traces (1980).
template <typename Scalar, int size>
Scalar largest_eigenvalue_bound(const Eigen::Matrix<Scalar, size, size>& matrix) {
  Scalar trace(0);
  for (int i = 0; i < size; ++i) trace += matrix(i, i);
  const Scalar mean = trace / size;
  Scalar squares(0);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      const Scalar rest = matrix(i, j) - (i == j ? mean : Scalar(0));
      squares += rest * rest;
    }
  }
  return mean + std::sqrt(squares * Scalar(size - 1) / Scalar(size));
}

/// ‖W − scale·S‖ of the first `rows` rows, in the Frobenius norm, where S are the columns of
/// `start` from `column` on.
template <typename Weights, typename Start>
typename Weights::Scalar moved(const Weights& weights, const Start& start, Eigen::Index column,
                               typename Weights::Scalar scale, Eigen::Index rows) {
  typename Weights::Scalar squares(0);
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < weights.cols(); ++j) {
      const auto by = weights(i, j) - scale * start(i, column + j);
      squares += by * by;
    }
  }
  return std::sqrt(squares);
}

}  // namespace experiments::deep_linear
