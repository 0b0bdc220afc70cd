// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace kernel_cases {

/// Numbers by their place in a stream: the same on every machine, for they are integers until the
/// last, exact conversion. Streams of different keys are independent. Source of the mixing: a
/// 32-bit finaliser with good avalanche (Wellons 2018).
class Sequence {
 public:
  explicit Sequence(std::uint32_t key) : m_key(key) {}

  std::uint32_t bits() { return mixed(mixed(++m_counter) ^ m_key); }

  /// In 0 … count − 1, count ≥ 1.
  std::int32_t below(std::int32_t count) {
    return static_cast<std::int32_t>(bits() % static_cast<std::uint32_t>(count));
  }

  /// In [−1, 1), a multiple of 2^−23.
  template <typename Scalar>
  Scalar uniform() {
    const auto integer = static_cast<std::int32_t>(bits() >> 8U) - (1 << 23);
    return static_cast<Scalar>(integer) / Scalar(1 << 23);
  }

 private:
  static std::uint32_t mixed(std::uint32_t x) {
    x = (x ^ (x >> 16U)) * 0x7feb352dU;
    x = (x ^ (x >> 15U)) * 0x846ca68bU;
    return x ^ (x >> 16U);
  }

  std::uint32_t m_key;
  std::uint32_t m_counter = 0;
};

}  // namespace kernel_cases
