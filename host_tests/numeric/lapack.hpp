// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

namespace numeric_test {

/// A = U·diag(σ)·Vᵀ, thin.
template <typename Scalar>
struct Factors {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> u;
  Eigen::Matrix<Scalar, Eigen::Dynamic, 1> sigma;
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> v;
};

/// LAPACK's one-sided Jacobi SVD: accurate to κ(B)·ε in every singular value of A = B·D, D any
/// diagonal matrix. A wide matrix is transposed. Throws std::runtime_error if LAPACK refuses the
/// call.
Factors<float> sgesvj(const Eigen::MatrixXf& a);

/// LAPACK's preconditioned Jacobi SVD, with the options that give the highest relative accuracy:
/// JOBA = 'F' (rows sorted, for A = D₁·B·D₂), JOBR = 'N' (no small column is dropped), JOBT = 'N',
/// JOBP = 'N'. A wide matrix is transposed. Throws std::runtime_error if LAPACK refuses the call.
Factors<float> sgejsv(const Eigen::MatrixXf& a);
Factors<double> dgejsv(const Eigen::MatrixXd& a);

}  // namespace numeric_test
