// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace nrf51 {

/// Watches the core while it is awake, and resets it after the seconds that the first call has:
/// from then on they cannot change, nor can it be stopped.
inline void watch(std::uint32_t seconds) {
  constexpr std::uintptr_t base = 0x40010000;
  constexpr std::uintptr_t task_start = base + 0x000;
  constexpr std::uintptr_t running = base + 0x400;
  constexpr std::uintptr_t reload_value = base + 0x504;
  constexpr std::uintptr_t configuration = base + 0x50C;
  constexpr std::uintptr_t reload_request = base + 0x600;
  constexpr std::uint32_t clock_hz = 32'768, asked = 0x6E524635;
  if (mmio<std::uint32_t>(running) == 0 && seconds > 0) {
    mmio<std::uint32_t>(configuration) = 0;
    mmio<std::uint32_t>(reload_value) = seconds * clock_hz;
    mmio<std::uint32_t>(task_start) = 1;
  }
  mmio<std::uint32_t>(reload_request) = asked;
}

}  // namespace nrf51
