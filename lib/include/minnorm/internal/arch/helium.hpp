// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/count.hpp>
#include <minnorm/internal/scalar.hpp>

#include <cstdint>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

#if defined(__GNUC__) && defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 2)

// Vectors are loaded and stored one at a time, which Cortex-M55 does beside an operation on others.
// clang-format off
#define MINNORM_HELIUM_MOVE(what, q, z, offset) what "w.32 " q ", [%[" z "], #" offset "]\n\t"
#define MINNORM_HELIUM_X0 MINNORM_HELIUM_MOVE("vldr", "q0", "x", "0")
#define MINNORM_HELIUM_X1 MINNORM_HELIUM_MOVE("vldr", "q1", "x", "16")
#define MINNORM_HELIUM_Y0 MINNORM_HELIUM_MOVE("vldr", "q2", "y", "0")
#define MINNORM_HELIUM_Y1 MINNORM_HELIUM_MOVE("vldr", "q3", "y", "16")
#define MINNORM_HELIUM_STORE_X \
  MINNORM_HELIUM_MOVE("vstr", "q0", "x", "0") MINNORM_HELIUM_MOVE("vstr", "q1", "x", "16")
#define MINNORM_HELIUM_STORE_Y \
  MINNORM_HELIUM_MOVE("vstr", "q2", "y", "0") MINNORM_HELIUM_MOVE("vstr", "q3", "y", "16")
// A block: eight values of x in q0 and q1 and as many of y in q2 and q3, loaded, changed, and
// stored unless a value was flushed. It returns whether it was done.
#define MINNORM_HELIUM_BLOCK(instructions, store, ...) \
  [=](auto* from, float* to) __attribute__((always_inline)) { \
    register Vector q0 asm("q0"); register Vector q1 asm("q1"); \
    register Vector q2 asm("q2"); register Vector q3 asm("q3"); \
    std::uint32_t flags; \
    asm volatile(instructions "vmrs %[flags], fpscr" \
                 : "=&w"(q0), "=&w"(q1), "=&w"(q2), "=&w"(q3), [flags] "=r"(flags) \
                 : [x] "r"(from), [y] "r"(to), __VA_ARGS__ : "q4", "q5", "memory"); \
    if ((flags & flushed) != 0) [[unlikely]] return false; \
    asm volatile(store : : [x] "r"(from), [y] "r"(to), "w"(q0), "w"(q1), "w"(q2), "w"(q3) \
                 : "memory"); \
    return true; }
#define MINNORM_HELIUM_LOOP(call) [](auto* x, auto* y, auto n, auto... factors) { return call; }

/// The loops of floats for Helium, the vector unit of Cortex-M: four lanes, eight values at a time,
/// the rest as the unit beneath does it. Its arithmetic on finite numbers is IEEE's, rounded to
/// nearest, but for those below the normal ones, which it takes for zeros. The flags of FPSCR say
/// when it has; the unit beneath then does these values, before any of them is stored. Assembly,
/// not intrinsics: a compiler may move those to the other side of a look at the flags.
template <typename Beneath>
struct Helium : Beneath {
  using Beneath::axpy, Beneath::dot, Beneath::shear;

  static constexpr Index few = 16;

  using Vector = float __attribute__((vector_size(16)));

  /// In FPSCR: a value below the normal numbers was taken for zero, or the scalar unit rounded one.
  static constexpr std::uint32_t flushed = 0x88;

  [[gnu::always_inline]] static std::uint32_t bits(float x) {
    std::uint32_t bits;
    asm("vmov %0, %1" : "=r"(bits) : "t"(x));
    return bits;
  }

  /// Calls a loop without the flags that led here.
  template <typename Loop, typename... Arguments>
  [[gnu::cold, gnu::noinline]] static auto exactly(Loop loop, Arguments... arguments) {
    std::uint32_t flags;
    asm volatile("vmrs %0, fpscr" : "=r"(flags));
    asm volatile("vmsr fpscr, %0" : : "r"(flags & ~flushed));
    return loop(arguments...);
  }

  /// Does block after block until one fails, and what is left with `loop`.
  template <typename X, typename N, typename Block, typename Loop, typename... Factors>
  [[gnu::always_inline]] static void inBlocks(X* x, float* y, N n, Block block, Loop loop, Factors... factors) {
    Index left = n;
#pragma GCC unroll 2
    for (; left >= 8; left -= 8, x += 8, y += 8) {
      if (!block(x, y)) [[unlikely]] return exactly(loop, x, y, left, factors...);
    }
    loop(x, y, count<isFixed<N> ? int(N()) % 8 : Dynamic>(n % 8), factors...);
  }

