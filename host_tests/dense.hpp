// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

/// What results are compared with and measured by: Eigen's decompositions and products of matrices
/// of doubles of any size. Each takes seconds to compile, hence once, in dense.cpp.
namespace dense {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// The entries of any matrix or expression of matrices.
template <typename Derived>
Matrix of(const Eigen::MatrixBase<Derived>& a) {
  const auto& entries = a.eval();
  Matrix matrix(a.rows(), a.cols());
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) matrix(i, j) = double(entries(i, j));
  }
  return matrix;
}

/// A·B
Matrix product(const Matrix& a, const Matrix& b);

/// The largest |A − B|, entry by entry, as a fraction of the largest |B| or, if that is 0, of 1; 0
/// for empty matrices.
double relative_difference(const Matrix& a, const Matrix& b);

/// The largest entry of |QᵀQ − I|.
double non_orthogonality(const Matrix& q);

/// The largest entry of |A − U·diag(σ)·Vᵀ| relative to σ₁, of the leading columns of U and V.
double reconstruction_error(const Matrix& u, const Vector& sigma, const Matrix& v, const Matrix& a);

/// A = U·diag(σ)·Vᵀ for an m × n matrix A; U and V have min(m, n) columns, and σ falls.
struct Svd {
  Matrix u;
  Vector sigma;
  Matrix v;
};
Svd svd(const Matrix& a);

/// σ of svd(a)
Vector singular_values(const Matrix& a);

/// The least of all x whose A x is nearest to b.
Vector least_norm(const Matrix& a, const Vector& b);

/// A⁺
Matrix pseudo_inverse(const Matrix& a);

/// A = Q R for a tall A; Q has as many columns.
struct Qr {
  Matrix q;
  Matrix r;
};
Qr qr(const Matrix& a);

/// A⁻¹ B for a positive definite A.
Matrix solve_positive(const Matrix& a, const Matrix& b);

}  // namespace dense
