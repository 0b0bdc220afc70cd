// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "soc/stm32/clock_source.hpp"

/// The clock tree of an STM32F100 (RM0041).
namespace stm32f1 {

inline constexpr std::uintptr_t rcc = 0x40021000;

/// Brings the core and its buses to a multiple of 4 MHz, up to 24, through the PLL: from what the
/// board has at OSC_IN, which must divide it, or, should that not start, from the internal
/// oscillator. Returns the core's clock in Hz: the internal oscillator's where the PLL does not
/// lock. The flash follows without wait states.
inline std::uint32_t start_clock(const stm32::External& external, std::uint32_t megahertz) {
  constexpr std::uint32_t internal_megahertz = 8;
  constexpr stm32::ClockSource source{rcc + 0x00, rcc + 0x04};
  source.use_internal();

  const bool has_external = source.start_external(external);
  const std::uint32_t into_pll = has_external ? external.megahertz : internal_megahertz / 2;
  const std::uint32_t multiplier = megahertz / into_pll;
  stm32::replace(rcc + 0x04, 0, (has_external ? 1U << 16U : 0) | (multiplier - 2) << 18U);
  const bool is_fast = source.start_pll() && source.use_pll();
  constexpr std::uint32_t hertz = 1'000'000;
  return (is_fast ? megahertz : internal_megahertz) * hertz;
}

}  // namespace stm32f1
