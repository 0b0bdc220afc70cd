// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/complete_orthogonal_decomposition.hpp>

#include "cases.hpp"

namespace kernel_cases {

/// Whether each entry of Q·T·Z − A·P is at most 50·max(m, n) roundings of the largest pivot (or
/// spacings of denormal numbers).
template <typename Matrix, typename Cod>
bool reproduces(const Matrix& a, const Cod& cod) {
  using Scalar = typename Matrix::Scalar;
  using Limits = std::numeric_limits<Scalar>;
  const Scalar tolerance = Scalar(50 * std::max(a.rows(), a.cols())) *
                           std::max(Limits::epsilon() * cod.maxPivot(), Limits::denorm_min());
  const auto q = cod.householderQ();
  const auto z = cod.matrixZ();
  const Matrix t = cod.matrixT();
  const auto permutation = cod.colsPermutation();
  for (Index j = 0; j < a.cols(); ++j) {
    for (Index i = 0; i < a.rows(); ++i) {
      Scalar rest = a(i, permutation.indices()[j]);
      for (Index k = 0; k < cod.rank(); ++k) {
        for (Index l = k; l < cod.rank(); ++l) rest -= q(i, k) * t(k, l) * z(l, j);
      }
      if (!(Eigen::numext::abs(rest) <= tolerance)) return false;
    }
  }
  return orthonormal(q.data(), q.rows(), q.cols()) && orthonormal(z.data(), z.rows(), z.cols());
}

/// The cases of minimum norm without singular values in one matrix type at one size, a line for
/// each family. Returns the number of matrices that failed.
template <typename Matrix>
int runCod(std::string_view prefix, Index rows, Index cols) {
  using Scalar = typename Matrix::Scalar;
  using Cod = minnorm::CompleteOrthogonalDecomposition<Matrix>;
  int failures = 0;
  const Line size = size_line(prefix, rows, cols);
  constexpr std::size_t larger = std::max(Matrix::RowsAtCompileTime, Matrix::ColsAtCompileTime);
  // Beside the decomposition: A, T, Q and Z.
  if constexpr (!fits(sizeof(Cod) + 2 * sizeof(Matrix) + 2 * larger * larger * sizeof(Scalar))) {
    leave_out(size);
    return 0;
  }
  for (const Family& family : families) {
    Matrix a(rows, cols);
    Eigen::Matrix<Scalar, Matrix::RowsAtCompileTime, 1, Eigen::ColMajor,
                  Matrix::MaxRowsAtCompileTime, 1>
        b(rows);
    fill(family, rows, cols, 0, a.data(), b.data());
    const Cod cod(a);
    const auto x = cod.solve(b);
    Hash qtz, z, solution;
    qtz.add(cod.matrixQTZ().data(), a.size());
    z.add(cod.zCoeffs().data(), cod.zCoeffs().size());
    solution.add(x.data(), x.size());

    const bool invalid = family.kind == Kind::not_a_number;
    const bool passed = cod.info() == (invalid ? Eigen::InvalidInput : Eigen::Success) &&
                        x.allFinite() && (invalid || reproduces(a, cod));
    if (!passed) ++failures;
    Line line = size;
    line.text(family.name).text(" rank ").number(static_cast<std::uint32_t>(cod.rank()));
    line.text(" qtz ").hex(qtz.value()).text(" z ").hex(z.value());
    line.text(" x ").hex(solution.value()).text(passed ? " passed" : " FAILED").write();
  }
  return failures;
}

}  // namespace kernel_cases
