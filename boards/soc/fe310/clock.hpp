// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace fe310 {

/// Changes the core and its peripherals over from the ring oscillator to the crystal, past the PLL.
/// Returns their rate in Hz from then on: the crystal's, or without one the ring oscillator's,
/// which is roughly known.
inline std::uint32_t start_crystal(std::uint32_t crystal_hz) {
  constexpr std::uintptr_t ring_configuration = 0x10008000;
  constexpr std::uintptr_t crystal_configuration = 0x10008004;
  constexpr std::uintptr_t pll_configuration = 0x10008008;
  constexpr std::uintptr_t pll_divider = 0x1000800C;
  constexpr std::uint32_t enable = 1U << 30U;
  constexpr std::uint32_t ready = 1U << 31U;
  constexpr std::uint32_t pll_is_core_clock = 1U << 16U;
  constexpr std::uint32_t pll_from_crystal = 1U << 17U;
  constexpr std::uint32_t pll_bypass = 1U << 18U;
  constexpr std::uint32_t divide_by_1 = 1U << 8U;
  constexpr std::uint32_t ring_hz = 13'800'000;

  // A boot loader may have chosen the PLL, which has to be left before it changes.
  mmio<std::uint32_t>(ring_configuration) = mmio<std::uint32_t>(ring_configuration) | enable;
  mmio<std::uint32_t>(crystal_configuration) = enable;
  if (becomes(ring_configuration, ready, ready)) {
    mmio<std::uint32_t>(pll_configuration) =
        mmio<std::uint32_t>(pll_configuration) & ~pll_is_core_clock;
  }
  if (!becomes(crystal_configuration, ready, ready)) return ring_hz;
  mmio<std::uint32_t>(pll_configuration) = pll_from_crystal | pll_bypass;
  mmio<std::uint32_t>(pll_divider) = divide_by_1;
  mmio<std::uint32_t>(pll_configuration) = pll_from_crystal | pll_bypass | pll_is_core_clock;
  return crystal_hz;
}

}  // namespace fe310
