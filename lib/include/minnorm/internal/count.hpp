// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>

namespace minnorm::internal {

/// A signed number of values, and their place in memory; Eigen's type by default.
using Index = std::ptrdiff_t;

/// A number that is known at compile time.
template <Index n>
using Fixed = std::integral_constant<Index, n>;

/// Stands for a number that is known at run time only, as Eigen::Dynamic.
inline constexpr int Dynamic = -1;

/// A number of rows or columns: Fixed, or Index if N is Dynamic. The loops of loops.hpp take either
/// and give the same bits.
template <int N>
using Count = std::conditional_t<N == Dynamic, Index, Fixed<N>>;

/// `number` as a Count<N>.
template <int N>
Count<N> count([[maybe_unused]] Index number) {
  if constexpr (N == Dynamic) {
    return number;
  } else {
    return {};
  }
}

template <typename N>
inline constexpr bool isFixed = !std::is_integral_v<N>;

/// Whether a number is known to be at most `most`.
template <typename N, Index most>
inline constexpr bool isAtMost = false;
template <Index n, Index most>
inline constexpr bool isAtMost<Fixed<n>, most> = n <= most;

}  // namespace minnorm::internal
