// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace cortex_m {

/// Counts the core's clock: with DWT's cycle counter where that moves, else (emulators, small
/// cores) with SysTick's 24 bits, which are extended to 32 if they are read at least once per 2^24
/// cycles.
class CycleCounter {
 public:
  void start() {
    constexpr std::uint32_t lock_access_key = 0xC5ACCE55;
    constexpr std::uint32_t trace_enable = 1U << 24U;
    constexpr std::uint32_t enable_core_clock = 5;
    mmio<std::uint32_t>(debug_exception_control) =
        mmio<std::uint32_t>(debug_exception_control) | trace_enable;
    mmio<std::uint32_t>(dwt_lock_access) = lock_access_key;
    mmio<std::uint32_t>(dwt_control) = mmio<std::uint32_t>(dwt_control) | 1U;
    const std::uint32_t before = mmio<std::uint32_t>(dwt_cycles);
    asm volatile("nop\n\tnop\n\tnop\n\tnop");
    has_dwt_ = mmio<std::uint32_t>(dwt_cycles) != before;
    mmio<std::uint32_t>(systick_reload) = systick_mask;
    mmio<std::uint32_t>(systick_value) = 0;
    mmio<std::uint32_t>(systick_control) = enable_core_clock;
  }

  std::uint32_t cycles() {
    if (has_dwt_) return mmio<std::uint32_t>(dwt_cycles);
    // It counts down.
    const std::uint32_t value = mmio<std::uint32_t>(systick_value);
    cycles_ += (value_ - value) & systick_mask;
    value_ = value;
    return cycles_;
  }

 private:
  static constexpr std::uintptr_t debug_exception_control = 0xE000EDFC;
  static constexpr std::uintptr_t dwt_control = 0xE0001000;
  static constexpr std::uintptr_t dwt_cycles = 0xE0001004;
  static constexpr std::uintptr_t dwt_lock_access = 0xE0001FB0;
  static constexpr std::uintptr_t systick_control = 0xE000E010;
  static constexpr std::uintptr_t systick_reload = 0xE000E014;
  static constexpr std::uintptr_t systick_value = 0xE000E018;
  static constexpr std::uint32_t systick_mask = 0xFFFFFF;

  bool has_dwt_ = false;
  std::uint32_t value_ = 0;
  std::uint32_t cycles_ = 0;
};

}  // namespace cortex_m
