// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace experiments::polynomial {

/// The numbers of NumPy's legacy generator, numpy.random.seed(seed), from which published data were
/// drawn. New data come from Random, which needs no state and can be read anywhere. Source:
/// Matsumoto & Nishimura, Mersenne Twister, ACM Trans. Model. Comput. Simul. 8 (1998).
class MersenneTwister {
 public:
  explicit MersenneTwister(std::uint32_t seed) {
    state_[0] = seed;
    for (std::uint32_t i = 1; i < size; ++i) {
      state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30U)) + i;
    }
  }

  /// Uniform over all words.
  std::uint32_t bits() {
    if (next_ == size) advance();
    std::uint32_t word = state_[next_++];
    word ^= word >> 11U;
    word ^= (word << 7U) & 0x9D2C5680U;
    word ^= (word << 15U) & 0xEFC60000U;
    return word ^ (word >> 18U);
  }

  /// Uniform in [0, 1), a multiple of 2^-53 made of two words: numpy.random.uniform().
  double uniform() {
    const std::uint32_t high = bits() >> 5U;
    const std::uint32_t low = bits() >> 6U;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  /// Passes over so many calls of uniform().
  void skip(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      bits();
      bits();
    }
  }

 private:
  static constexpr std::size_t size = 624;

  void advance() {
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint32_t joined =
          (state_[i] & 0x80000000U) | (state_[(i + 1) % size] & 0x7FFFFFFFU);
      const std::uint32_t twist = (joined & 1U) != 0 ? 0x9908B0DFU : 0U;
      state_[i] = state_[(i + 397) % size] ^ (joined >> 1U) ^ twist;
    }
    next_ = 0;
  }

  std::array<std::uint32_t, size> state_;
  std::size_t next_ = size;
};

}  // namespace experiments::polynomial
