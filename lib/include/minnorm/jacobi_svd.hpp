// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/macros_begin.hpp>

#include <minnorm/filters.hpp>
#include <minnorm/internal/decomposition.hpp>
#include <minnorm/internal/registers.hpp>
#include <minnorm/internal/svd.hpp>

#include <algorithm>
#include <limits>
#include <type_traits>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm {

/// An option beside Eigen's ComputeFullU and so on, for the type: no factors, and no room for them
/// in the object (compute() takes as much from the stack while it works).
inline constexpr int ValuesOnly = 1 << 16;

/// Another, for fixed sizes up to 6×4 and 4×6: the loops of all others, for less flash and more
/// cycles (docs/DESIGN.md has figures). Results differ by roundings.
inline constexpr int Compact = 1 << 17;

namespace internal {

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
  using Type = PlainMatrix<Scalar, Size, absent || (fixed && sized) ? maxWidth : Eigen::Dynamic,
                           MaxSize, maxWidth>;
};

template <typename Svd>
struct Batch;

}  // namespace internal

/// A = U·Σ·Vᵀ by one-sided Jacobi, with the interface and conventions of Eigen 3.4's class of the
/// same name: singular value decomposition, rank, and minimum-norm least squares. No heap, no
/// recursion, every loop bounded.
///
/// MatrixType: a real Eigen::Matrix (float or double) of fixed size, or with a maximum size known
/// at compile time such as minnorm::BoundedMatrix<float, 39, 20>; up to 128 rows and columns. A
/// matrix may have 0 rows or columns at run time.
///
/// Options: Eigen's ComputeFullU, ComputeThinU, ComputeFullV, ComputeThinV, or-ed, or ValuesOnly;
/// and Compact.
/// Given here they size the object exactly. With none of them here, the constructor or compute()
/// takes them, and the object has room for the full factors. Eigen's QR preconditioner constants
/// are accepted and change nothing.
///
/// Beyond Eigen's class: update(), conditionNumber(), sweeps(), the bound MaxSweeps,
/// pseudoInverse(), thin factors of fixed-size matrices, and a defined answer to every input, NaN
/// and infinity included (see info()).
///
/// Method: one-sided Jacobi on A, or on Aᵀ if A is wider than tall. If the rows of that matrix
/// differ much in length, A·P = Q·R first, and Jacobi on P·Rᵀ: its columns become V, and Q becomes
/// U. The factors' own memory is the work space but for some vectors. Sources: Demmel & Veselić,
/// SIAM J. Matrix Anal. Appl. 13 (1992); Drmač & Veselić, ibid. 29 (2008); LAPACK sgesvj, sgejsv.
///
/// @code
/// minnorm::BoundedMatrix<float, 39, 20> data(10, 3);
/// data.setRandom();
/// const minnorm::BoundedVector<float, 39> target = data.rowwise().sum();
/// minnorm::JacobiSVD<minnorm::BoundedMatrix<float, 39, 20>> svd;
/// svd.compute(data, Eigen::ComputeThinU | Eigen::ComputeThinV);
/// if (svd.info() == Eigen::Success && svd.rank() == 3) {
///   const minnorm::BoundedVector<float, 20> weights = svd.solve(target);
/// }
/// @endcode
template <typename MatrixType_, int Options = 0>
class JacobiSVD : public internal::Decomposition<JacobiSVD<MatrixType_, Options>, MatrixType_> {
  using Base = internal::Decomposition<JacobiSVD, MatrixType_>;
  friend Base;
  friend struct internal::Batch<JacobiSVD>;
  using Base::checkInitialized;
  using Base::Cols, Base::Diag, Base::m_cols, Base::m_rows, Base::MaxCols, Base::MaxDiag;
  using Base::MaxRows, Base::Rows;

 public:
  using Base::solve, Base::threshold;
  using typename Base::Index, typename Base::MatrixType, typename Base::RealScalar;
  using typename Base::Scalar;

