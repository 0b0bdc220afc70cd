// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scalar.hpp>
#include <minnorm/internal/scaling.hpp>

#include <algorithm>
#include <type_traits>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// A column-major matrix type; row-major where Eigen demands it of row vectors (the same memory).
template <typename Scalar, int Rows, int Cols, int MaxRows, int MaxCols>
using PlainMatrix = Eigen::Matrix<Scalar, Rows, Cols,
                                  MaxRows == 1 && MaxCols != 1 ? Eigen::RowMajor : Eigen::ColMajor,
                                  MaxRows, MaxCols>;

/// Aᵀ of a decomposed A, to solve with.
template <typename Decomposition>
class Transposed {
 public:
  explicit Transposed(const Decomposition& decomposition) : m_decomposition(decomposition) {}

  Eigen::Index rows() const { return m_decomposition.cols(); }
  Eigen::Index cols() const { return m_decomposition.rows(); }

  /// As solve() of the decomposition, for Aᵀ.
  template <typename Rhs>
  auto solve(const Eigen::MatrixBase<Rhs>& b) const {
    return m_decomposition.solveTransposed(b);
  }
  template <typename Rhs, typename X>
  void solve(const Eigen::MatrixBase<Rhs>& b, const Eigen::MatrixBase<X>& x) const {
    m_decomposition.solveByColumns(*this, b, x);
  }

 private:
  const Decomposition& m_decomposition;
};

/// What the decompositions of a MatrixType share: sizes, the threshold of the rank, and the loop of
/// solve(). Derived has isInitialized(), whether compute() was called; solveColumn(factor, b, x):
/// b, m values that are factor²·b, as toSafeRange() leaves them, may be used up; x, n zeros,
/// becomes the solution; and solveTransposedColumn(factor, b, x), b of n values and x of m.
template <typename Derived, typename MatrixType_>
class Decomposition {
 public:
  using MatrixType = MatrixType_;
  using Scalar = typename MatrixType::Scalar;
  using RealScalar = Scalar;
  using Index = Eigen::Index;
  using StorageIndex = int;
  using PlainObject = typename MatrixType::PlainObject;

  enum {
    RowsAtCompileTime = MatrixType::RowsAtCompileTime,
    ColsAtCompileTime = MatrixType::ColsAtCompileTime,
    SizeAtCompileTime = MatrixType::SizeAtCompileTime,
    MaxRowsAtCompileTime = MatrixType::MaxRowsAtCompileTime,
    MaxColsAtCompileTime = MatrixType::MaxColsAtCompileTime,
    MaxSizeAtCompileTime = MatrixType::MaxSizeAtCompileTime,
    IsVectorAtCompileTime = MatrixType::IsVectorAtCompileTime,
    MatrixOptions = MatrixType::Options,
    MaxDiagSizeAtCompileTime = std::min<int>(MaxRowsAtCompileTime, MaxColsAtCompileTime),
    DiagSizeAtCompileTime = int(SizeAtCompileTime) == Eigen::Dynamic
                                ? int(Eigen::Dynamic)
                                : int(MaxDiagSizeAtCompileTime),
  };

  static_assert(internal::isScalar<Scalar>, "minnorm takes matrices of float or double.");
  static_assert(MatrixType::MaxSizeAtCompileTime != Eigen::Dynamic,
                "minnorm uses no heap: give the matrix type a fixed size, or a maximum size as in "
                "minnorm::BoundedMatrix<float, 39, 20>.");

  Derived& derived() { return static_cast<Derived&>(*this); }
  const Derived& derived() const { return static_cast<const Derived&>(*this); }

  Index rows() const { return m_rows; }
  Index cols() const { return m_cols; }

  /// Prescribes the relative threshold of the rank, ≥ 0.
  Derived& setThreshold(const RealScalar& threshold) {
    m_threshold = threshold;
    m_usePrescribedThreshold = true;
    return derived();
  }

  /// Returns to the default threshold.
  Derived& setThreshold(Eigen::Default_t /*unused*/) {
    m_usePrescribedThreshold = false;
    return derived();
  }

  /// The relative threshold: the prescribed one, or by default min(m, n)·ε.
  RealScalar threshold() const {
    if (m_usePrescribedThreshold) return m_threshold;
    checkInitialized();
    const Index diag = std::min<Index>(count<Rows>(m_rows), count<Cols>(m_cols));
    return Scalar(std::max<Index>(1, diag)) * epsilon<Scalar>();
  }

  /// The x (n × k) of least norm among those that minimise ‖A·x − b‖ for each column of b (m × k),
  /// for A of the rank() found; 0 if that is 0. k has a compile-time maximum. A and b are finite,
  /// and so are the singular values and Uᵀ·b, or entries of x are infinite or NaN.
  template <typename Rhs>
  auto solve(const Eigen::MatrixBase<Rhs>& b) const {
    return solveEach(b, [this](Scalar factor, Scalar* column, Scalar* solution) {
      derived().solveColumn(factor, column, solution);
    });
  }

