// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <type_traits>

namespace minnorm {

using Eigen::Index;

/// A number that is known at compile time.
template <Index n>
using Fixed = std::integral_constant<Index, n>;

/// A number of rows or columns: Fixed, or Index if Eigen's N is Dynamic. The loops of sum.hpp take
/// either and give the same bits.
template <int N>
using Count = std::conditional_t<N == Eigen::Dynamic, Index, Fixed<N>>;

/// `number` as a Count<N>.
template <int N>
Count<N> count([[maybe_unused]] Index number) {
  if constexpr (N == Eigen::Dynamic) {
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

}  // namespace minnorm