  /// Hard bound on the number of sweeps of the iteration (LAPACK's).
  static constexpr int MaxSweeps = internal::maxSweeps;

 private:
  static constexpr unsigned UOptions = Eigen::ComputeFullU | Eigen::ComputeThinU;
  static constexpr unsigned VOptions = Eigen::ComputeFullV | Eigen::ComputeThinV;
  static constexpr unsigned FixedOptions = unsigned(Options) & (UOptions | VOptions | ValuesOnly);
  static constexpr bool isCompact = (Options & Compact) != 0;

 public:
  using MatrixUType = typename internal::Factor<Scalar, Rows, Diag, MaxRows, MaxDiag, FixedOptions,
                                                Eigen::ComputeFullU, Eigen::ComputeThinU>::Type;
  using MatrixVType = typename internal::Factor<Scalar, Cols, Diag, MaxCols, MaxDiag, FixedOptions,
                                                Eigen::ComputeFullV, Eigen::ComputeThinV>::Type;
  using SingularValuesType = Eigen::Matrix<Scalar, Diag, 1, Eigen::ColMajor, MaxDiag, 1>;

  /// An object to call compute() on, before it has any results.
  JacobiSVD() { m_singularValues.setZero(); }

  /// As Eigen's constructor that allocates in advance; here it only notes the options for
  /// compute(matrix).
  JacobiSVD(Index rows, Index cols, unsigned options = 0)
      : Base(rows, cols), m_options(chosen(options)) {}

  /// Decomposes `matrix`; see compute().
  template <typename Derived>
  explicit JacobiSVD(const Eigen::MatrixBase<Derived>& matrix, unsigned options = 0) {
    compute(matrix, options);
  }

  /// Decomposes `matrix` (m × n within the type's maximum; no expression of results of this object,
  /// but matrixU() or matrixV() itself). `options` chooses the factors when the type does not.
  template <typename Derived>
  JacobiSVD& compute(const Eigen::MatrixBase<Derived>& matrix, unsigned options) {
    run(matrix, options, std::false_type());
    return *this;
  }

  /// Decomposes `matrix` with the options of the constructor or of the call before.
  template <typename Derived>
  JacobiSVD& compute(const Eigen::MatrixBase<Derived>& matrix) {
    return compute(matrix, m_options);
  }

  /// As compute(matrix), from the vectors of the decomposition before: in fewer sweeps if `matrix`
  /// differs little from the one before, as in a control loop, a calibration or a sweep of a
  /// parameter.
  ///
  /// It starts from V (m ≥ n), or from U if A is wider than tall, made orthonormal to rounding each
  /// time, so that calls can follow each other without end, and a matrix may have more rows than
  /// the one before (m ≥ n; else columns). Without that factor of its size, where rows go through
  /// QR (see above), for NaN or infinity, and where A's own columns are clearly nearer to
  /// orthogonal than A·V's, it is compute(matrix), so that accuracy and info() are those of
  /// compute(matrix): of columns in different units A·V too is right to rounding of each column.
  /// Columns of V keep their signs and places while singular values keep their order. As for
  /// compute(), `matrix` is no expression of results of this object, but matrixU() or matrixV()
  /// itself.
  ///
  /// A program that calls this alone, the first time too, has its code once; a call of compute()
  /// beside it takes most of it again.
  template <typename Derived>
  JacobiSVD& update(const Eigen::MatrixBase<Derived>& matrix) {
    bool start = hasStart(matrix.rows(), matrix.cols());
    do {
      run(matrix, m_options, start);
      start = false;
    } while (m_outcome.status == internal::SvdStatus::noStart);
    return *this;
  }

  bool computeU() const { return (chosen(m_options) & UOptions) != 0; }
  bool computeV() const { return (chosen(m_options) & VOptions) != 0; }

