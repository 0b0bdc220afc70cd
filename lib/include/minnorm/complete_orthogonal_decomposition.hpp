// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/macros_begin.hpp>

#include <minnorm/internal/decomposition.hpp>
#include <minnorm/internal/pivoted_qr.hpp>
#include <minnorm/internal/scaling.hpp>
#include <minnorm/internal/trapezoid.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm {

/// A·P = Q·[T 0; 0 0]·Z with T upper triangular, by Householder reflectors, with the interface and
/// conventions of Eigen 3.4's class of the same name: minimum-norm least squares and rank without
/// singular values, in a fraction of the time an SVD takes. No heap, no recursion, every loop
/// bounded.
///
/// MatrixType: a real Eigen::Matrix of fixed or maximum size, as for minnorm::JacobiSVD.
///
/// Unlike Eigen's class it gives a defined answer to every input, NaN and infinity included (see
/// info()), and returns Q, T, Z and P by value; T is 0 outside its triangle.
///
/// Method: A·P = Q·R with columns pivoted; R is cut below the last pivot that counts, and the
/// trapezoid that is left, [R₁₁ R₁₂], is made [T 0] from the right. Sources: LAPACK sgelsy and
/// stzrzf; Golub & Van Loan, Matrix Computations, 4th ed., section 5.4.7.
///
/// @code
/// const Eigen::Matrix<float, 3, 4> effects = Eigen::Matrix<float, 3, 4>::Random();
/// const minnorm::CompleteOrthogonalDecomposition<Eigen::Matrix<float, 3, 4>> cod(effects);
/// const Eigen::Vector4f least = cod.solve(Eigen::Vector3f(0.2f, -0.1f, 0.05f));
/// @endcode
template <typename MatrixType_>
class CompleteOrthogonalDecomposition
    : public internal::Decomposition<CompleteOrthogonalDecomposition<MatrixType_>, MatrixType_> {
  using Base = internal::Decomposition<CompleteOrthogonalDecomposition, MatrixType_>;
  friend Base;
  using Base::checkInitialized;
  using Base::Cols, Base::Diag, Base::m_cols, Base::m_rows, Base::MaxCols, Base::MaxDiag;
  using Base::MaxRows, Base::Rows;

 public:
  using Base::threshold;
  using typename Base::Index, typename Base::MatrixType, typename Base::RealScalar;
  using typename Base::Scalar;

  using PermutationType = Eigen::PermutationMatrix<Cols, MaxCols>;
  using HCoeffsType = Eigen::Matrix<Scalar, Diag, 1, Eigen::ColMajor, MaxDiag, 1>;
  using MatrixQType = internal::PlainMatrix<Scalar, Rows, Rows, MaxRows, MaxRows>;
  using MatrixZType = internal::PlainMatrix<Scalar, Cols, Cols, MaxCols, MaxCols>;

  /// An object to call compute() on; a size may be given, as for Eigen's class.
  CompleteOrthogonalDecomposition() = default;
  CompleteOrthogonalDecomposition(Index rows, Index cols) : Base(rows, cols) {}

  /// Decomposes `matrix`; see compute().
  template <typename Derived>
  explicit CompleteOrthogonalDecomposition(const Eigen::MatrixBase<Derived>& matrix) {
    compute(matrix);
  }

  /// Decomposes `matrix` (m × n within the type's maximum), with the rank that threshold() gives.
  template <typename Derived>
  CompleteOrthogonalDecomposition& compute(const Eigen::MatrixBase<Derived>& matrix);

  /// Success; or InvalidInput: the matrix had a NaN or infinity, and the results are those of a
  /// zero matrix: the rank is 0, solve() gives 0.
  Eigen::ComputationInfo info() const {
    checkInitialized();
    return m_info;
  }

  /// Number of pivots greater than threshold()·maxPivot(), the size of T. Settled by compute().
  Index rank() const {
    checkInitialized();
    return m_rank;
  }
  Index dimensionOfKernel() const { return m_cols - rank(); }
  bool isInjective() const { return rank() == m_cols; }
  bool isSurjective() const { return rank() == m_rows; }
  bool isInvertible() const { return isInjective() && isSurjective(); }

  /// Number of pivots found before all columns left are zero, or so short that squares underflow.
  Index nonzeroPivots() const {
    checkInitialized();
    return m_pivots;
  }

  /// The largest pivot: the norm of A's longest column.
  RealScalar maxPivot() const {
    checkInitialized();
    return m_maxPivot / m_factor / m_factor;
  }

  /// Q, m × m.
  MatrixQType householderQ() const {
    checkInitialized();
    MatrixQType q = MatrixQType::Identity(m_rows, m_rows);
    for (Index j = 0; j < m_rows; ++j) {
      internal::applyQ(m_qtz.data(), m_rows, m_hCoeffs.data(), m_rank, q.data() + j * m_rows);
    }
    return q;
  }
  MatrixQType matrixQ() const { return householderQ(); }

  /// |det A| of a square matrix, and its natural logarithm: 0 and −infinity unless isInvertible().
  /// The determinant leaves the range of the type sooner than A does; use the logarithm then.
  RealScalar absDeterminant() const {
    eigen_assert(m_rows == m_cols && "minnorm: the matrix is not square");
    Scalar product(isInvertible() ? 1 : 0);
    for (Index k = 0; k < m_rank; ++k) product *= magnitude(k);
    return product;
  }
  RealScalar logAbsDeterminant() const {
    eigen_assert(m_rows == m_cols && "minnorm: the matrix is not square");
    if (!isInvertible()) return -std::numeric_limits<Scalar>::infinity();
    Scalar sum(0);
    for (Index k = 0; k < m_rank; ++k) sum += Eigen::numext::log(Eigen::numext::abs(pivot(k)));
    return sum - Scalar(2 * m_rank) * Eigen::numext::log(m_factor);
  }

  /// [T 0; 0 0], m × n. Infinite where an entry of T exceeds the largest number of the type.
  MatrixType matrixT() const {
    checkInitialized();
    MatrixType t = MatrixType::Zero(m_rows, m_cols);
    for (Index j = 0; j < m_rank; ++j) {
      for (Index i = 0; i <= j; ++i) t(i, j) = m_qtz.data()[j * m_rows + i] / m_factor / m_factor;
    }
    return t;
  }

  /// Z, n × n.
  MatrixZType matrixZ() const {
    checkInitialized();
    MatrixZType q = MatrixZType::Identity(m_cols, m_cols);
    for (Index j = 0; j < m_cols; ++j) {
      internal::applyZTransposed(z(), dimensionOfKernel(), m_zCoeffs.data(), m_rank,
                                 q.data() + j * m_cols);
    }
    return q.transpose();
  }

  /// P: column j of A·P is column indices()[j] of A.
  PermutationType colsPermutation() const {
    checkInitialized();
    PermutationType p(m_cols);
    p.setIdentity();
    for (Index k = 0; k < m_pivots; ++k) p.applyTranspositionOnTheRight(k, m_transpositions[k]);
    return p;
  }

  /// All factors in Eigen's form: T on and above the diagonal, below it the reflectors of Q =
  /// H(0)·H(1)·…, and right of T in row k the reflector of Z(k), Z = Z(0)·Z(1)·…, whose leading 1
  /// stands in column k.
  MatrixType matrixQTZ() const {
    MatrixType qtz = matrixT();
    const Scalar* next = z();
    for (Index k = 0; k < m_rank; ++k) {
      for (Index i = k + 1; i < m_rows; ++i) qtz(i, k) = m_qtz.data()[k * m_rows + i];
      for (Index j = m_rank; j < m_cols; ++j) qtz(k, j) = *next++;
    }
    return qtz;
  }

  /// The factors τ of the reflectors of Q and of Z: min(m, n) values, 0 beyond the rank.
  const HCoeffsType& hCoeffs() const {
    checkInitialized();
    return m_hCoeffs;
  }
  const HCoeffsType& zCoeffs() const {
    checkInitialized();
    return m_zCoeffs;
  }

 private:
  bool isInitialized() const { return m_info != Eigen::NoConvergence; }

  Scalar pivot(Index k) const { return m_qtz.data()[k * (m_rows + 1)]; }
  Scalar magnitude(Index k) const { return Eigen::numext::abs(pivot(k)) / m_factor / m_factor; }
  /// The reflectors of Z, as reduceTrapezoid leaves them.
  const Scalar* z() const { return m_qtz.data() + m_rank * m_rows; }
  void solveColumn(Scalar factor, Scalar* b, Scalar* x) const;
  void solveTransposedColumn(Scalar factor, Scalar* b, Scalar* x) const;

  Index m_rank = 0;
  Index m_pivots = 0;
  Eigen::ComputationInfo m_info = Eigen::NoConvergence;
  Scalar m_factor{1};
  Scalar m_maxPivot{};
  Index m_transpositions[std::max(MaxDiag, 1)];
  HCoeffsType m_hCoeffs;
  HCoeffsType m_zCoeffs;
  // Of m_factor²·A, as pivotedQr and reduceTrapezoid leave it.
  internal::PlainMatrix<Scalar, Rows, Cols, MaxRows, MaxCols> m_qtz;
};

