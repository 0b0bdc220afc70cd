// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace numerics {

/// x + error rounded to odd, for x rounded to nearest and what that left out: x itself if it is
/// exact or its last bit is set, else its neighbour towards the error. Rounded again, to at least
/// two digits less, it is x + error rounded once (Boldo & Melquiond, IEEE Trans. Comput. 57
/// (2008)).
template <typename Real>
Real to_odd(Real x, double error) {
  using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
  const auto bits = std::bit_cast<Bits>(x);
  const bool is_exact = !(error < 0.0 || error > 0.0);  // of infinity and NaN too
  if (is_exact || bits % 2 != 0) return x;
  const bool is_negative = bits >> (8 * sizeof(Real) - 1) != 0;
  return std::bit_cast<Real>((error < 0.0) == is_negative ? bits + 1 : bits - 1);
}

}  // namespace numerics
