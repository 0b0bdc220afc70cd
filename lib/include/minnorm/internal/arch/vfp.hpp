// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/count.hpp>

#include <utility>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

#if defined(__GNUC__) && defined(__arm__) && __ARM_ARCH_PROFILE == 'M' && defined(__ARM_FP)

// Cortex-M7 does VMLA, which rounds the product and then the sum as C++ does, in less time than
// VMUL and VADD, other cores in more. GCC's macros tell it by its unit for doubles only; without
// one, and to try, compile with -DMINNORM_VMLA=1.
#ifndef MINNORM_VMLA
#if __ARM_ARCH == 7 && ((__ARM_FP & 8) != 0 || defined(__ARM_FPV5__))
#define MINNORM_VMLA 1
#else
#define MINNORM_VMLA 0
#endif
#endif

// `size` ≤ 8 values of x are in s0 … s7 and as many of y in s10 … s17.
// clang-format off
#define MINNORM_VFP_IF(k, instruction) ".if " #k " < %c[size]\n\t" instruction "\n\t.endif\n\t"
#define MINNORM_VFP_EACH(instruction)                             \
  MINNORM_VFP_IF(0, instruction(0)) MINNORM_VFP_IF(1, instruction(1)) \
  MINNORM_VFP_IF(2, instruction(2)) MINNORM_VFP_IF(3, instruction(3)) \
  MINNORM_VFP_IF(4, instruction(4)) MINNORM_VFP_IF(5, instruction(5)) \
  MINNORM_VFP_IF(6, instruction(6)) MINNORM_VFP_IF(7, instruction(7))
// z ± x·y of values j and k, each z an operand and each xy two.
#if MINNORM_VMLA
#define MINNORM_VFP_PAIR(j, k, ml, add, zj, xyj, zk, xyk) \
  MINNORM_VFP_IF(j, ml " " zj ", " xyj) MINNORM_VFP_IF(k, ml " " zk ", " xyk)
#else
#define MINNORM_VFP_PAIR(j, k, ml, add, zj, xyj, zk, xyk)                       \
  MINNORM_VFP_IF(j, "vmul.f32 s8, " xyj) MINNORM_VFP_IF(k, "vmul.f32 s9, " xyk) \
  MINNORM_VFP_IF(j, add " " zj ", " zj ", s8") MINNORM_VFP_IF(k, add " " zk ", " zk ", s9")
#endif
#define MINNORM_VFP_PLUS(j, k, zj, xyj, zk, xyk) \
  MINNORM_VFP_PAIR(j, k, "vmla.f32", "vadd.f32", zj, xyj, zk, xyk)
#define MINNORM_VFP_FIRST_SUMS                                                        \
  MINNORM_VFP_IF(0, "vmul.f32 %[s0], s0, s10") MINNORM_VFP_IF(1, "vmul.f32 %[s1], s1, s11") \
  MINNORM_VFP_IF(2, "vmul.f32 %[s2], s2, s12") MINNORM_VFP_IF(3, "vmul.f32 %[s3], s3, s13")
#define MINNORM_VFP_MORE_SUMS                                       \
  MINNORM_VFP_PLUS(0, 1, "%[s0]", "s0, s10", "%[s1]", "s1, s11") \
  MINNORM_VFP_PLUS(2, 3, "%[s2]", "s2, s12", "%[s3]", "s3, s13")
#define MINNORM_VFP_LAST_SUMS                                       \
  MINNORM_VFP_PLUS(4, 5, "%[s0]", "s4, s14", "%[s1]", "s5, s15") \
  MINNORM_VFP_PLUS(6, 7, "%[s2]", "s6, s16", "%[s3]", "s7, s17")
