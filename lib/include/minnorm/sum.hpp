// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/count.hpp>
#include <minnorm/helium.hpp>

#include <utility>

#ifdef __FAST_MATH__
#error \
    "minnorm needs IEEE arithmetic in the order it is written: compile without -ffast-math and -Ofast"
#endif

namespace minnorm {

/// Up to so many values are worth a loop expanded where it is called: more, not the flash.
#ifdef MINNORM_HELIUM
namespace cortex_m = helium;
inline constexpr Index few = 16;
#else
#ifdef MINNORM_VFP
namespace cortex_m = vfp;
#endif
inline constexpr Index few = 8;
#endif

#ifdef MINNORM_VFP
#define MINNORM_CORTEX_M(loop) \
  if constexpr (std::is_same_v<Scalar, float>) return cortex_m::loop
#else
#define MINNORM_CORTEX_M(loop)
#endif

/// The loops below, expanded where they are called.
namespace inlined {

/// What Eigen does with vectors if it has any; else shear() and axpy() are better off without.
template <typename Scalar>
using Four = Eigen::Map<Eigen::Array<Scalar, 4, 1>>;
template <typename Scalar>
using ConstFour = Eigen::Map<const Eigen::Array<Scalar, 4, 1>>;

template <typename Scalar, typename N>
EIGEN_ALWAYS_INLINE Scalar dot(const Scalar* x, const Scalar* y, N n) {
  if (n < 4) {
    Scalar sum = n > 0 ? x[0] * y[0] : Scalar(0);
    if (n > 1) sum += x[1] * y[1];
    if (n > 2) sum += x[2] * y[2];
    return sum;
  }
  if constexpr (!isAtMost<N, 3>) {
    MINNORM_CORTEX_M(dot(x, y, n));
  }
  Eigen::Array<Scalar, 4, 1> s = ConstFour<Scalar>(x) * ConstFour<Scalar>(y);
  const Index whole = n - n % 4;
  for (Index i = 4; i < whole; i += 4) s += ConstFour<Scalar>(x + i) * ConstFour<Scalar>(y + i);
  for (Index i = whole; i < n; ++i) s[i - whole] += x[i] * y[i];
  return (s[0] + s[1]) + (s[2] + s[3]);
}

template <typename Scalar, typename N>
EIGEN_ALWAYS_INLINE void shear(Scalar* x, Scalar* y, N n, Scalar a, Scalar b) {
  MINNORM_CORTEX_M(shear(x, y, n, a, b));
  const Index whole = Eigen::internal::packet_traits<Scalar>::Vectorizable ? n - n % 4 : 0;
  for (Index i = 0; i < whole; i += 4) {
    Four<Scalar> xi(x + i), yi(y + i);
    xi += a * yi;
    yi -= b * xi;
  }
  for (Index i = whole; i < n; ++i) {
    x[i] += a * y[i];
    y[i] -= b * x[i];
  }
}

}  // namespace inlined

/// Inner product Σ x(i)·y(i) of n ≥ 0 contiguous values, in the order every sum of this library
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
  MINNORM_CORTEX_M(axpy(a, x, y, n));
  const Index whole = Eigen::internal::packet_traits<Scalar>::Vectorizable ? n - n % 4 : 0;
  for (Index i = 0; i < whole; i += 4)
    inlined::Four<Scalar>(y + i) += a * inlined::ConstFour<Scalar>(x + i);
  for (Index i = whole; i < n; ++i) y[i] += a * x[i];
}

/// x += a·y and then, with the new x, y −= b·x for n ≥ 0 contiguous values.
template <typename Scalar, typename N>
void shear(Scalar* x, Scalar* y, N n, Scalar a, Scalar b) {
  inlined::shear(x, y, n, a, b);
}

/// y = a·x for n ≥ 0 contiguous values; y may be x.
template <typename Scalar, typename N>
void scale(Scalar a, const Scalar* x, Scalar* y, N n) {
  MINNORM_CORTEX_M(scale(a, x, y, n));
  for (Index i = 0; i < n; ++i) y[i] = a * x[i];
}

/// Exchanges x and y, n ≥ 0 contiguous values each.
template <typename Scalar, typename N>
[[gnu::noinline]] void swap(Scalar* x, Scalar* y, N n) {
  MINNORM_CORTEX_M(swap(x, y, n));
  for (Index i = 0; i < n; ++i) std::swap(x[i], y[i]);
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

}  // namespace minnorm
