// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scalar.hpp>

#include <algorithm>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// dot(), expanded here where few values are sure.
template <typename Scalar, typename N>
[[gnu::always_inline]] inline Scalar shortDot(const Scalar* x, const Scalar* y, N n) {
  if constexpr (isAtMost<N, Unit::few>) return inlined::dot(x, y, n);
  return dot(x, y, n);
}

/// 256·log₂ x to about 20, but for a constant: the bits are nearly a logarithm.
template <typename Scalar>
Index logOf(Scalar x) {
  return Index(bits(x) >> std::max(fractionBits<Scalar> - 8, 0));
}

/// Σ logOf() of the squared lengths of n columns of m values.
template <typename Scalar, typename M, typename N>
[[gnu::noinline]] Index logOfLengths(const Scalar* x, M m, N n) {
  Index sum = 0;
  for (Index j = 0; j < n; ++j) sum += logOf(shortDot(x + j * m, x + j * m, m));
  return sum;
}

/// Whether n columns are no further from orthogonal than others of the same determinant, by
/// logOfLengths() of both.
inline bool isNoFurther(Index before, Index after, Index n) { return after <= before + 32 * n; }

/// x := from·V, of which Jacobi makes A = U·Σ·Vᵀ of what stands at `from`: its columns are nearly
/// orthogonal if V is from a matrix that differs little.
///
/// from: n columns of m values; may be x. v: n columns of n values, orthonormal but for the
/// roundings of rotations; returns them orthonormal to one or two, for else they would add up from
/// call to call. row: work of n values. Returns false if the columns of x are further from
/// orthogonal than those of `from` (x is then not to be used): V has nothing to do with A, and
/// small singular values would lose digits that A's columns determine.
///
/// How far, the product of the lengths says (Hadamard), for the determinant of A·V is that of A.
/// A product's rounding is relative to each column's length, times the condition of A with columns
/// of unit length, as Jacobi's own errors are.
template <typename Scalar, typename M, typename N>
[[gnu::noinline]] bool startFrom(const Scalar* from, Scalar* x, M m, Scalar* v, N n, Scalar* row) {
  for (Index j = 0; j < n; ++j) {
    Scalar* const c = v + j * n;
    for (Index i = 0; i < j; ++i) Unit::axpy(-shortDot(v + i * n, c, n), v + i * n, c, n);
    scale(Scalar(1.5) - Scalar(0.5) * shortDot(c, c, n), c, c, n);  // 1/length near 1
  }
  const Index before = logOfLengths(from, m, n);
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j < n; ++j) row[j] = from[j * m + i];
    for (Index j = 0; j < n; ++j) x[j * m + i] = shortDot(row, v + j * n, n);
  }
  return isNoFurther(before, logOfLengths(x, m, n), n);
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