#define MINNORM_VFP_X_TIMES_A(k) "vmul.f32 s" #k ", s" #k ", %[a]"
#define MINNORM_VFP_X_PLUS_AY(j, k) \
  MINNORM_VFP_PLUS(j, k, "s" #j, "s1" #j ", %[a]", "s" #k, "s1" #k ", %[a]")
#define MINNORM_VFP_Y_PLUS_AX(j, k) \
  MINNORM_VFP_PLUS(j, k, "s1" #j, "s" #j ", %[a]", "s1" #k, "s" #k ", %[a]")
#define MINNORM_VFP_Y_MINUS_BX(j, k)                                                          \
  MINNORM_VFP_PAIR(j, k, "vmls.f32", "vsub.f32", "s1" #j, "s" #j ", %[b]", "s1" #k, "s" #k ", %[b]")
#define MINNORM_VFP_PAIRS(pair) pair(0, 1) pair(2, 3) pair(4, 5) pair(6, 7)
#define MINNORM_VFP_LOAD "vldmia %[x], {s0-s%c[last]}\n\tvldmia %[y], {s10-s1%c[last]}\n\t"
#define MINNORM_VFP_INPUTS [x] "r"(x), [y] "r"(y), [size] "i"(size()), [last] "i"(size() - 1)
#define MINNORM_VFP_WRITTEN(z) *reinterpret_cast<float(*)[size()]>(z)
#define MINNORM_VFP_READ(z) "m"(*reinterpret_cast<const float(*)[size()]>(z))
#define MINNORM_VFP_CLOBBERED "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", \
                              "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17"
#define MINNORM_VFP_BLOCK __attribute__((always_inline))
// clang-format on

/// The loops of floats for the single-precision unit of Cortex-M, with what compilers do not use
/// there: load and store multiple, and VMLA where that is faster.
template <typename Beneath>
struct Vfp : Beneath {
  using Beneath::axpy, Beneath::dot, Beneath::scale, Beneath::shear, Beneath::swap;

  using Beneath::multiplyAdd, Beneath::multiplySubtract, Beneath::product;
#if MINNORM_VMLA
  [[gnu::always_inline]] static float multiplyAdd(float z, float x, float y) {
    asm("vmla.f32 %0, %1, %2" : "+t"(z) : "t"(x), "t"(y));
    return z;
  }
  [[gnu::always_inline]] static float multiplySubtract(float z, float x, float y) {
    asm("vmls.f32 %0, %1, %2" : "+t"(z) : "t"(x), "t"(y));
    return z;
  }
#else
  /// Which the compiler does not take together with a sum.
  [[gnu::always_inline]] static float product(float x, float y) {
    float xy = x * y;
    asm("" : "+t"(xy));
    return xy;
  }
  [[gnu::always_inline]] static float multiplyAdd(float z, float x, float y) {
    return z + product(x, y);
  }
  [[gnu::always_inline]] static float multiplySubtract(float z, float x, float y) {
    return z - product(x, y);
  }
#endif

  /// Calls block(x + i, y + i, Fixed<size>()) for blocks of 8 values, and smaller ones for the
  /// rest, that cover n values.
  template <typename X, typename Y, typename N, typename Block>
  [[gnu::always_inline]] static void inBlocks(X* x, Y* y, N n, Block block) {
    Index i = 0;
    for (; i + 8 <= n; i += 8) block(x + i, y + i, Fixed<8>());
    if constexpr (isFixed<N>) {
      if constexpr (N() % 8 != 0) block(x + i, y + i, Fixed<N() % 8>());
    } else {
      if (n - i >= 4) {
        block(x + i, y + i, Fixed<4>());
        i += 4;
      }
      if (n - i == 3) block(x + i, y + i, Fixed<3>());
      if (n - i == 2) block(x + i, y + i, Fixed<2>());
      if (n - i == 1) block(x + i, y + i, Fixed<1>());
    }
  }

  /// Adds the products of n values to four partial sums, by i mod 4.
  template <typename N>
  [[gnu::always_inline]] static void addProducts(const float* xs, const float* ys, N n, float& s0,
                                                 float& s1, float& s2, float& s3) {
    inBlocks(xs, ys, n,
             [&s0, &s1, &s2, &s3](const float* x, const float* y, auto size) MINNORM_VFP_BLOCK {
               if constexpr (size() == 1) return void(s0 += x[0] * y[0]);
               asm(MINNORM_VFP_LOAD MINNORM_VFP_MORE_SUMS MINNORM_VFP_LAST_SUMS
                   : [s0] "+t"(s0), [s1] "+t"(s1), [s2] "+t"(s2), [s3] "+t"(s3)
                   : MINNORM_VFP_INPUTS, MINNORM_VFP_READ(x), MINNORM_VFP_READ(y)
                   : MINNORM_VFP_CLOBBERED);
             });
  }

  /// dot() of n ≥ 4 values.
  template <typename N>
  [[gnu::always_inline]] static float dot(const float* xs, const float* ys, N n) {
    constexpr Fixed<!isFixed<N> ? 4 : isAtMost<N, 8> ? Index(N()) : 8> first;
    float s0, s1, s2, s3;
    [&s0, &s1, &s2, &s3](const float* x, const float* y, auto size) MINNORM_VFP_BLOCK {
      asm(MINNORM_VFP_LOAD MINNORM_VFP_FIRST_SUMS MINNORM_VFP_LAST_SUMS
          : [s0] "=&t"(s0), [s1] "=&t"(s1), [s2] "=&t"(s2), [s3] "=&t"(s3)
          : MINNORM_VFP_INPUTS, MINNORM_VFP_READ(x), MINNORM_VFP_READ(y)
          : MINNORM_VFP_CLOBBERED);
    }(xs, ys, first);
    constexpr int rest = isFixed<N> ? int(N() - first()) : Dynamic;
    addProducts(xs + first, ys + first, count<rest>(n - first), s0, s1, s2, s3);
    return (s0 + s1) + (s2 + s3);
  }

  template <typename N>
  [[gnu::always_inline]] static void axpy(float a, const float* xs, float* ys, N n) {
    inBlocks(xs, ys, n, [=](const float* x, float* y, auto size) MINNORM_VFP_BLOCK {
      if constexpr (size() == 1) return void(y[0] += a * x[0]);
      asm(MINNORM_VFP_LOAD MINNORM_VFP_PAIRS(MINNORM_VFP_Y_PLUS_AX) "vstmia %[y], {s10-s1%c[last]}"
          : "+m"(MINNORM_VFP_WRITTEN(y))
          : MINNORM_VFP_INPUTS, [a] "t"(a), MINNORM_VFP_READ(x)
          : MINNORM_VFP_CLOBBERED);
    });
  }

  template <typename N>
  [[gnu::always_inline]] static void shear(float* xs, float* ys, N n, float a, float b) {
    inBlocks(xs, ys, n, [=](float* x, float* y, auto size) MINNORM_VFP_BLOCK {
      if constexpr (size() == 1) {
        x[0] += a * y[0];
        y[0] -= b * x[0];
        return;
      }
      asm(MINNORM_VFP_LOAD MINNORM_VFP_PAIRS(MINNORM_VFP_X_PLUS_AY)
              MINNORM_VFP_PAIRS(MINNORM_VFP_Y_MINUS_BX) "vstmia %[x], {s0-s%c[last]}\n\t"
                                                       "vstmia %[y], {s10-s1%c[last]}"
          : "+m"(MINNORM_VFP_WRITTEN(x)), "+m"(MINNORM_VFP_WRITTEN(y))
          : MINNORM_VFP_INPUTS, [a] "t"(a), [b] "t"(b)
          : MINNORM_VFP_CLOBBERED);
    });
  }

  template <typename N>
  [[gnu::always_inline]] static void scale(float a, const float* xs, float* ys, N n) {
    inBlocks(xs, ys, n, [=](const float* x, float* y, auto size) MINNORM_VFP_BLOCK {
      if constexpr (size() == 1) return void(y[0] = a * x[0]);
      asm("vldmia %[x], {s0-s%c[last]}\n\t" MINNORM_VFP_EACH(
              MINNORM_VFP_X_TIMES_A) "vstmia %[y], {s0-s%c[last]}"
          : "=m"(MINNORM_VFP_WRITTEN(y))
          : MINNORM_VFP_INPUTS, [a] "t"(a), MINNORM_VFP_READ(x)
          : MINNORM_VFP_CLOBBERED);
    });
  }

  template <typename N>
  [[gnu::always_inline]] static void swap(float* xs, float* ys, N n) {
    inBlocks(xs, ys, n, [=](float* x, float* y, auto size) MINNORM_VFP_BLOCK {
      if constexpr (size() == 1) return std::swap(x[0], y[0]);
      asm(MINNORM_VFP_LOAD "vstmia %[y], {s0-s%c[last]}\n\tvstmia %[x], {s10-s1%c[last]}"
          : "+m"(MINNORM_VFP_WRITTEN(x)), "+m"(MINNORM_VFP_WRITTEN(y))
          : MINNORM_VFP_INPUTS
          : MINNORM_VFP_CLOBBERED);
    });
  }
};

#undef MINNORM_VFP_IF
#undef MINNORM_VFP_EACH
#undef MINNORM_VFP_PAIR
#undef MINNORM_VFP_PLUS
#undef MINNORM_VFP_FIRST_SUMS
#undef MINNORM_VFP_MORE_SUMS
#undef MINNORM_VFP_LAST_SUMS
#undef MINNORM_VFP_PAIRS
#undef MINNORM_VFP_X_TIMES_A
#undef MINNORM_VFP_X_PLUS_AY
#undef MINNORM_VFP_Y_PLUS_AX
#undef MINNORM_VFP_Y_MINUS_BX
#undef MINNORM_VFP_LOAD
#undef MINNORM_VFP_INPUTS
#undef MINNORM_VFP_WRITTEN
#undef MINNORM_VFP_READ
#undef MINNORM_VFP_CLOBBERED
#undef MINNORM_VFP_BLOCK

#else
template <typename Beneath>
using Vfp = Beneath;
#endif

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
