// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/jacobi.hpp>
#include <minnorm/pivoted_qr.hpp>

#include <limits>
#include <type_traits>

namespace minnorm {

namespace internal {

/// A column-major matrix type; row-major where Eigen demands it of row vectors (the same memory).
template <typename Scalar, int Rows, int Cols, int MaxRows, int MaxCols>
using Plain = Eigen::Matrix<Scalar, Rows, Cols,
                            MaxRows == 1 && MaxCols != 1 ? Eigen::RowMajor : Eigen::ColMajor,
                            MaxRows, MaxCols>;

/// Type of a factor U (Size = rows of the matrix) or V (Size = its columns): `Options` has some of
/// the bits Full and Thin of this factor or of the other one, or none, when the choice is made at
/// run time.
template <typename Scalar, int Size, int Diag, int MaxSize, int MaxDiag, unsigned Options,
          unsigned Full, unsigned Thin>
struct Factor {
  static constexpr bool absent = Options != 0 && (Options & (Full | Thin)) == 0;
  static constexpr bool thin = Options != 0 && (Options & Full) == 0;
  static constexpr bool fixed = Options != 0 || MaxSize == MaxDiag;
  static constexpr int maxWidth = absent ? 0 : thin ? MaxDiag : MaxSize;
  static constexpr bool sized = Size != Eigen::Dynamic && Diag != Eigen::Dynamic;
  using Type = Plain<Scalar, Size, absent || (fixed && sized) ? maxWidth : Eigen::Dynamic, MaxSize,
                     maxWidth>;
};

template <typename Scalar>
constexpr Scalar powerOfTwo(int exponent) {
  Scalar power(1);
  for (; exponent > 0; --exponent) power *= Scalar(2);
  for (; exponent < 0; ++exponent) power /= Scalar(2);
  return power;
}

/// The power of two that takes a matrix of largest entry `largest` > 0 to where norms of up to 128
/// × 128 entries cannot overflow and products of entries lose nothing to underflow. It is 1 for all
/// but extreme matrices, so that columns of very different lengths keep the whole exponent range.
template <typename Scalar>
Scalar safeScale(Scalar largest) {
  constexpr int exponents = std::numeric_limits<Scalar>::max_exponent;
  constexpr Scalar big = powerOfTwo<Scalar>(exponents - 8);
  constexpr Scalar up = powerOfTwo<Scalar>(exponents / 32 * 15);
  if (largest > big) return powerOfTwo<Scalar>(-8);
  Scalar scale(1);
  while (largest * scale * up < Scalar(1)) scale *= up;
  return scale;
}

}  // namespace internal

/// A = U·Σ·Vᵀ by one-sided Jacobi, with the interface and conventions of Eigen 3.4's class of the
/// same name: singular value decomposition, rank, and minimum-norm least squares. No heap, no
/// recursion, every loop bounded.
///
/// MatrixType: a real Eigen::Matrix (float or double) of fixed size, or with a maximum size known
/// at compile time such as Matrix<float, Dynamic, Dynamic, 0, 39, 20>; up to 128 rows and columns.
/// A matrix may have 0 rows or columns at run time.
///
/// Options: Eigen's ComputeFullU, ComputeThinU, ComputeFullV, ComputeThinV, or-ed. Given here they
/// size the object exactly. With none of them here, the constructor or compute() takes them, and
/// the object has room for the full factors. Eigen's QR preconditioner constants are accepted and
/// change nothing.
///
/// Beyond Eigen's class: conditionNumber(), sweeps(), the bound MaxSweeps, pseudoInverse(), thin
/// factors of fixed-size matrices, and a defined answer to every input, NaN and infinity included
/// (see info()).
///
/// Method: S·A·P = Q₁·R with rows sorted and columns pivoted, Rᵀ = Q₂·Xᵀ, one-sided Jacobi X·V_X =
/// U_X·Σ on the triangular X; then U = Sᵀ·Q₁·U_X and V = P·Q₂·V_X. Sources: Drmač & Veselić, New
/// fast and accurate Jacobi SVD algorithm, SIAM J. Matrix Anal. Appl. 29 (2008); LAPACK sgejsv and
/// sgesvj.
template <typename MatrixType_, int Options = 0>
class JacobiSVD {
 public:
  using MatrixType = MatrixType_;
  using Scalar = typename MatrixType::Scalar;
  using RealScalar = Scalar;
  using Index = Eigen::Index;

