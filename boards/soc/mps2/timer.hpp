// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace mps2 {

/// The CMSDK APB timer: 32 bits, at the core's clock. Preferred to DWT's cycle counter, which QEMU
/// does not emulate, and to SysTick, which has 24 bits.
class Timer {
 public:
  constexpr explicit Timer(std::uintptr_t base) : base_{base} {}

  void start() const {
    mmio<std::uint32_t>(base_ + value) = UINT32_MAX;
    mmio<std::uint32_t>(base_ + reload) = UINT32_MAX;
    mmio<std::uint32_t>(base_ + control) = enable;
  }

  /// Ticks since start().
  std::uint32_t ticks() const {
    // It counts down.
    return UINT32_MAX - mmio<std::uint32_t>(base_ + value);
  }

 private:
  static constexpr std::uintptr_t control = 0x00;
  static constexpr std::uintptr_t value = 0x04;
  static constexpr std::uintptr_t reload = 0x08;

  static constexpr std::uint32_t enable = 1U << 0U;

  std::uintptr_t base_;
};

}  // namespace mps2
