// SPDX-License-Identifier: MIT
#pragma once

#include "arch/cortex_m/cycles.hpp"
#include "facts.hpp"
#include "soc/stm32/usart.hpp"
#include "soc/stm32f1/clock.hpp"
#include "wiring.hpp"

namespace soc {

inline constexpr std::uint32_t megahertz = facts::clock_hz / 1'000'000;
static_assert(facts::clock_hz % 4'000'000 == 0 && megahertz >= 8 && megahertz <= 24,
              "clock_hz in board.json must be a multiple of 4 MHz, from 8 to 24.");
static_assert(
    megahertz % wiring::external.megahertz == 0 && megahertz >= 2 * wiring::external.megahertz,
    "clock_hz in board.json must be a multiple, from 2 on, of what wiring.hpp has at OSC_IN.");

inline constinit cortex_m::CycleCounter counter;
inline constexpr stm32::Usart uart{wiring::serial.base, wiring::serial.irq};

inline void start() {
  const std::uint32_t core_hz = stm32f1::start_clock(wiring::external, megahertz);
  counter.start();
  wiring::serial.connect();
  uart.start(core_hz, facts::baud);
}

/// The independent watchdog lasts 26 s, and nothing stops it.
inline void watch(std::uint32_t /*seconds*/) {}

}  // namespace soc