  enum {
    RowsAtCompileTime = MatrixType::RowsAtCompileTime,
    ColsAtCompileTime = MatrixType::ColsAtCompileTime,
    MaxRowsAtCompileTime = MatrixType::MaxRowsAtCompileTime,
    MaxColsAtCompileTime = MatrixType::MaxColsAtCompileTime,
  };

  static_assert(std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>,
                "minnorm::JacobiSVD takes matrices of float or double.");
  static_assert(
      MatrixType::MaxSizeAtCompileTime != Eigen::Dynamic,
      "minnorm::JacobiSVD uses no heap: give the matrix type a fixed size, or a maximum size as in "
      "Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, 0, 39, 20>.");

  /// Hard bound on the number of sweeps of the iteration (LAPACK's).
  static constexpr int MaxSweeps = 30;

 private:
  static constexpr int Rows = RowsAtCompileTime;
  static constexpr int Cols = ColsAtCompileTime;
  static constexpr int MaxRows = MaxRowsAtCompileTime;
  static constexpr int MaxCols = MaxColsAtCompileTime;
  static constexpr int MaxDiag = std::min(MaxRows, MaxCols);
  static constexpr int Diag =
      Rows == Eigen::Dynamic || Cols == Eigen::Dynamic ? int(Eigen::Dynamic) : MaxDiag;
  static constexpr unsigned UOptions = Eigen::ComputeFullU | Eigen::ComputeThinU;
  static constexpr unsigned VOptions = Eigen::ComputeFullV | Eigen::ComputeThinV;
  static constexpr unsigned FixedOptions = unsigned(Options) & (UOptions | VOptions);

 public:
  using MatrixUType = typename internal::Factor<Scalar, Rows, Diag, MaxRows, MaxDiag, FixedOptions,
                                                Eigen::ComputeFullU, Eigen::ComputeThinU>::Type;
  using MatrixVType = typename internal::Factor<Scalar, Cols, Diag, MaxCols, MaxDiag, FixedOptions,
                                                Eigen::ComputeFullV, Eigen::ComputeThinV>::Type;
  using SingularValuesType = Eigen::Matrix<Scalar, Diag, 1, Eigen::ColMajor, MaxDiag, 1>;

  /// An object to call compute() on.
  JacobiSVD() = default;

  /// As Eigen's constructor that allocates in advance; here it only notes the options for
  /// compute(matrix).
  JacobiSVD(Index rows, Index cols, unsigned options = 0) : m_options(chosen(options)) {
    eigen_assert(rows <= MaxRows && cols <= MaxCols);
    EIGEN_UNUSED_VARIABLE(rows);
    EIGEN_UNUSED_VARIABLE(cols);
  }

  /// Decomposes `matrix`; see compute().
  template <typename Derived>
  explicit JacobiSVD(const Eigen::MatrixBase<Derived>& matrix, unsigned options = 0) {
    compute(matrix, options);
  }

  /// Decomposes `matrix` (m × n within the type's maximum). `options` chooses the factors when the
  /// type does not.
  template <typename Derived>
  JacobiSVD& compute(const Eigen::MatrixBase<Derived>& matrix, unsigned options);

  /// Decomposes `matrix` with the options of the constructor or of the call before.
  template <typename Derived>
  JacobiSVD& compute(const Eigen::MatrixBase<Derived>& matrix) {
    return compute(matrix, m_options);
  }

  Index rows() const { return m_rows; }
  Index cols() const { return m_cols; }
  bool computeU() const { return (m_options & UOptions) != 0; }
  bool computeV() const { return (m_options & VOptions) != 0; }

  /// How it went. Success; NoConvergence: MaxSweeps sweeps did not meet the stopping rule, the
  /// results are those reached; InvalidInput: the matrix had a NaN or infinity, and all singular
  /// values are 0, U and V identity, the rank 0, and solve() gives 0.
  Eigen::ComputationInfo info() const { return m_info; }

  /// Number of Jacobi sweeps made, 0 … MaxSweeps.
  int sweeps() const { return m_sweeps; }

  /// The min(m, n) singular values in decreasing order, none negative; infinity where one exceeds
  /// the largest number of the type.
  const SingularValuesType& singularValues() const { return m_singularValues; }

  /// U, m × m, or thin m × min(m, n); orthonormal columns, also those that belong to singular
  /// values of 0.
  const MatrixUType& matrixU() const {
    eigen_assert(computeU() && "minnorm::JacobiSVD: U was not asked for");
    return m_matrixU;
  }

