// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"
#include "soc/rp2350/resets.hpp"

namespace rp2350 {

/// Gives UART0 the pin of that number, one of those it can have.
inline void connect_uart0(unsigned pin) {
  constexpr std::uintptr_t function_select = 0x40028004;
  constexpr std::uintptr_t pads = 0x40038004;
  constexpr std::uint32_t uart = 2;
  constexpr std::uint32_t input_enable = 1U << 6U;
  constexpr std::uint32_t drive_4_ma = 1U << 4U;
  constexpr std::uint32_t pull_up = 1U << 3U;
  constexpr std::uint32_t schmitt_trigger = 1U << 1U;
  mmio<std::uint32_t>(function_select + 8 * pin) = uart;
  // Last: this also ends the pad's isolation.
  mmio<std::uint32_t>(pads + 4 * pin) = input_enable | drive_4_ma | pull_up | schmitt_trigger;
}

/// Resets UART0, the pins' functions and their pads.
inline void reset_uart0_and_pins() {
  constexpr std::uint32_t io_bank0 = 1U << 6U;
  constexpr std::uint32_t pads_bank0 = 1U << 9U;
  constexpr std::uint32_t uart0 = 1U << 26U;
  reset(io_bank0 | pads_bank0 | uart0);
}

}  // namespace rp2350
