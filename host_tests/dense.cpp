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

double largest(const Matrix& a) {
  return a.size() == 0 ? 0 : a.cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
}

}  // namespace

Matrix product(const Matrix& a, const Matrix& b) { return a * b; }

double relative_difference(const Matrix& a, const Matrix& b) {
  const double size = largest(b);
  return largest(a - b) / (size > 0 ? size : 1);
}

double non_orthogonality(const Matrix& q) {
  return largest(q.transpose() * q - Matrix::Identity(q.cols(), q.cols()));
}

double reconstruction_error(const Matrix& u, const Vector& sigma, const Matrix& v,
                            const Matrix& a) {
  const Eigen::Index count = sigma.size();
  if (count == 0) return 0;
  const Matrix usv = u.leftCols(count) * sigma.asDiagonal() * v.leftCols(count).transpose();
  return largest(usv - a) / (sigma[0] > 0 ? sigma[0] : 1);
}

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
