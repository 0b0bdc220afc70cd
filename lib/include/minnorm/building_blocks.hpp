// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/macros_begin.hpp>

#include <minnorm/internal/householder.hpp>
#include <minnorm/internal/loops.hpp>

/// What the decompositions are built of, for programs that compute around them: loops over
/// contiguous values and elementary reflectors, in float or double, without Eigen. They have the
/// library's order of operations, and so the same bits on every board, and its loops for vector
/// units. Nothing is checked: sizes and pointers are right, and x and y do not overlap unless a
/// function says so.
namespace minnorm {

/// A size: signed, and the second one known to the compiler, which expands loops for it.
using internal::Index, internal::Fixed;

/// dot(x, y, n): Σ x(i)·y(i) of n ≥ 0 values.
/// axpy(a, x, y, n): y += a·x. scale(a, x, y, n): y = a·x, and y may be x. fill(x, n, a): x = a.
/// n is an Index or a Fixed.
using internal::axpy, internal::dot, internal::fill, internal::scale;

/// makeReflector(x, n): the reflector H = I − τ·v·vᵀ, v(0) = 1, that maps x (n ≥ 1 values, ‖x‖² a
/// normal number or zero) to (β, 0, …, 0)ᵀ. Leaves β and v(1), …, v(n−1) in x, returns τ.
/// applyReflector(v, tau, c, n): c := H·c of n values; v[0] is not read.
/// applyQ(a, rows, tau, count, c): c := H(0)·…·H(count−1)·c, reflector k below the diagonal of
/// column k of a (rows values a column).
using internal::applyQ, internal::applyReflector, internal::makeReflector;

}  // namespace minnorm

#include <minnorm/internal/macros_end.hpp>
