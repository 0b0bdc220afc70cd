// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scalar.hpp>

#include <algorithm>
#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// dot(), expanded here where few values are sure.
template <typename Scalar, typename N>
[[gnu::always_inline]] inline Scalar shortDot(const Scalar* x, const Scalar* y, N n) {
  if constexpr (isAtMost<N, Unit::few>) return inlined::dot(x, y, n);
  return dot(x, y, n);
}

/// A multiple of log₂ x (256, or 128 of bfloat16) to a tenth, but for a constant: the bits are
/// nearly a logarithm.
template <typename Scalar>
Index logOf(Scalar x) {
  return Index(bits(x) >> std::max(fractionBits<Scalar> - 8, 0));
}

template <typename Scalar>
void sortDescending(Scalar* x, Index n) {
  for (Index j = 1; j < n; ++j) {
    for (Index i = j; i > 0 && x[i] > x[i - 1]; --i) std::swap(x[i], x[i - 1]);
  }
}

/// Whether n columns of A·V are not clearly further from orthogonal than those of A, by the squared
/// lengths of both, which are sorted here.
///
/// Σ over k-tuples of columns of their squared volumes is the same for both, at most n over k times
/// the product of A's k largest; if A·V's columns are orthogonal, its k largest are no more than
/// that. For k = n it is Hadamard's inequality. For fewer it sees long columns that are nearly
/// parallel where a column that cancels makes the product of all small.
template <typename Scalar>
[[gnu::noinline]] bool isNoFurther(Scalar* own, Scalar* started, Index n) {
  sortDescending(own, n);
  sortDescending(started, n);
  Index more = 0;
  for (Index k = 0; k < n; ++k) {
    more += logOf(started[k]) - logOf(own[k]) + logOf(Scalar(k + 1)) - logOf(Scalar(n - k));
    if (more > 32 * n) return false;
  }
  return true;
}

/// x := from·V, of which Jacobi makes A = U·Σ·Vᵀ of what stands at `from`: its columns are nearly
/// orthogonal if V is from a matrix that differs little.
///
/// from: n columns of m values; may be x. v: n columns of n values, orthonormal but for the
/// roundings of rotations; returns them orthonormal to one or two, for else they would add up from
/// call to call. own, row: work of n values. Returns false if the columns of x are clearly further
/// from orthogonal than those of `from` (x is then not to be used): V has nothing to do with A, and
/// small singular values would lose digits that A's columns determine.
///
/// A product's rounding is relative to each column's length, times the condition of A with columns
/// of unit length, as Jacobi's own errors are.
template <typename Scalar, typename M, typename N>
[[gnu::noinline]] bool startFrom(const Scalar* from, Scalar* x, M m, Scalar* v, N n, Scalar* own,
                                 Scalar* row) {
  for (Index j = 0; j < n; ++j) {
    Scalar* const c = v + j * n;
    for (Index i = 0; i < j; ++i) Unit::axpy(-shortDot(v + i * n, c, n), v + i * n, c, n);
    scale(Scalar(1.5) - Scalar(0.5) * shortDot(c, c, n), c, c, n);  // 1/length near 1
  }
  for (Index j = 0; j < n; ++j) own[j] = shortDot(from + j * m, from + j * m, m);
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j < n; ++j) row[j] = from[j * m + i];
    for (Index j = 0; j < n; ++j) x[j * m + i] = shortDot(row, v + j * n, n);
  }
  for (Index j = 0; j < n; ++j) row[j] = shortDot(x + j * m, x + j * m, m);
  return isNoFurther(own, row, n);
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