  /// How it went. Success; NoConvergence: MaxSweeps sweeps did not meet the stopping rule, the
  /// results are those reached; InvalidInput: the matrix had a NaN or infinity, and all singular
  /// values are 0, U and V identity, the rank 0, and solve() gives 0.
  Eigen::ComputationInfo info() const {
    checkInitialized();
    return static_cast<Eigen::ComputationInfo>(m_outcome.status);
  }

  /// Number of Jacobi sweeps made, 0 … MaxSweeps.
  int sweeps() const {
    checkInitialized();
    return m_outcome.sweeps;
  }

  /// The min(m, n) singular values in decreasing order, none negative; infinity where one exceeds
  /// the largest number of the type.
  const SingularValuesType& singularValues() const {
    checkInitialized();
    return m_singularValues;
  }

  /// U, m × m, or thin m × min(m, n); orthonormal columns, also those that belong to singular
  /// values of 0.
  const MatrixUType& matrixU() const {
    checkInitialized();
    eigen_assert(computeU() && "minnorm::JacobiSVD: U was not asked for");
    return m_matrixU;
  }

  /// V, n × n, or thin n × min(m, n).
  const MatrixVType& matrixV() const {
    checkInitialized();
    eigen_assert(computeV() && "minnorm::JacobiSVD: V was not asked for");
    return m_matrixV;
  }

  /// Number of singular values greater than 0.
  Index nonzeroSingularValues() const {
    checkInitialized();
    Index count = 0;
    while (count < m_singularValues.size() && m_singularValues[count] > Scalar(0)) ++count;
    return count;
  }

  /// Number of singular values that count as nonzero: not below threshold()·σ₁ nor below the
  /// smallest normal number. That is Eigen's rule, and solve(b) drops the other modes: where
  /// columns are in units far apart, also such as the data determine; see minnorm::ColumnUnits.
  Index rank() const {
    checkInitialized();
    if (m_singularValues.size() == 0) return 0;
    const Scalar least =
        std::max<Scalar>(m_singularValues[0] * threshold(), std::numeric_limits<Scalar>::min());
    Index rank = 0;
    while (rank < m_singularValues.size() && m_singularValues[rank] >= least) ++rank;
    return rank;
  }

  /// The filter factors f(r), 0 to 1, of the min(m, n) singular modes: see filters.hpp.
  template <typename Filter>
  SingularValuesType filterFactors(const Filter& filter) const {
    checkInitialized();
    SingularValuesType factors(m_singularValues.size());
    for (Index r = 0; r < factors.size(); ++r) factors[r] = filter(*this, r);
    return factors;
  }

  /// Number of singular modes that count with the filter at all, which need not be the leading
  /// ones.
  template <typename Filter>
  Index rank(const Filter& filter) const {
    const SingularValuesType factors = filterFactors(filter);
    Index count = 0;
    for (Index r = 0; r < factors.size(); ++r) count += factors[r] > Scalar(0) ? 1 : 0;
    return count;
  }

  /// Σ f(r)·(u(r)·b/σ(r))·v(r) for each column of b, with the filter's factors in place of the rank
  /// rule of solve(b): minnorm::Tikhonov or minnorm::ColumnUnits. A mode whose factor is below
  /// 1e-27 may count as 0.
  template <typename Rhs, typename Filter,
            typename = std::enable_if_t<!std::is_base_of_v<Eigen::DenseBase<Filter>, Filter>>>
  auto solve(const Eigen::MatrixBase<Rhs>& b, const Filter& filter) const {
    checkFactors();
    const SingularValuesType factors = filterFactors(filter);
    return this->solveEach(b, [&](Scalar scale, const Scalar* column, Scalar* x) {
      for (Index r = 0; r < factors.size(); ++r) {
        if (factors[r] > Scalar(0)) addMode<true>(factors[r], r, scale, column, x);
      }
    });
  }

