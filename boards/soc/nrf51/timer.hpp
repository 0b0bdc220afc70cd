// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace nrf51 {

/// TIMER0, the only one of 32 bits, at the core's 16 MHz: this Cortex-M0 has neither a cycle
/// counter nor a SysTick.
class Timer {
 public:
  static void start() {
    constexpr std::uintptr_t task_start = base + 0x000;
    constexpr std::uintptr_t bit_mode = base + 0x508;
    constexpr std::uintptr_t prescaler = base + 0x510;
    constexpr std::uint32_t width_32 = 3;
    mmio<std::uint32_t>(bit_mode) = width_32;
    mmio<std::uint32_t>(prescaler) = 0;
    mmio<std::uint32_t>(task_start) = 1;
  }

  static std::uint32_t cycles() {
    constexpr std::uintptr_t task_capture = base + 0x040;
    constexpr std::uintptr_t captured = base + 0x540;
    mmio<std::uint32_t>(task_capture) = 1;
    return mmio<std::uint32_t>(captured);
  }

 private:
  static constexpr std::uintptr_t base = 0x40008000;
};

}  // namespace nrf51
