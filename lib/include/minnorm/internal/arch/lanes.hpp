// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/count.hpp>

#include <type_traits>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

// The vector types of GCC and Clang, on processors whose vectors round as IEEE has it: SSE2 and up,
// and 64-bit Arm.
#if defined(__GNUC__) && (defined(__SSE2__) || defined(__aarch64__))

/// Vectors of 16 bytes: four floats or two doubles. Classes are left to the unit beneath.
template <typename Beneath>
struct Lanes : Beneath {
  template <typename Scalar>
  using Vector [[gnu::vector_size(16)]] = Scalar;
  template <typename Scalar>
  static constexpr Index width = 16 / sizeof(Scalar);

  /// The vector that starts at x, which stands anywhere.
  template <typename Scalar>
  [[gnu::always_inline]] static Vector<Scalar> load(const Scalar* x) {
    Vector<Scalar> vector;
    __builtin_memcpy(&vector, x, sizeof(vector));
    return vector;
  }
  template <typename Scalar, typename Values>
  [[gnu::always_inline]] static void store(Scalar* x, const Values& vector) {
    __builtin_memcpy(x, &vector, sizeof(vector));
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static Scalar dot(const Scalar* x, const Scalar* y, N n) {
    if constexpr (std::is_class_v<Scalar>) {
      return Beneath::dot(x, y, n);
    } else {
      constexpr Index last = 4 - width<Scalar>;  // where the last of four lanes start
      const Index whole = n - n % 4;
      auto low = load(x) * load(y), high = load(x + last) * load(y + last);
      for (Index i = 4; i < whole; i += 4) {
        if constexpr (last > 0) low += load(x + i) * load(y + i);
        high += load(x + i + last) * load(y + i + last);
      }
      if constexpr (last == 0) low = high;
      Scalar s[4] = {low[0], low[1], high[2 - last], high[3 - last]};
      for (Index i = whole; i < n; ++i) s[i - whole] += x[i] * y[i];
      return (s[0] + s[1]) + (s[2] + s[3]);
    }
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void axpy(Scalar a, const Scalar* x, Scalar* y, N n) {
    const Index rest = left<Scalar>(n), whole = n - rest;
    if constexpr (!std::is_class_v<Scalar>) {
      for (Index i = 0; i < whole; i += width<Scalar>) store(y + i, load(y + i) + a * load(x + i));
    }
    Beneath::axpy(a, x + whole, y + whole, rest);
  }

  template <typename Scalar, typename N>
  [[gnu::always_inline]] static void shear(Scalar* x, Scalar* y, N n, Scalar a, Scalar b) {
    const Index rest = left<Scalar>(n), whole = n - rest;
    if constexpr (!std::is_class_v<Scalar>) {
      for (Index i = 0; i < whole; i += width<Scalar>) {
        const auto sheared = load(x + i) + a * load(y + i);
        store(x + i, sheared);
        store(y + i, load(y + i) - b * sheared);
      }
    }
    Beneath::shear(x + whole, y + whole, rest, a, b);
  }

 private:
  /// How many of n values are left to the unit beneath.
  template <typename Scalar>
  [[gnu::always_inline]] static Index left(Index n) {
    return std::is_class_v<Scalar> ? n : n % width<Scalar>;
  }
};

#else
template <typename Beneath>
using Lanes = Beneath;
#endif

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