  /// V, n × n, or thin n × min(m, n).
  const MatrixVType& matrixV() const {
    eigen_assert(computeV() && "minnorm::JacobiSVD: V was not asked for");
    return m_matrixV;
  }

  /// Number of singular values greater than 0.
  Index nonzeroSingularValues() const {
    Index count = 0;
    while (count < m_singularValues.size() && m_singularValues[count] > Scalar(0)) ++count;
    return count;
  }

  /// Number of singular values that count as nonzero: not below threshold()·σ₁ nor below the
  /// smallest normal number.
  Index rank() const {
    if (m_singularValues.size() == 0) return 0;
    const Scalar least =
        std::max(m_singularValues[0] * threshold(), std::numeric_limits<Scalar>::min());
    Index rank = nonzeroSingularValues();
    while (rank > 0 && m_singularValues[rank - 1] < least) --rank;
    return rank;
  }

  /// Prescribes the relative threshold of rank(), solve() and pseudoInverse(), ≥ 0.
  JacobiSVD& setThreshold(const RealScalar& threshold) {
    m_threshold = threshold;
    m_usePrescribedThreshold = true;
    return *this;
  }

  /// Returns to the default threshold.
  JacobiSVD& setThreshold(Eigen::Default_t /*unused*/) {
    m_usePrescribedThreshold = false;
    return *this;
  }

  /// The relative threshold: the prescribed one, or by default min(m, n)·ε.
  RealScalar threshold() const {
    if (m_usePrescribedThreshold) return m_threshold;
    return Scalar(std::max<Index>(1, m_singularValues.size())) *
           std::numeric_limits<Scalar>::epsilon();
  }

  /// κ₂(A) = σ₁/σ_min over all min(m, n) singular values; infinite if one of them is 0, 0 for an
  /// empty matrix.
  RealScalar conditionNumber() const {
    const Index last = m_singularValues.size() - 1;
    if (last < 0) return Scalar(0);
    if (m_singularValues[last] == Scalar(0)) return std::numeric_limits<Scalar>::infinity();
    return m_singularValues[0] / m_singularValues[last];
  }

  /// The x (n × k) of least norm among those that minimise ‖A·x − b‖ for each column of b (m × k):
  /// V·S⁺·Uᵀ·b over the rank() leading singular values. Needs U and V, thin ones suffice. k has a
  /// compile-time maximum.
  template <typename Rhs>
  auto solve(const Eigen::MatrixBase<Rhs>& b) const {
    static_assert(Rhs::MaxColsAtCompileTime != Eigen::Dynamic,
                  "minnorm::JacobiSVD::solve uses no heap: give b a maximum number of columns.");
    eigen_assert(computeU() && computeV() && "minnorm::JacobiSVD::solve needs U and V");
    eigen_assert(b.rows() == m_rows &&
                 "minnorm::JacobiSVD::solve: b has another number of rows than A");
    internal::Plain<Scalar, Cols, Rhs::ColsAtCompileTime, MaxCols, Rhs::MaxColsAtCompileTime> x;
    x.setZero(m_cols, b.cols());
    const Index modes = rank();
    for (Index j = 0; j < b.cols(); ++j) {
      const Eigen::Matrix<Scalar, Rows, 1, Eigen::ColMajor, MaxRows, 1> column = b.col(j);
      for (Index r = 0; r < modes; ++r) {
        const Scalar along = dot(m_matrixU.data() + r * m_rows, column.data(), m_rows);
        x.col(j) += m_matrixV.col(r) * (along / m_singularValues[r]);
      }
    }
    return x;
  }

  /// The Moore–Penrose inverse A⁺ = V·S⁺·Uᵀ (n × m) over the rank() leading singular values.
  auto pseudoInverse() const {
    return solve(internal::Plain<Scalar, Rows, Rows, MaxRows, MaxRows>::Identity(m_rows, m_rows));
  }

 private:
  static unsigned chosen(unsigned options) {
    return FixedOptions != 0 ? FixedOptions : options & (UOptions | VOptions);
  }

