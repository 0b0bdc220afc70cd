// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/count.hpp>

#include <cstring>

namespace minnorm::internal {

// The vector types of GCC and Clang, on processors whose vectors round as IEEE has it: SSE2 and up,
// and 64-bit Arm.
#if defined(__GNUC__) && (defined(__SSE2__) || defined(__aarch64__))

/// Four lanes of the processor's vector unit, in float or double.
template <typename Beneath>
struct Lanes : Beneath {
  /// Four values, wherever they stand.
  template <typename Scalar>
  using Four
      [[gnu::vector_size(4 * sizeof(Scalar)), gnu::aligned(alignof(Scalar)), gnu::may_alias]] =
          Scalar;

  template <typename Scalar>
  [[gnu::always_inline]] static Four<Scalar>& four(Scalar* x) {
    return *reinterpret_cast<Four<Scalar>*>(x);
  }
  template <typename Scalar>
  [[gnu::always_inline]] static const Four<Scalar>& four(const Scalar* x) {
    return *reinterpret_cast<const Four<Scalar>*>(x);
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static Scalar dot(const Scalar* x, const Scalar* y, N n) {
    const Index whole = n - n % 4;
    auto s = four(x) * four(y);
    for (Index i = 4; i < whole; i += 4) s += four(x + i) * four(y + i);
    for (Index i = whole; i < n; ++i) s[i - whole] += x[i] * y[i];
    return (s[0] + s[1]) + (s[2] + s[3]);
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void axpy(Scalar a, const Scalar* x, Scalar* y, N n) {
    const Index whole = n - n % 4;
    for (Index i = 0; i < whole; i += 4) four(y + i) += a * four(x + i);
    Beneath::axpy(a, x + whole, y + whole, n % 4);
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void shear(Scalar* x, Scalar* y, N n, Scalar a, Scalar b) {
    const Index whole = n - n % 4;
    for (Index i = 0; i < whole; i += 4) {
      four(x + i) += a * four(y + i);
      four(y + i) -= b * four(x + i);
    }
    Beneath::shear(x + whole, y + whole, n % 4, a, b);
  }
};

#else
template <typename Beneath>
using Lanes = Beneath;
#endif

}  // namespace minnorm::internal
