// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <type_traits>

namespace minnorm {

using Eigen::Index;

/// A number that is known at compile time.
template <Index n>
using Fixed = std::integral_constant<Index, n>;

/// A number of rows or columns: Fixed where Eigen's N is a number, Index where it is Dynamic. The
/// loops of sum.hpp take either and give the same bits.
template <int N>
using Count = std::conditional_t<N == Eigen::Dynamic, Index, Fixed<N>>;

/// `number`, which is N if N is fixed, as a Count<N>.
template <int N>
Count<N> count(Index number) {
  if constexpr (N == Eigen::Dynamic) {
    return number;
  } else {
    EIGEN_UNUSED_VARIABLE(number);
    return {};
  }
}

template <typename N>
inline constexpr bool isFixed = !std::is_integral_v<N>;

/// Whether a loop over so many values is worth expanding wherever it stands.
template <typename N>
inline constexpr bool isSmall = false;
template <Index n>
inline constexpr bool isSmall<Fixed<n>> = n <= 8;

}  // namespace minnorm
