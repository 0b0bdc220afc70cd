// SPDX-License-Identifier: MIT
#pragma once

#include "arch/cortex_m/cycles.hpp"
#include "arch/cortex_m/pl011.hpp"
#include "facts.hpp"
#include "soc/lm3s/clock.hpp"
#include "soc/lm3s/pins.hpp"

namespace soc {

static_assert(facts::clock_hz == 50'000'000, "clock_hz in board.json must be 50000000.");

inline constinit cortex_m::CycleCounter counter;
inline constexpr cortex_m::Pl011 uart{0x4000C000, 5};

inline void start() {
  const std::uint32_t core_hz = lm3s::start_pll();
  counter.start();
  lm3s::enable_uart0();
  uart.start(core_hz, facts::baud);
}

/// Nothing stops the watchdog.
inline void watch(std::uint32_t /*seconds*/) {}

}  // namespace soc
