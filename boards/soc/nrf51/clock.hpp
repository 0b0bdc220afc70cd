// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace nrf51 {

/// Changes the core and its peripherals over from the internal 16 MHz oscillator to the crystal,
/// whose rate is the same and precise. Without one they stay where they are.
inline void start_crystal() {
  constexpr std::uintptr_t task_hfclk_start = 0x40000000;
  constexpr std::uintptr_t event_hfclk_started = 0x40000100;
  mmio<std::uint32_t>(event_hfclk_started) = 0;
  mmio<std::uint32_t>(task_hfclk_start) = 1;
  becomes(event_hfclk_started, 1, 1);
}

}  // namespace nrf51
