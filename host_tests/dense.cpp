// SPDX-License-Identifier: MIT
#include "dense.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <Eigen/SVD>

namespace dense {
namespace {

Eigen::JacobiSVD<Matrix> decomposed(const Matrix& a) {
  return Eigen::JacobiSVD<Matrix>(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
}

}  // namespace

Svd svd(const Matrix& a) {
  const auto found = decomposed(a);
  return {found.matrixU(), found.singularValues(), found.matrixV()};
}

Vector singular_values(const Matrix& a) { return Eigen::JacobiSVD<Matrix>(a).singularValues(); }

Vector least_norm(const Matrix& a, const Vector& b) { return decomposed(a).solve(b); }

Matrix pseudo_inverse(const Matrix& a) {
  return a.completeOrthogonalDecomposition().pseudoInverse();
}

Qr qr(const Matrix& a) {
  const Eigen::HouseholderQR<Matrix> found(a);
  return {found.householderQ() * Matrix::Identity(a.rows(), a.cols()),
          found.matrixQR().topRows(a.cols()).triangularView<Eigen::Upper>()};
}

Matrix solve_positive(const Matrix& a, const Matrix& b) { return a.ldlt().solve(b); }

}  // namespace dense