template <typename MatrixType>
template <typename Derived>
CompleteOrthogonalDecomposition<MatrixType>& CompleteOrthogonalDecomposition<MatrixType>::compute(
    const Eigen::MatrixBase<Derived>& matrix) {
  this->takeSize(matrix);
  m_rank = m_pivots = 0;
  m_maxPivot = Scalar(0);
  m_qtz = matrix;
  m_hCoeffs.setZero(std::min(m_rows, m_cols));
  m_zCoeffs.setZero(m_hCoeffs.size());

  Scalar* const a = m_qtz.data();
  m_factor = internal::toSafeRange(a, m_rows * m_cols);
  m_info = (Eigen::numext::isnan)(m_factor) ? Eigen::InvalidInput : Eigen::Success;
  if (!(m_factor > Scalar(0))) {
    m_factor = Scalar(1);
    return *this;
  }

  Scalar norms[std::max(MaxCols, 1)], reference[std::max(MaxCols, 1)];
  m_pivots =
      internal::pivotedQr(a, m_rows, m_cols, m_hCoeffs.data(), m_transpositions, norms, reference);
  m_maxPivot = Eigen::numext::abs(pivot(0));
  const Scalar negligible = threshold() * m_maxPivot;
  while (m_rank < m_pivots && Eigen::numext::abs(pivot(m_rank)) > negligible) ++m_rank;
  for (Index k = m_rank; k < m_pivots; ++k) m_hCoeffs[k] = Scalar(0);
  if (m_rank < m_cols) {
    constexpr int most = std::min(MaxDiag, (MaxCols + 1) / 2);
    Scalar work[std::max(most * (MaxCols + 1 - most), 1)];
    internal::reduceTrapezoid(a, m_rows, m_cols, m_rank, m_zCoeffs.data(), work);
  }
  return *this;
}

