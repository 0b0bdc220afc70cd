// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "numerics/philox.hpp"

/// Random numbers with the same bits on every board: integers until the last step, then + − × ÷ and
/// √ in float, whatever an experiment computes in. So a run in double draws the very numbers of one
/// in float.
namespace numerics {

/// Natural logarithm of a positive normal x, to about 1e-7 of its value away from x = 1.
/// x = m·2^e with m in [√½, √2), and log m = 2 artanh s with s = (m − 1) / (m + 1) as a series.
inline float log(float x) {
  constexpr float log_2 = 0.693147181F;
  constexpr std::uint32_t root_half = 0x3F3504F3;  // √½
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const std::int32_t exponent = static_cast<std::int32_t>(bits - root_half) >> 23;
  const float m = std::bit_cast<float>(bits - (static_cast<std::uint32_t>(exponent) << 23U));
  const float s = (m - 1.0F) / (m + 1.0F);
  const float z = s * s;
  const float series = 1.0F + z * (1.0F / 3 + z * (1.0F / 5 + z * (1.0F / 7 + z * (1.0F / 9))));
  return static_cast<float>(exponent) * log_2 + 2.0F * s * series;
}

/// The x of which a standard normal number is less with probability (k + ½)/2³², to 4e-7 of its
/// value. Source: Wichura, algorithm AS 241 (PPND7), Applied Statistics 37 (1988).
inline float normal_quantile(std::uint32_t k) {
  constexpr float unit = 1.0F / 4294967296.0F;  // 2^-32
  const bool is_upper = k >= 0x80000000U;
  const std::uint32_t outer = is_upper ? ~k : k;              // counted from the tail
  const std::uint32_t inner = 0x7FFFFFFFU - outer;            // counted from the median
  const float q = (static_cast<float>(inner) + 0.5F) * unit;  // distance from the median
  float x = 0.0F;
  if (q <= 0.425F) {
    const float r = 0.180625F - q * q;
    x = q * (((59.109374720F * r + 159.29113202F) * r + 50.434271938F) * r + 3.3871327179F) /
        (((67.187563600F * r + 78.757757664F) * r + 17.895169469F) * r + 1.0F);
  } else {
    const float r = std::sqrt(-log((static_cast<float>(outer) + 0.5F) * unit)) - 1.6F;
    x = (((0.17023821103F * r + 1.3067284816F) * r + 2.7568153900F) * r + 1.4234372777F) /
        ((0.12021132975F * r + 0.73700164250F) * r + 1.0F);
  }
  return is_upper ? x : -x;
}

/// One of 2^64 streams of random numbers for each seed, read in order. The same names give the same
/// numbers on every machine, and streams with different names are independent.
class Random {
 public:
  /// `major` and `minor` name the stream: by convention the repeat of an experiment, and what is
  /// drawn in it. A stream has 2^34 words.
  Random(std::uint32_t seed, std::uint32_t major, std::uint32_t minor)
      : key_{seed, major}, minor_{minor} {}

  /// Uniform over all words.
  std::uint32_t bits() {
    const std::uint32_t lane = next_ % 4;
    if (lane == 0) words_ = philox({block_++, minor_, 0, 0}, key_);
    next_ = lane + 1;
    return words_[lane];
  }

  /// Uniform in (0, 1): an odd multiple of 2^-24, which float holds exactly.
  float uniform() { return (static_cast<float>(bits() >> 9U) + 0.5F) * (1.0F / 8388608.0F); }

  /// Standard normal.
  float normal() { return normal_quantile(bits()); }

 private:
  PhiloxKey key_;
  std::uint32_t minor_;
  std::uint32_t block_ = 0;
  std::uint32_t next_ = 0;
  PhiloxCounter words_{};
};

}  // namespace numerics
