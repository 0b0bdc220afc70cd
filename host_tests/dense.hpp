// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

/// What results are compared with: Eigen's decompositions of matrices of doubles of any size. Each
/// takes seconds to compile, hence once, in dense.cpp.
namespace dense {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

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