  Index m_rows = Rows == Eigen::Dynamic ? 0 : Rows;
  Index m_cols = Cols == Eigen::Dynamic ? 0 : Cols;
  unsigned m_options = FixedOptions;
  int m_sweeps = 0;
  Eigen::ComputationInfo m_info = Eigen::InvalidInput;
  bool m_usePrescribedThreshold = false;
  Scalar m_threshold{};
  SingularValuesType m_singularValues;
  MatrixUType m_matrixU;
  MatrixVType m_matrixV;
};

template <typename MatrixType, int Options>
template <typename Derived>
JacobiSVD<MatrixType, Options>& JacobiSVD<MatrixType, Options>::compute(
    const Eigen::MatrixBase<Derived>& matrix, unsigned options) {
  static_assert(std::is_same_v<typename Derived::Scalar, Scalar>,
                "minnorm::JacobiSVD: the argument has another scalar type than MatrixType.");
  constexpr int Size = std::max(MaxRows * MaxCols, 1);
  constexpr int Height = std::max(MaxRows, 1);
  constexpr int Width = std::max(MaxCols, 1);
  constexpr int Count = std::max(MaxDiag, 1);

  m_options = chosen(options);
  m_rows = matrix.rows();
  m_cols = matrix.cols();
  eigen_assert(m_rows <= MaxRows && m_cols <= MaxCols);
  const Index rows = m_rows, cols = m_cols, diag = std::min(rows, cols);

  m_sweeps = 0;
  m_info = Eigen::Success;
  m_singularValues.setZero(diag);
  if (computeU()) m_matrixU.setIdentity(rows, m_options & Eigen::ComputeFullU ? rows : diag);
  if (computeV()) m_matrixV.setIdentity(cols, m_options & Eigen::ComputeFullV ? cols : diag);

  Scalar qr[Size];
  Eigen::Map<internal::Plain<Scalar, Rows, Cols, MaxRows, MaxCols>>(qr, rows, cols) = matrix;
  for (Index i = 0; i < rows * cols; ++i) {
    if (!(Eigen::numext::isfinite)(qr[i])) m_info = Eigen::InvalidInput;
  }
  const Scalar largest = m_info == Eigen::Success ? maxAbs(qr, rows * cols) : Scalar(0);
  if (largest == Scalar(0)) return *this;
  const Scalar scale = internal::safeScale(largest);
  for (Index i = 0; i < rows * cols; ++i) qr[i] *= scale;

  Index rowSwaps[Height], colSwaps[Count];
  Scalar magnitudes[Height];
  sortRows(qr, rows, cols, rowSwaps, magnitudes);
  Scalar qrTau[Count]{}, lqTau[Count]{}, norms[Width], reference[Width];
  const Index rank = pivotedQr(qr, rows, cols, qrTau, colSwaps, norms, reference);

  Scalar lq[Width * Count];
  for (Index k = 0; k < rank; ++k) {
    for (Index j = 0; j < cols; ++j) lq[k * cols + j] = j < k ? Scalar(0) : qr[j * rows + k];
  }
  for (Index k = 0; k < rank; ++k) {
    Scalar* const v = lq + k * cols + k;
    lqTau[k] = makeReflector(v, cols - k);
    for (Index j = 1; j < rank - k; ++j) applyReflector(v, lqTau[k], v + j * cols, cols - k);
    // R has full rank, so its triangle has too: a pivot of 0 can only have underflowed.
    if (v[0] == Scalar(0)) v[0] = std::numeric_limits<Scalar>::min();
  }

  // X, lower triangular, in the place of U; without U, in that of the reflectors that would make
  // it.
  Scalar* const core = computeU() ? m_matrixU.data() : qr;
  for (Index j = 0; j < rank; ++j) {
    for (Index i = 0; i < rank; ++i) core[j * rows + i] = i < j ? Scalar(0) : lq[i * cols + j];
  }
  const JacobiOutcome outcome = jacobi(core, rows, computeV() ? m_matrixV.data() : nullptr, cols,
                                       m_singularValues.data(), rank, MaxSweeps);
  m_sweeps = outcome.sweeps;
  if (!outcome.converged) m_info = Eigen::NoConvergence;
  for (Index k = 0; k < rank; ++k) m_singularValues[k] *= Scalar(1) / scale;

  if (computeU()) {
    for (Index j = 0; j < m_matrixU.cols(); ++j) {
      Scalar* const column = m_matrixU.data() + j * rows;
      applyQ(qr, rows, qrTau, rank, column);
      undoTranspositions(rowSwaps, rows, column);
    }
  }
  if (computeV()) {
    for (Index j = 0; j < m_matrixV.cols(); ++j) {
      Scalar* const column = m_matrixV.data() + j * cols;
      applyQ(lq, cols, lqTau, rank, column);
      undoTranspositions(colSwaps, rank, column);
    }
  }
  return *this;
}

}  // namespace minnorm
