// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"
#include "soc/rp2350/resets.hpp"

namespace rp2350 {

/// Runs the core and the UARTs at 150 MHz from a 12 MHz crystal. Returns their rate in Hz from then
/// on: where the PLL does not lock, the crystal's, and where no crystal runs, the ring
/// oscillator's, which is roughly known.
inline std::uint32_t start_pll() {
  constexpr std::uintptr_t reference_control = 0x40010030;
  constexpr std::uintptr_t reference_selected = 0x40010038;
  constexpr std::uintptr_t system_control = 0x4001003C;
  constexpr std::uintptr_t system_divider = 0x40010040;
  constexpr std::uintptr_t system_selected = 0x40010044;
  constexpr std::uintptr_t peripheral_control = 0x40010048;
  constexpr std::uintptr_t crystal_control = 0x40048000;
  constexpr std::uintptr_t crystal_status = 0x40048004;
  constexpr std::uintptr_t crystal_startup = 0x4004800C;
  constexpr std::uintptr_t pll_status = 0x40050000;
  constexpr std::uintptr_t pll_power = 0x40050004;
  constexpr std::uintptr_t pll_feedback_divider = 0x40050008;
  constexpr std::uintptr_t pll_post_dividers = 0x4005000C;

  constexpr std::uint32_t from_reference = 0;
  constexpr std::uint32_t from_auxiliary_pll = 1;
  constexpr std::uint32_t from_ring = 0;
  constexpr std::uint32_t from_crystal = 2;
  constexpr std::uint32_t auxiliary = 1U << 0U;
  constexpr std::uint32_t enable = 1U << 11U;
  constexpr std::uint32_t crystal_on_1_to_15_mhz = 0xFABAA0;
  constexpr std::uint32_t ready = 1U << 31U;
  constexpr std::uint32_t pll_sys = 1U << 14U;
  constexpr std::uint32_t delta_sigma_off = 1U << 2U;
  constexpr std::uint32_t post_dividers_off = 1U << 3U;

  constexpr std::uint32_t ring_hz = 11'000'000;
  constexpr std::uint32_t crystal_hz = 12'000'000;

  // The system clock away from its auxiliary source, in a step of its own: the choice among those
  // must not change while one of them is in use.
  mmio<std::uint32_t>(system_control) = mmio<std::uint32_t>(system_control) & ~auxiliary;
  becomes(system_selected, 1U << from_reference, 1U << from_reference);
  mmio<std::uint32_t>(reference_control) = from_ring;
  becomes(reference_selected, 1U << from_ring, 1U << from_ring);
  mmio<std::uint32_t>(system_divider) = 1U << 16U;
  mmio<std::uint32_t>(peripheral_control) = enable;

  mmio<std::uint32_t>(crystal_startup) = crystal_hz / 1000 * 4 / 256;
  mmio<std::uint32_t>(crystal_control) = crystal_on_1_to_15_mhz;
  if (!becomes(crystal_status, ready, ready)) return ring_hz;
  mmio<std::uint32_t>(reference_control) = from_crystal;
  becomes(reference_selected, 1U << from_crystal, 1U << from_crystal);

  // 12 MHz * 125 = 1500 MHz, over 5 and over 2.
  reset(pll_sys);
  mmio<std::uint32_t>(pll_status) = 1;
  mmio<std::uint32_t>(pll_feedback_divider) = 125;
  mmio<std::uint32_t>(pll_power) = delta_sigma_off | post_dividers_off;
  if (!becomes(pll_status, ready, ready)) return crystal_hz;
  mmio<std::uint32_t>(pll_post_dividers) = 5U << 16U | 2U << 12U;
  mmio<std::uint32_t>(pll_power) = delta_sigma_off;
  mmio<std::uint32_t>(system_control) = from_reference;
  mmio<std::uint32_t>(system_control) = from_auxiliary_pll;
  becomes(system_selected, 1U << from_auxiliary_pll, 1U << from_auxiliary_pll);
  return 150'000'000;
}

}  // namespace rp2350
