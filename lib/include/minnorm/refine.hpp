// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/macros_begin.hpp>

#include <minnorm/building_blocks.hpp>
#include <minnorm/internal/double_length.hpp>
#include <minnorm/internal/scalar.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm {

/// What came of refining a solution.
enum class Refinement {
  converged,   ///< a further pass would change nothing
  unfinished,  ///< the last pass moved it, by less than 2^-12 (half of fewer than 24 digits)
  diverged,    ///< corrections did not shrink enough: a singular value or its vectors are noise
  overflow,    ///< A, b or a correction is not finite; double length overflows sooner
};

/// How refining a solution went.
struct Refined {
  Refinement status;
  int passes;
};

/// The minimum-norm solution of A·x = b in least squares, right to rounding if converged, where
/// solve()'s error is the decomposition's times a condition number: about ε·κ of the matrix whose
/// columns (rows, if it is wide) are scaled to one length. Uses every singular value that is not 0,
/// whatever rank solve() uses; what x held before makes no difference.
///
/// svd: a minnorm::JacobiSVD of A with U and V. a: the same A (m × n). b: m values. x: n values,
/// written unless the result is diverged or overflow. Entries of A, b and x, and of b/σ² if A is
/// wide, are below 2^-13 of the largest float (2^-28 of the largest double) in magnitude. Products
/// of their entries below 2^24 (2^53) times the smallest normal number have no exact second half:
/// where they matter, x may be worse than solve()'s, so scale A and b by powers of two first.
///
/// Iterative refinement of p + A·q = b, Aᵀ·p = c with residuals in double length (Björck, BIT 7
/// (1967)): A, which has at least as many rows as columns, is the matrix with c = 0, q = x, or its
/// transpose with b = 0, c = b, p = x. At most 8 passes of 2·m·n products in double length and as
/// many in the Scalar, of which most solutions take three or four; the first one, from zeros, is
/// V·S⁺·Uᵀ·b. The work space, on the stack, is 3·max(m, n) + 4·min(m, n) numbers for the maximum
/// sizes.
///
/// @code
/// const Eigen::Matrix<float, 5, 3> a = Eigen::Matrix<float, 5, 3>::Random();
/// const Eigen::Matrix<float, 5, 1> b = Eigen::Matrix<float, 5, 1>::Random();
/// const minnorm::JacobiSVD<Eigen::Matrix<float, 5, 3>> svd(
///     a, Eigen::ComputeThinU | Eigen::ComputeThinV);
/// Eigen::Vector3f x = svd.solve(b);
/// if (minnorm::refine(svd, a, b, x).status == minnorm::Refinement::diverged) {
///   x = svd.solve(b, minnorm::ColumnUnits());
/// }
/// @endcode
template <typename Svd, typename A, typename B, typename X>
[[gnu::noinline]] Refined refine(const Svd& svd, const Eigen::MatrixBase<A>& a,
                                 const Eigen::MatrixBase<B>& b, const Eigen::MatrixBase<X>& x) {
  using std::abs;
  EIGEN_STATIC_ASSERT_VECTOR_ONLY(B)
  EIGEN_STATIC_ASSERT_VECTOR_ONLY(X)
  eigen_assert(svd.computeU() && svd.computeV() && "refine needs U and V");
  eigen_assert(a.rows() == svd.rows() && a.cols() == svd.cols() && "refine: another A");
  eigen_assert(b.size() == a.rows() && "refine: b has another number of rows than A");
  eigen_assert(x.size() == a.cols() && "refine: x has another size than A has columns");
  using Scalar = typename Svd::Scalar;
  using Sum = internal::DoubleLength<Scalar>;
  constexpr Index longest = std::max<Index>(Svd::MaxRowsAtCompileTime, Svd::MaxColsAtCompileTime);
  constexpr Index shortest = std::min<Index>(Svd::MaxRowsAtCompileTime, Svd::MaxColsAtCompileTime);
  constexpr int mostPasses = 8;
  constexpr int settledDigits = std::min(12, std::numeric_limits<Scalar>::digits / 2);
  const bool wide = a.rows() < a.cols();
  const Index m = wide ? a.cols() : a.rows(), k = wide ? a.rows() : a.cols();
  const Scalar* const left = wide ? svd.matrixV().data() : svd.matrixU().data();
  const Scalar* const right = wide ? svd.matrixU().data() : svd.matrixV().data();
  const auto entry = [&](Index i, Index j) { return wide ? a.coeff(j, i) : a.coeff(i, j); };
  const auto sigma = [&](Index r) { return svd.singularValues()[r]; };
  // Entries of x are as large as what they do to A·x.
  const auto unit = [&](Index j) {
    Scalar largest(0);
    for (Index i = 0; i < a.rows(); ++i) largest = std::max<Scalar>(largest, abs(a.coeff(i, j)));
    return largest;
  };
  const auto correct = [](Sum* sums, const Scalar* by, Index count) {
    bool moves = false;
    for (Index i = 0; i < count; ++i) {
      const Scalar before = sums[i].high();
      sums[i].add(by[i]);
      moves = moves || sums[i].high() != before;
    }
    return moves;
  };
  const auto subtract = [](Sum& sum, Scalar factor, const Sum& y) {
    sum.addProduct(-factor, y.high());
    sum.add(-factor * y.low());
  };

  Sum p[longest], q[shortest];
  Scalar first[longest], second[shortest];  // residuals, and then corrections
  const Scalar* const by = wide ? first : second;
  const Index rank = svd.nonzeroSingularValues();
  if (svd.info() == Eigen::InvalidInput) return {Refinement::overflow, 0};
  Scalar firstCorrection(0), correction(0);
  bool moves = true;
  int pass = 0;
  for (; moves && pass < mostPasses; ++pass) {
    for (Index i = 0; i < m; ++i) {
      Sum rest(wide ? Scalar(0) : b.coeff(i));
      rest.add(-p[i].high());
      rest.add(-p[i].low());
      for (Index j = 0; j < k; ++j) subtract(rest, entry(i, j), q[j]);
      first[i] = rest.high();
    }
    for (Index j = 0; j < k; ++j) {
      Sum rest(wide ? b.coeff(j) : Scalar(0));
      for (Index i = 0; i < m; ++i) subtract(rest, entry(i, j), p[i]);
      second[j] = rest.high();
    }
    Scalar along[shortest];
    for (Index r = 0; r < rank; ++r) {
      along[r] = dot(right + r * k, second, k) / sigma(r) - dot(left + r * m, first, m);
    }
    fill(second, k, Scalar(0));
    for (Index r = 0; r < rank; ++r) {
      axpy(along[r], left + r * m, first, m);
      axpy(-along[r] / sigma(r), right + r * k, second, k);
    }
    correction = Scalar(0);
    for (Index j = 0; j < a.cols(); ++j) {
      if (!(Eigen::numext::isfinite)(by[j])) return {Refinement::overflow, pass + 1};
      correction = std::max<Scalar>(correction, abs(by[j]) * unit(j));
    }
    if (pass > 0 && correction >= firstCorrection) return {Refinement::diverged, pass + 1};
    if (pass == 0) firstCorrection = correction;
    const bool pMoves = correct(p, first, m);
    const bool qMoves = correct(q, second, k);
    moves = wide ? pMoves : qMoves;
  }
  const Sum* const solution = wide ? p : q;
  Scalar largest(0);
  for (Index j = 0; j < a.cols(); ++j) {
    if (!(Eigen::numext::isfinite)(solution[j].high())) return {Refinement::overflow, pass};
    largest = std::max<Scalar>(largest, abs(solution[j].high()) * unit(j));
  }
  if (moves && correction > largest * internal::powerOfTwo<Scalar>(-settledDigits)) {
    return {Refinement::diverged, pass};
  }
  auto& result = x.const_cast_derived();
  for (Index j = 0; j < a.cols(); ++j) result[j] = solution[j].high();
  return {moves ? Refinement::unfinished : Refinement::converged, pass};
}

}  // namespace minnorm

#include <minnorm/internal/ieee_end.hpp>
#include <minnorm/internal/macros_end.hpp>