  /// κ₂(A) = σ₁/σ_min over all min(m, n) singular values; infinite if one of them is 0, 0 for an
  /// empty matrix.
  RealScalar conditionNumber() const {
    checkInitialized();
    const Index last = m_singularValues.size() - 1;
    if (last < 0) return Scalar(0);
    if (m_singularValues[last] == Scalar(0)) return std::numeric_limits<Scalar>::infinity();
    return m_singularValues[0] / m_singularValues[last];
  }

 private:
  bool isInitialized() const { return m_outcome.sweeps >= 0; }

  void checkFactors() const {
    eigen_assert(computeU() && computeV() && "minnorm::JacobiSVD::solve needs U and V");
  }

  /// x := V·S⁺·Uᵀ·b over the rank() leading singular values.
  void solveColumn(Scalar factor, const Scalar* b, Scalar* x) const {
    checkFactors();
    const Index modes = rank();
    for (Index r = 0; r < modes; ++r) addMode<false>(Scalar(1), r, factor, b, x);
  }

  /// x := U·S⁺·Vᵀ·b.
  void solveTransposedColumn(Scalar factor, const Scalar* b, Scalar* x) const {
    checkFactors();
    const Index modes = rank();
    for (Index r = 0; r < modes; ++r) addMode<false, true>(Scalar(1), r, factor, b, x);
  }

  /// x += filter·(u(r)·b/σ(r))·v(r), or with u and v exchanged, for factor²·b in place of b. Unless
  /// `filtered`, the filter is 1 and σ(r) a normal number.
  template <bool filtered, bool transposed = false>
  void addMode(Scalar filter, Index r, Scalar factor, const Scalar* b, Scalar* x) const {
    const auto m = internal::count<Rows>(m_rows);
    const auto n = internal::count<Cols>(m_cols);
    const Scalar *const u = m_matrixU.data() + r * m, *const v = m_matrixV.data() + r * n;
    const Scalar sigma = m_singularValues[r];
    if constexpr (transposed) {
      internal::addMode(filtered, filter, v, b, n, factor, sigma, u, x, m);
    } else {
      internal::addMode(filtered, filter, u, b, m, factor, sigma, v, x, n);
    }
  }

  /// A constant for the compiler where the type has options: the options that hold when `options`
  /// are asked for: the type's, if it has any.
  static constexpr unsigned chosen(unsigned options) {
    return FixedOptions != 0 ? FixedOptions : options & (UOptions | VOptions);
  }

  /// Whether there are vectors to start from for a matrix of this size.
  bool hasStart(Index rows, Index cols) const {
    static_assert(Rows == Eigen::Dynamic || Cols == Eigen::Dynamic || FixedOptions == 0 ||
                      (FixedOptions & (Rows < Cols ? UOptions : VOptions)) != 0,
                  "update() starts from V, or from U where a matrix is wider than tall: add "
                  "Eigen::ComputeThinV or ComputeThinU to the options, or call compute().");
    if (!isInitialized()) return false;
    if (rows < cols) return computeU() && m_matrixU.rows() == rows && m_matrixU.cols() == rows;
    return computeV() && m_matrixV.rows() == cols && m_matrixV.cols() == cols;
  }

  /// compute(), or update() where Start is bool. Status noStart: to be called again without.
  template <typename Derived, typename Start>
  void run(const Eigen::MatrixBase<Derived>& matrix, unsigned options, Start start);

  template <typename M, typename N, typename Start>
  void decompose(const Scalar* from, Scalar* left, M m, Index leftWanted, Scalar* right, N n,
                 Index rightWanted, Start start);

  unsigned m_options = FixedOptions;
  internal::SvdOutcome m_outcome{-1, internal::SvdStatus::invalidInput};
  SingularValuesType m_singularValues;
  MatrixUType m_matrixU;
  MatrixVType m_matrixV;
};

