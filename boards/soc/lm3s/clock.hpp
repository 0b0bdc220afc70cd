// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace lm3s {

/// Runs the core and its peripherals at 50 MHz from an 8 MHz crystal, of which this part cannot
/// tell whether it runs. Returns their rate in Hz from then on: where the PLL never locks, that of
/// the internal oscillator, which is good to 30%.
inline std::uint32_t start_pll() {
  constexpr std::uintptr_t raw_interrupts = 0x400FE050;
  constexpr std::uintptr_t clear_interrupts = 0x400FE058;
  constexpr std::uintptr_t clock_configuration = 0x400FE060;
  constexpr std::uint32_t pll_locked = 1U << 6U;
  constexpr std::uint32_t divide_by_4 = 3U << 23U | 1U << 22U;  // 200 MHz
  constexpr std::uint32_t pll_off = 1U << 13U;
  constexpr std::uint32_t pll_bypass = 1U << 11U;
  constexpr std::uint32_t crystal_8_mhz = 0xEU << 6U;
  constexpr std::uint32_t internal_oscillator = 1U << 4U;
  constexpr std::uint32_t crystal_off = 1U << 0U;
  constexpr unsigned wait = 100'000;  // over 30 ms
  constexpr std::uintptr_t supply = 0x400FE034;
  constexpr std::uint32_t supply_2_75_v = 0x1B;
  volatile std::uint32_t& clock = mmio<std::uint32_t>(clock_configuration);

  // Revision A2's PLL needs more than the 2.5 V of a reset.
  mmio<std::uint32_t>(supply) = supply_2_75_v;
  clock = pll_off | pll_bypass | crystal_8_mhz | internal_oscillator;
  for (unsigned i = 0; i < wait; ++i) {
    asm volatile("");
  }
  mmio<std::uint32_t>(clear_interrupts) = pll_locked;
  clock = pll_bypass | crystal_8_mhz;
  if (becomes(raw_interrupts, pll_locked, pll_locked)) {
    // The divider first: the core must not see 200 MHz.
    clock = pll_bypass | crystal_8_mhz | divide_by_4;
    clock = crystal_8_mhz | divide_by_4;
    return 50'000'000;
  }
  clock = pll_off | pll_bypass | internal_oscillator | crystal_off;
  return 12'000'000;
}

}  // namespace lm3s
