// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/macros_begin.hpp>

#include <minnorm/internal/abreast.hpp>
#include <minnorm/jacobi_svd.hpp>

#include <algorithm>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm {

namespace internal {

/// What svdBatch() does for one type of JacobiSVD.
template <typename Svd>
struct Batch {
  using Matrix = typename Svd::MatrixType;
  using Scalar = typename Svd::Scalar;

  /// Returns the number of matrices done, of the first ones.
  static Index inRegisters([[maybe_unused]] const Matrix* matrices, [[maybe_unused]] Index count,
                           [[maybe_unused]] Svd* svds) {
    constexpr unsigned options = Svd::FixedOptions;
    if constexpr (hasAbreast && !Svd::isCompact && (options & Svd::UOptions) != 0 &&
                  (options & Svd::VOptions) != 0 &&
                  fitsRegisters<Scalar, Count<longSide>, Count<shortSide>>) {
      // A group takes as long as some single ones.
      Index first = 0;
      for (; count - first > Numbers::count / 4; first += Numbers::count)
        group(matrices + first, std::min<Index>(count - first, Numbers::count), svds + first);
      return std::min(first, count);
    }
    return 0;
  }

 private:
  using Numbers = Abreast<Scalar>;
  static constexpr int rows = Matrix::RowsAtCompileTime, cols = Matrix::ColsAtCompileTime;
  static constexpr int longSide = std::max(rows, cols), shortSide = std::min(rows, cols);

  /// Up to Numbers::count matrices abreast: the last stands for those that are not there. What does
  /// not fit registers is done by itself.
  [[gnu::noinline]] static void group(const Matrix* matrices, Index count, Svd* svds) {
    constexpr Index m = longSide, n = shortSide;
    constexpr bool transposed = rows < cols;
    const Scalar* from[Numbers::count];
    AbreastPointers<Scalar> left, right, sigma;
    for (Index k = 0; k < Numbers::count; ++k) {
      const Index at = std::min(k, count - 1);
      Svd& svd = svds[at];
      from[k] = matrices[at].data();
      left.starts[k] = transposed ? svd.m_matrixV.data() : svd.m_matrixU.data();
      right.starts[k] = transposed ? svd.m_matrixU.data() : svd.m_matrixV.data();
      sigma.starts[k] = svd.m_singularValues.data();
    }
    constexpr bool byRows = transposed != bool(Matrix::IsRowMajor);
    Numbers values[m * n];
    for (Index j = 0; j < n; ++j) {
      for (Index i = 0; i < m; ++i) {
        const Index place = byRows ? i * n + j : j * m + i;
        values[j * m + i] = Numbers::each([&](Index k) { return from[k][place]; });
      }
    }

    using Flags = typename Single<Numbers>::Flags;
    RegisterJacobi<Numbers, m, n> jacobi;
    const Flags loaded = jacobi.load(values, nullptr);
    Flags active = loaded, sweeps = 0;
    for (int number = 1; number <= Svd::MaxSweeps && any(active); ++number) {
      sweeps += oneWhere(active);
      active = without(active, jacobi.sweep(number, active));
    }
    Flags done = without(loaded, active);
    if (any(done)) done = both(done, jacobi.store(left, sigma, right));
    for (Index k = 0; k < count; ++k) {
      Svd& svd = svds[k];
      if (done[k] == 0) {
        svd.compute(matrices[k]);
      } else {
        svd.m_outcome = {static_cast<int>(sweeps[k]), SvdStatus::success};
        Scalar* const columns = transposed ? svd.m_matrixV.data() : svd.m_matrixU.data();
        const Index wanted = transposed ? svd.m_matrixV.cols() : svd.m_matrixU.cols();
        Scalar work[m];
        if (n < wanted) completeBasis(columns, Fixed<m>(), n, wanted, work);
      }
    }
  }
};

}  // namespace internal

/// svds[i].compute(matrices[i]) for each i < count, with the same bits, and several matrices at
/// once where that is faster: those of fixed sizes up to 6×4 and 4×6 whose JacobiSVD has U and V in
/// its Options and not Compact, on processors with SSE2 (four floats or two doubles), AVX (twice as
/// many) or of 64-bit Arm. Elsewhere it is that loop. Matrices that are graded, zero, extreme or
/// not finite are done one at a time.
///
/// matrices: `count` ≥ 0 matrices, one after the other; svds: as many, which return the results,
/// errors in the info() of each. No heap.
///
/// @code
/// std::array<Eigen::Matrix3f, 100> rotations;
/// for (Eigen::Matrix3f& matrix : rotations) matrix.setRandom();
/// using Svd = minnorm::JacobiSVD<Eigen::Matrix3f, Eigen::ComputeFullU | Eigen::ComputeFullV>;
/// std::array<Svd, 100> svds;
/// minnorm::svdBatch(rotations.data(), svds.size(), svds.data());
/// for (std::size_t i = 0; i < svds.size(); ++i) {
///   // The nearest orthogonal matrix.
///   rotations[i] = svds[i].matrixU() * svds[i].matrixV().transpose();
/// }
/// @endcode
template <typename MatrixType, int Options>
void svdBatch(const MatrixType* matrices, Eigen::Index count,
              JacobiSVD<MatrixType, Options>* svds) {
  using Batch = internal::Batch<JacobiSVD<MatrixType, Options>>;
  for (Eigen::Index i = Batch::inRegisters(matrices, count, svds); i < count; ++i)
    svds[i].compute(matrices[i]);
}

}  // namespace minnorm

#include <minnorm/internal/ieee_end.hpp>
#include <minnorm/internal/macros_end.hpp>