template <typename MatrixType, int Options>
template <typename Derived, typename Start>
void JacobiSVD<MatrixType, Options>::run(const Eigen::MatrixBase<Derived>& matrix, unsigned options,
                                         Start start) {
  this->takeSize(matrix);
  m_options = chosen(options);
  const Index diag = std::min(m_rows, m_cols);
  m_singularValues.resize(diag);
  const auto width = [&](unsigned full, Index size, int most) {
    return most == 0 ? 0 : (chosen(m_options) & full) != 0 ? size : diag;
  };
  m_matrixU.resize(m_rows, width(Eigen::ComputeFullU, m_rows, MatrixUType::MaxColsAtCompileTime));
  m_matrixV.resize(m_cols, width(Eigen::ComputeFullV, m_cols, MatrixVType::MaxColsAtCompileTime));

  // The factors' memory is the work space; for a factor that the type does not have there is other.
  constexpr bool hasU = MatrixUType::MaxColsAtCompileTime != 0;
  constexpr bool hasV = MatrixVType::MaxColsAtCompileTime != 0;
  Scalar workU[hasU ? 1 : std::max(MaxRows * MaxDiag, 1)];
  Scalar workV[hasV ? 1 : std::max(MaxCols * MaxDiag, 1)];
  Scalar* const u = hasU ? m_matrixU.data() : workU;
  Scalar* const v = hasV ? m_matrixV.data() : workV;
  const Index uWanted = computeU() ? m_matrixU.cols() : 0;
  const Index vWanted = computeV() ? m_matrixV.cols() : 0;
  const auto m = internal::count<Rows>(m_rows);
  const auto n = internal::count<Cols>(m_cols);
  using TallMap = Eigen::Map<internal::PlainMatrix<Scalar, Rows, Cols, MaxRows, MaxCols>>;
  using WideMap = Eigen::Map<internal::PlainMatrix<Scalar, Cols, Rows, MaxCols, MaxRows>>;
  constexpr bool contiguous = std::is_base_of_v<Eigen::PlainObjectBase<Derived>, Derived> &&
                              (!Derived::IsRowMajor || Derived::IsVectorAtCompileTime);
  if (m < n) {
    WideMap(v, n, m) = matrix.transpose();
    decompose(v, v, n, vWanted, u, m, uWanted, start);
  } else if constexpr (contiguous) {
    decompose(matrix.derived().data(), u, m, uWanted, v, n, vWanted, start);
  } else {
    TallMap(u, m, n) = matrix;
    decompose(u, u, m, uWanted, v, n, vWanted, start);
  }
}

/// The matrix is tall, or the factors change places.
template <typename MatrixType, int Options>
template <typename M, typename N, typename Start>
void JacobiSVD<MatrixType, Options>::decompose(const Scalar* from, Scalar* left, M m,
                                               Index leftWanted, Scalar* right, N n,
                                               Index rightWanted, Start start) {
  const auto wanted = [](bool yes) {
    if constexpr ((FixedOptions & UOptions) != 0 && (FixedOptions & VOptions) != 0) {
      return std::true_type();
    } else if constexpr (FixedOptions == ValuesOnly) {
      return std::false_type();
    } else {
      return yes;
    }
  };
  constexpr int MaxM = std::max({MaxRows, MaxCols, 1}), MaxN = std::max(MaxDiag, 1);
  if constexpr (internal::fitsRegisters<Scalar, M, N> && wanted(true) && !isCompact) {
    if (leftWanted > 0 && rightWanted > 0 &&
        internal::svdInRegisters<MaxSweeps>(from, left, m, right, n, m_singularValues.data(),
                                            m_outcome.sweeps, start)) {
      m_outcome.status = internal::SvdStatus::success;
      Scalar work[MaxM];
      if (n < leftWanted) internal::completeBasis(left, m, n, leftWanted, work);
      return;
    }
  }
  internal::svd<MaxSweeps>(from, left, m, leftWanted, right, n, rightWanted,
                           m_singularValues.data(), wanted, m_outcome,
                           internal::StackSpace<Scalar, MaxM, MaxN>(), start);
}

}  // namespace minnorm

#include <minnorm/internal/ieee_end.hpp>
#include <minnorm/internal/macros_end.hpp>
