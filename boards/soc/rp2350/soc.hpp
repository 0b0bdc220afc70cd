// SPDX-License-Identifier: MIT
#pragma once

#include "arch/cortex_m/cycles.hpp"
#include "arch/cortex_m/pl011.hpp"
#include "facts.hpp"
#include "soc/rp2350/clock.hpp"
#include "soc/rp2350/pins.hpp"
#include "wiring.hpp"

namespace soc {

static_assert(facts::clock_hz == 150'000'000, "clock_hz in board.json must be 150000000.");

inline constinit cortex_m::CycleCounter counter;
inline constexpr cortex_m::Pl011 uart{0x40070000, 33};

inline void start() {
  const std::uint32_t core_hz = rp2350::start_pll();
  counter.start();
  rp2350::reset_uart0_and_pins();
  rp2350::connect_uart0(wiring::tx_pin);
  rp2350::connect_uart0(wiring::rx_pin);
  uart.start(core_hz, facts::baud);
}

/// The watchdog lasts 17 s.
inline void watch(std::uint32_t /*seconds*/) {}

}  // namespace soc
