// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "soc/stm32/clock_source.hpp"

/// The clock tree of an STM32F4 (RM0090, RM0383, RM0390).
namespace stm32f4 {

inline constexpr std::uintptr_t rcc = 0x40023800;
inline constexpr std::uintptr_t power_control = 0x40007000;
inline constexpr std::uintptr_t power_status = 0x40007004;

/// A peripheral bus: its register of clock enables, and the core's clock over its own. These
/// dividers keep every part's limits at its full clock.
struct Bus {
  std::uintptr_t enables;
  std::uint32_t divider;
};
inline constexpr Bus apb1{rcc + 0x40, 4};
inline constexpr Bus apb2{rcc + 0x44, 2};

/// Full speed needs the regulator's scale 1 and, above 168 MHz, its over-drive. The PLL must run.
/// Whether it is ready for `megahertz`.
inline bool raise_voltage(std::uint32_t megahertz) {
  constexpr std::uint32_t scale_ready = 1U << 14U;
  constexpr std::uint32_t over_drive = 1U << 16U;
  constexpr std::uint32_t over_drive_switch = 1U << 17U;
  if (!becomes(power_status, scale_ready, scale_ready)) return false;
  if (megahertz <= 168) return true;
  stm32::replace(power_control, 0, over_drive);
  if (!becomes(power_status, over_drive, over_drive)) return false;
  stm32::replace(power_control, 0, over_drive_switch);
  return becomes(power_status, over_drive_switch, over_drive_switch);
}

/// Wait states for a supply of 2.7 V or more: every 30 MHz need one. The caches hide them;
/// prefetching stays off, for revision A of the F405 and F407 cannot.
inline bool slow_flash_down(std::uint32_t megahertz) {
  constexpr std::uintptr_t flash_access = 0x40023C00;
  constexpr std::uint32_t caches = 3U << 9U;
  const std::uint32_t access = caches | (megahertz - 1) / 30;
  mmio<std::uint32_t>(flash_access) = access;
  return becomes(flash_access, access, access);
}

/// Brings the core to a whole number of megahertz, 96 to the part's limit, through the PLL: from
/// what the board has at OSC_IN, or, should that not start, from the internal oscillator. Returns
/// the core's clock in Hz: the internal oscillator's where the PLL does not lock.
inline std::uint32_t start_clock(const stm32::External& external, std::uint32_t megahertz) {
  constexpr std::uint32_t internal_megahertz = 16;
  constexpr stm32::ClockSource source{rcc + 0x00, rcc + 0x08};
  source.use_internal();
  constexpr std::uint32_t hertz = 1'000'000;
  constexpr std::uint32_t divide_by_4 = 5, divide_by_2 = 4;
  stm32::replace(rcc + 0x08, 0, divide_by_4 << 10U | divide_by_2 << 13U);

  // Completes scale 1 on every part: the F411 comes out of reset in scale 2, with the other of its
  // two bits set; the rest comes in scale 1.
  stm32::enable_clock(apb1.enables, 28);
  stm32::replace(power_control, 0, 1U << 14U);

  const bool has_external = source.start_external(external);
  // 1 MHz goes into the PLL, and twice the core's clock comes out of its oscillator. The output for
  // USB is not used, but has a limit of 48 MHz; the one of the F446's PLLR stays at its reset
  // value.
  const std::uint32_t divider = has_external ? external.megahertz : internal_megahertz;
  const std::uint32_t multiplier = 2 * megahertz;
  const std::uint32_t usb_divider = (multiplier + 47) / 48;
  mmio<std::uint32_t>(rcc + 0x04) =
      divider | multiplier << 6U | (has_external ? 1U << 22U : 0) | usb_divider << 24U | 2U << 28U;
  const bool is_fast = source.start_pll() && raise_voltage(megahertz) &&
                       slow_flash_down(megahertz) && source.use_pll();
  return (is_fast ? megahertz : internal_megahertz) * hertz;
}

}  // namespace stm32f4