/// b: m values times factor², which are used up; x: n zeros, which become the solution.
template <typename MatrixType>
void CompleteOrthogonalDecomposition<MatrixType>::solveColumn(Scalar factor, Scalar* b,
                                                              Scalar* x) const {
  if (m_rank == 0) return;
  const Scalar* const a = m_qtz.data();
  // The last reflector of a square matrix is the identity.
  for (Index k = 0; k < std::min(m_rank, m_rows - 1); ++k) {
    internal::applyReflector(a + k * m_rows + k, m_hCoeffs[k], b + k, m_rows - k);
  }
  for (Index k = m_rank - 1; k >= 0; --k) {
    x[k] = b[k] / pivot(k);
    internal::axpy(-x[k], a + k * m_rows, b, k);
  }
  if (m_rank < m_cols) {
    internal::applyZTransposed(z(), dimensionOfKernel(), m_zCoeffs.data(), m_rank, x);
  }
  internal::undoTranspositions(m_transpositions, m_pivots, x);
  internal::leaveSafeRange(factor, m_factor, x, m_cols);
}

/// b: n values times factor², which are used up; x: m zeros, which become the solution.
template <typename MatrixType>
void CompleteOrthogonalDecomposition<MatrixType>::solveTransposedColumn(Scalar factor, Scalar* b,
                                                                        Scalar* x) const {
  if (m_rank == 0) return;
  const Scalar* const a = m_qtz.data();
  for (Index k = 0; k < m_pivots; ++k) std::swap(b[k], b[m_transpositions[k]]);
  if (m_rank < m_cols) {
    internal::applyZ(z(), dimensionOfKernel(), m_zCoeffs.data(), m_rank, b);
  }
  for (Index k = 0; k < m_rank; ++k) {
    x[k] = (b[k] - internal::dot(a + k * m_rows, x, k)) / pivot(k);
  }
  internal::applyQ(a, m_rows, m_hCoeffs.data(), m_rank, x);
  internal::leaveSafeRange(factor, m_factor, x, m_rows);
}

}  // namespace minnorm

#include <minnorm/internal/ieee_end.hpp>
#include <minnorm/internal/macros_end.hpp>
