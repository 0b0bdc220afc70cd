// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

namespace numeric_test {

/// A = U·diag(σ)·Vᵀ, thin, in double.
struct Reference {
  Eigen::MatrixXd u;
  Eigen::VectorXd sigma;
  Eigen::MatrixXd v;
};

/// LAPACK's dgejsv, which has every singular value to high relative accuracy where the matrix
/// determines it.
Reference referenceSvd(const Eigen::MatrixXd& a);

}  // namespace numeric_test