  /// The same into an x of the right size, a matrix or a part of one, for b of any number of
  /// columns; x may be b.
  template <typename Rhs, typename X>
  void solve(const Eigen::MatrixBase<Rhs>& b, const Eigen::MatrixBase<X>& x) const {
    solveByColumns(derived(), b, x);
  }

  /// Aᵀ, as in x = svd.transpose().solve(b), of which the solution has least norm too. Of real
  /// matrices it is the adjoint.
  Transposed<Derived> transpose() const { return Transposed<Derived>(derived()); }
  Transposed<Derived> adjoint() const { return transpose(); }

  /// The Moore–Penrose inverse A⁺ (n × m), for A of the rank() found.
  auto pseudoInverse() const {
    return solve(PlainMatrix<Scalar, Rows, Rows, MaxRows, MaxRows>::Identity(m_rows, m_rows));
  }

 protected:
  static constexpr int Rows = RowsAtCompileTime;
  static constexpr int Cols = ColsAtCompileTime;
  static constexpr int MaxRows = MaxRowsAtCompileTime;
  static constexpr int MaxCols = MaxColsAtCompileTime;
  static constexpr int MaxDiag = MaxDiagSizeAtCompileTime;
  static constexpr int Diag = DiagSizeAtCompileTime;

  Decomposition() = default;

  /// As Eigen's constructors that allocate in advance; here there is nothing to do.
  Decomposition(Index rows, Index cols) {
    eigen_assert(rows <= MaxRows && cols <= MaxCols);
    EIGEN_UNUSED_VARIABLE(rows);
    EIGEN_UNUSED_VARIABLE(cols);
  }

  void checkInitialized() const {
    eigen_assert(derived().isInitialized() && "minnorm: the decomposition is not initialized.");
  }

  template <bool ofCols>
  Index size() const {
    return ofCols ? m_cols : m_rows;
  }

  /// Calls solveOne(factor, b, x) as solveColumn is called, or as solveTransposedColumn, for each
  /// column of b.
  template <bool transposed = false, typename Rhs, typename Solve>
  auto solveEach(const Eigen::MatrixBase<Rhs>& b, Solve solveOne) const {
    static_assert(Rhs::MaxColsAtCompileTime != Eigen::Dynamic,
                  "solve uses no heap: give b a maximum number of columns, or call solve(b, x).");
    constexpr int MaxM = transposed ? MaxCols : MaxRows, MaxN = transposed ? MaxRows : MaxCols;
    checkInitialized();
    eigen_assert(b.rows() == size<transposed>() && "solve: b has another number of rows than A");
    // Copies without unrolling, to save flash.
    using StridedMap = Eigen::Map<BoundedVector<Scalar, MaxM>, 0, Eigen::InnerStride<>>;
    PlainMatrix<Scalar, transposed ? Rows : Cols, Rhs::ColsAtCompileTime, MaxN,
                Rhs::MaxColsAtCompileTime>
        x;
    x.resize(size<!transposed>(), b.cols());
    for (Index j = 0; j < b.cols(); ++j) {
      Scalar column[std::max(MaxM, 1)];
      StridedMap(column, size<transposed>(), Eigen::InnerStride<>(1)) = b.col(j);
      Scalar* const solution = x.data() + j * size<!transposed>();
      fill(solution, size<!transposed>(), Scalar(0));
      const Scalar factor =
          toSafeRange(column, count < transposed ? Cols : Rows > (size<transposed>()));
      if (factor != Scalar(0)) solveOne(factor, column, solution);
    }
    return x;
  }

  /// Takes the size of the matrix to decompose.
  template <typename Matrix>
  void takeSize(const Matrix& matrix) {
    static_assert(std::is_same_v<typename Matrix::Scalar, Scalar>,
                  "minnorm: the argument has another scalar type than MatrixType.");
    eigen_assert(Rows == Eigen::Dynamic ? matrix.rows() <= MaxRows : matrix.rows() == Rows);
    eigen_assert(Cols == Eigen::Dynamic ? matrix.cols() <= MaxCols : matrix.cols() == Cols);
    m_rows = matrix.rows();
    m_cols = matrix.cols();
  }

  Index m_rows = Rows == Eigen::Dynamic ? 0 : Rows;
  Index m_cols = Cols == Eigen::Dynamic ? 0 : Cols;

 private:
  friend Transposed<Derived>;

  /// x of Aᵀ·x = b.
  template <typename Rhs>
  auto solveTransposed(const Eigen::MatrixBase<Rhs>& b) const {
    return solveEach<true>(b, [this](Scalar factor, Scalar* column, Scalar* solution) {
      derived().solveTransposedColumn(factor, column, solution);
    });
  }

  template <typename Solver, typename Rhs, typename X>
  void solveByColumns(const Solver& solver, const Eigen::MatrixBase<Rhs>& b,
                      const Eigen::MatrixBase<X>& x) const {
    checkInitialized();
    eigen_assert(x.rows() == solver.cols() && x.cols() == b.cols() &&
                 "solve: x has another size than the solution");
    for (Index j = 0; j < b.cols(); ++j) x.const_cast_derived().col(j) = solver.solve(b.col(j));
  }

  bool m_usePrescribedThreshold = false;
  Scalar m_threshold{};
};

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
