// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace mps2 {

/// The CMSDK APB watchdog. When its time is over it raises the non-maskable interrupt, by which the
/// core reports as a fault where it hangs; when it is over again, it resets the board.
class Watchdog : Device {
 public:
  constexpr Watchdog(std::uintptr_t base, std::uint32_t clock_hz)
      : Device{base}, clock_hz_{clock_hz} {}

  /// 0 seconds stop it; 171 are the most at 25 MHz. In QEMU it counts on when it is off, so that it
  /// resets a board that is watched again after twice as long.
  void watch(std::uint32_t seconds) const {
    at(lock) = unlocked;
    at(control) = 0;
    at(load) = seconds > 0 ? seconds * clock_hz_ : UINT32_MAX;
    at(interrupt_clear) = 1;
    if (seconds > 0) at(control) = interrupt_enable | reset_enable;
    at(lock) = 0;
  }

 private:
  static constexpr std::uintptr_t load = 0x000;
  static constexpr std::uintptr_t control = 0x008;
  static constexpr std::uintptr_t interrupt_clear = 0x00C;
  static constexpr std::uintptr_t lock = 0xC00;

  static constexpr std::uint32_t interrupt_enable = 1U << 0U;
  static constexpr std::uint32_t reset_enable = 1U << 1U;
  static constexpr std::uint32_t unlocked = 0x1ACCE551;

  std::uint32_t clock_hz_;
};

}  // namespace mps2
