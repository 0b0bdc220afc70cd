// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace numerics {

/// eˣ to 2 units in the last place, of + − × ÷ alone. 0 below the logarithm of the smallest
/// normal number, infinity where it would be more than the largest; x is not NaN.
/// x = k·log 2 + r with |r| ≤ ½ log 2, and eʳ as its Taylor series.
template <std::floating_point Scalar>
Scalar exponential(Scalar x) {
  using Limits = std::numeric_limits<Scalar>;
  constexpr bool is_float = std::is_same_v<Scalar, float>;
  // log 2 in two parts, the first so short that k times it is exact.
  constexpr auto log_2 = static_cast<Scalar>(is_float ? 0.693359375 : 6.93147180369123816490e-01);
  constexpr auto rest =
      static_cast<Scalar>(is_float ? -2.12194440054690583e-4 : 1.90821492927058770002e-10);
  constexpr int terms = is_float ? 8 : 14;
  if (!(x >= Scalar(Limits::min_exponent - 1) * (log_2 + rest))) return Scalar(0);
  if (x >= Scalar(Limits::max_exponent) * log_2) return Limits::infinity();

  const int k = static_cast<int>(x / log_2 + (x < Scalar(0) ? Scalar(-0.5) : Scalar(0.5)));
  const Scalar r = (x - Scalar(k) * log_2) - Scalar(k) * rest;
  Scalar series(1);
  for (int j = terms; j > 0; --j) series = Scalar(1) + series * (r / Scalar(j));
  // In two steps: 2 to the largest k is no number of the type, though eˣ is.
  const auto power_of_two = [](int exponent) {
    using Bits = std::conditional_t<is_float, std::uint32_t, std::uint64_t>;
    return std::bit_cast<Scalar>(static_cast<Bits>(exponent + Limits::max_exponent - 1)
                                 << (Limits::digits - 1));
  };
  return series * power_of_two(k / 2) * power_of_two(k - k / 2);
}

}  // namespace numerics