  /// dot() of n ≥ 4 values, in q5, which the unit beneath leaves alone.
  template <typename N>
  [[gnu::always_inline]] static float dot(const float* xs, const float* ys, N size) {
    if (size < 8) return Beneath::dot(xs, ys, size);
    register float s20 asm("s20"); register float s21 asm("s21");
    register float s22 asm("s22"); register float s23 asm("s23");
    std::uint32_t flags;
    asm volatile(MINNORM_HELIUM_X0 MINNORM_HELIUM_Y0 MINNORM_HELIUM_X1 "vmul.f32 q5, q0, q2\n\t"
                 MINNORM_HELIUM_Y1 "vmul.f32 q1, q1, q3\n\tvadd.f32 q5, q5, q1"
                 : "=t"(s20), "=t"(s21), "=t"(s22), "=t"(s23) : [x] "r"(xs), [y] "r"(ys)
                 : "q0", "q1", "q2", "q3", "memory");
    Index i = 8;
    for (; i + 8 <= size; i += 8) {
      asm volatile(MINNORM_HELIUM_X0 MINNORM_HELIUM_Y0 MINNORM_HELIUM_X1 "vmul.f32 q0, q0, q2\n\t"
                   MINNORM_HELIUM_Y1 "vadd.f32 q5, q5, q0\n\t"
                   "vmul.f32 q1, q1, q3\n\tvadd.f32 q5, q5, q1"
                   : "+t"(s20), "+t"(s21), "+t"(s22), "+t"(s23) : [x] "r"(xs + i), [y] "r"(ys + i)
                   : "q0", "q1", "q2", "q3", "memory");
    }
    asm volatile("vmrs %0, fpscr" : "=r"(flags) : "t"(s20), "t"(s21), "t"(s22), "t"(s23));
    if ((flags & flushed) != 0) [[unlikely]]
      return exactly(MINNORM_HELIUM_LOOP(Beneath::dot(x, y, n)), xs, ys, Index(size));
    float s0 = s20, s1 = s21, s2 = s22, s3 = s23;
    Beneath::addProducts(xs + i, ys + i, count<isFixed<N> ? int(N()) % 8 : Dynamic>(size % 8), s0,
                     s1, s2, s3);
    return (s0 + s1) + (s2 + s3);
  }

  template <typename N>
  [[gnu::always_inline]] static void shear(float* xs, float* ys, N size, float first, float second) {
    const std::uint32_t a = bits(first), b = bits(second);
    inBlocks(xs, ys, size,
             MINNORM_HELIUM_BLOCK(MINNORM_HELIUM_Y0 "vmul.f32 q4, q2, %[a]\n\t"
                                  MINNORM_HELIUM_Y1 "vmul.f32 q5, q3, %[a]\n\t"
                                  MINNORM_HELIUM_X0 "vadd.f32 q0, q0, q4\n\t"
                                  MINNORM_HELIUM_X1 "vadd.f32 q1, q1, q5\n\t"
                                  "vmul.f32 q4, q0, %[b]\n\tvmul.f32 q5, q1, %[b]\n\t"
                                  "vsub.f32 q2, q2, q4\n\tvsub.f32 q3, q3, q5\n\t",
                                  MINNORM_HELIUM_STORE_X MINNORM_HELIUM_STORE_Y,
                                  [a] "r"(a), [b] "r"(b)),
             MINNORM_HELIUM_LOOP(Beneath::shear(x, y, n, bitCast<float>(factors)...)), a, b);
  }

  template <typename N>
  [[gnu::always_inline]] static void axpy(float factor, const float* xs, float* ys, N size) {
    const std::uint32_t a = bits(factor);
    inBlocks(xs, ys, size,
             MINNORM_HELIUM_BLOCK(MINNORM_HELIUM_X0 "vmul.f32 q0, q0, %[a]\n\t"
                                  MINNORM_HELIUM_X1 "vmul.f32 q1, q1, %[a]\n\t"
                                  MINNORM_HELIUM_Y0 "vadd.f32 q2, q2, q0\n\t"
                                  MINNORM_HELIUM_Y1 "vadd.f32 q3, q3, q1\n\t",
                                  MINNORM_HELIUM_STORE_Y, [a] "r"(a)),
             MINNORM_HELIUM_LOOP(Beneath::axpy(bitCast<float>(factors)..., x, y, n)), a);
  }
};
// clang-format on

#undef MINNORM_HELIUM_MOVE
#undef MINNORM_HELIUM_X0
#undef MINNORM_HELIUM_X1
#undef MINNORM_HELIUM_Y0
#undef MINNORM_HELIUM_Y1
#undef MINNORM_HELIUM_STORE_X
#undef MINNORM_HELIUM_STORE_Y
#undef MINNORM_HELIUM_BLOCK
#undef MINNORM_HELIUM_LOOP

#else
template <typename Beneath>
using Helium = Beneath;
#endif

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
