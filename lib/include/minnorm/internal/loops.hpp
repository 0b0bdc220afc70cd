// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/arch/helium.hpp>
#include <minnorm/internal/arch/lanes.hpp>
#include <minnorm/internal/arch/vfp.hpp>
#include <minnorm/internal/count.hpp>

#include <cfloat>
#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

// What compilers say of what they were told; Clang says it of -ffast-math alone.
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || \
    defined(__NO_SIGNED_ZEROS__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ != 0)
#error \
    "minnorm needs IEEE arithmetic in the order it is written: compile without -ffast-math, -Ofast, -funsafe-math-optimizations and their parts"
#endif

// 16 is 0 for float and double.
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16
#error \
    "minnorm needs each operation rounded to its own type: on 32-bit x86 compile with -msse2 -mfpmath=sse"
#endif

namespace minnorm::internal {

/// The loops below in plain C++: what a unit of arch/ does not do, it leaves to these.
struct Plain {
  /// Up to so many values are worth a loop expanded where it is called: more, not the flash.
  static constexpr Index few = 8;

  template <typename Scalar>
  [[gnu::always_inline]] static Scalar product(Scalar x, Scalar y) {
    return x * y;
  }
  /// z + x·y.
  template <typename Scalar>
  [[gnu::always_inline]] static Scalar multiplyAdd(Scalar z, Scalar x, Scalar y) {
    return z + x * y;
  }
  /// z − x·y.
  template <typename Scalar>
  [[gnu::always_inline]] static Scalar multiplySubtract(Scalar z, Scalar x, Scalar y) {
    return z - x * y;
  }

  /// dot() of n ≥ 4 values.
  template <typename Scalar, typename N>
  [[gnu::always_inline]] static Scalar dot(const Scalar* x, const Scalar* y, N n) {
    Scalar s[4] = {x[0] * y[0], x[1] * y[1], x[2] * y[2], x[3] * y[3]};
    const Index whole = n - n % 4;
    for (Index i = 4; i < whole; i += 4) {
      s[0] += x[i] * y[i];
      s[1] += x[i + 1] * y[i + 1];
      s[2] += x[i + 2] * y[i + 2];
      s[3] += x[i + 3] * y[i + 3];
    }
    for (Index i = whole; i < n; ++i) s[i - whole] += x[i] * y[i];
    return (s[0] + s[1]) + (s[2] + s[3]);
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void axpy(Scalar a, const Scalar* x, Scalar* y, N n) {
    for (Index i = 0; i < n; ++i) y[i] += a * x[i];
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void shear(Scalar* x, Scalar* y, N n, Scalar a, Scalar b) {
    for (Index i = 0; i < n; ++i) {
      x[i] += a * y[i];
      y[i] -= b * x[i];
    }
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void scale(Scalar a, const Scalar* x, Scalar* y, N n) {
    for (Index i = 0; i < n; ++i) y[i] = a * x[i];
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void swap(Scalar* x, Scalar* y, N n) {
    for (Index i = 0; i < n; ++i) std::swap(x[i], y[i]);
  }
};

/// What does the loops here: each unit lies over what does the rest, and is not there where the
/// processor does not have it. This is the one place that chooses.
#ifdef MINNORM_SCALAR_LOOPS
using Unit = Plain;
#else
using Unit = Helium<Vfp<Lanes<Plain>>>;
#endif

/// The loop below, expanded where it is called.
namespace inlined {

template <typename Scalar, typename N>
[[gnu::always_inline]] inline Scalar dot(const Scalar* x, const Scalar* y, N n) {
  if (n < 4) {
    Scalar sum = n > 0 ? x[0] * y[0] : Scalar(0);
    if (n > 1) sum += x[1] * y[1];
    if (n > 2) sum += x[2] * y[2];
    return sum;
  }
  if constexpr (isAtMost<N, 3>) return Scalar(0);  // not reached, and too short for a unit
  return Unit::dot(x, y, n);
}

}  // namespace inlined

/// Inner product Σ x(i)·y(i) of n ≥ 0 contiguous values, in the order that every sum over a column
/// has: four partial sums by i mod 4, each begun by its first product, added as (s0 + s1) + (s2 +
/// s3); (s0 + s1) + s2 if n is 3. A fixed order gives the same bits on every IEEE machine; this one
/// is also what a four-lane vector unit computes.
template <typename Scalar, typename N>
Scalar dot(const Scalar* x, const Scalar* y, N n) {
  return inlined::dot(x, y, n);
}

/// y += a·x for n ≥ 0 contiguous values.
template <typename Scalar, typename N>
void axpy(Scalar a, const Scalar* x, Scalar* y, N n) {
  Unit::axpy(a, x, y, n);
}

/// x += a·y and then, with the new x, y −= b·x for n ≥ 0 contiguous values.
template <typename Scalar, typename N>
void shear(Scalar* x, Scalar* y, N n, Scalar a, Scalar b) {
  Unit::shear(x, y, n, a, b);
}

/// y = a·x for n ≥ 0 contiguous values; y may be x.
template <typename Scalar, typename N>
void scale(Scalar a, const Scalar* x, Scalar* y, N n) {
  Unit::scale(a, x, y, n);
}

/// Exchanges x and y, n ≥ 0 contiguous values each.
template <typename Scalar, typename N>
[[gnu::noinline]] void swap(Scalar* x, Scalar* y, N n) {
  Unit::swap(x, y, n);
}

/// x(i) = value for n ≥ 0 contiguous values.
template <typename Scalar>
void fill(Scalar* x, Index n, Scalar value) {
  for (Index i = 0; i < n; ++i) {
    x[i] = value;
#ifdef __GNUC__
    asm volatile("");  // else the loop becomes a call of memset, which small cores have no room for
#endif
  }
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
