// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

/// Instantiates what the headers have, for a compiler that is told C++17.
template <typename Matrix>
typename Matrix::Scalar solve(const Matrix& a, unsigned options) {
  using Scalar = typename Matrix::Scalar;
  minnorm::BoundedVector<Scalar, Matrix::MaxRowsAtCompileTime> b(a.rows());
  b.setOnes();
  const minnorm::JacobiSVD<Matrix> svd(a, options);
  const minnorm::CompleteOrthogonalDecomposition<Matrix> cod(a);
  minnorm::BoundedVector<Scalar, Matrix::MaxColsAtCompileTime> x = svd.solve(b) - cod.solve(b);
  x += svd.solve(b, minnorm::Tikhonov<Scalar>{Scalar(1)}) - svd.solve(b, minnorm::ColumnUnits());
  const minnorm::Refined refined = minnorm::refine(svd, a, b, x);
  return x.sum() + cod.matrixT().sum() + Scalar(refined.passes);
}

int main() {
  const unsigned options = Eigen::ComputeThinU | Eigen::ComputeThinV;
  const auto single =
      solve<Eigen::Matrix<float, 3, 4>>(Eigen::Matrix<float, 3, 4>::Identity(), options);
  const auto twice = solve<minnorm::BoundedMatrix<double, 9, 7>>(
      minnorm::BoundedMatrix<double, 9, 7>::Identity(9, 7), options);
  return single == 0.0F && twice == 0.0 ? 1 : 0;
}
