// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/count.hpp>

#include <cstring>
#include <type_traits>

namespace minnorm::internal {

// The vector types of GCC and Clang, on processors whose vectors round as IEEE has it: SSE2 and up,
// and 64-bit Arm.
#if defined(__GNUC__) && (defined(__SSE2__) || defined(__aarch64__))

/// Vectors of 16 bytes: four floats or two doubles. What is neither is left to Beneath.
template <typename Beneath>
struct Lanes : Beneath {
  template <typename Scalar>
  using Vector [[gnu::vector_size(16), gnu::aligned(alignof(Scalar)), gnu::may_alias]] = Scalar;
  template <typename Scalar>
  static constexpr Index width = 16 / sizeof(Scalar);

  /// The vector that starts at x.
  template <typename Scalar>
  [[gnu::always_inline]] static Vector<Scalar>& at(Scalar* x) {
    return *reinterpret_cast<Vector<Scalar>*>(x);
  }
  template <typename Scalar>
  [[gnu::always_inline]] static const Vector<Scalar>& at(const Scalar* x) {
    return *reinterpret_cast<const Vector<Scalar>*>(x);
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static Scalar dot(const Scalar* x, const Scalar* y, N n) {
    if constexpr (!std::is_floating_point_v<Scalar>) {
      return Beneath::dot(x, y, n);
    } else {
      constexpr Index last = 4 - width<Scalar>;  // where the last of four lanes start
      const Index whole = n - n % 4;
      auto low = at(x) * at(y), high = at(x + last) * at(y + last);
      for (Index i = 4; i < whole; i += 4) {
        if constexpr (last > 0) low += at(x + i) * at(y + i);
        high += at(x + i + last) * at(y + i + last);
      }
      if constexpr (last == 0) low = high;
      Scalar s[4] = {low[0], low[1], high[2 - last], high[3 - last]};
      for (Index i = whole; i < n; ++i) s[i - whole] += x[i] * y[i];
      return (s[0] + s[1]) + (s[2] + s[3]);
    }
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void axpy(Scalar a, const Scalar* x, Scalar* y, N n) {
    if constexpr (!std::is_floating_point_v<Scalar>)
      return Beneath::axpy(a, x, y, n);
    else {
      const Index rest = n % width<Scalar>, whole = n - rest;
      for (Index i = 0; i < whole; i += width<Scalar>) at(y + i) += a * at(x + i);
      Beneath::axpy(a, x + whole, y + whole, rest);
    }
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void shear(Scalar* x, Scalar* y, N n, Scalar a, Scalar b) {
    if constexpr (!std::is_floating_point_v<Scalar>)
      return Beneath::shear(x, y, n, a, b);
    else {
      const Index rest = n % width<Scalar>, whole = n - rest;
      for (Index i = 0; i < whole; i += width<Scalar>) {
        at(x + i) += a * at(y + i);
        at(y + i) -= b * at(x + i);
      }
      Beneath::shear(x + whole, y + whole, rest, a, b);
    }
  }
};

#else
template <typename Beneath>
using Lanes = Beneath;
#endif

}  // namespace minnorm::internal
