// SPDX-License-Identifier: MIT
#pragma once

#include "arch/cortex_m/cycles.hpp"
#include "facts.hpp"
#include "soc/stm32/usart.hpp"
#include "soc/stm32f4/clock.hpp"
#include "wiring.hpp"

namespace soc {

inline constexpr std::uint32_t megahertz = facts::clock_hz / 1'000'000;
static_assert(facts::clock_hz % 1'000'000 == 0 && megahertz >= 96 && megahertz <= 180,
              "clock_hz in board.json must be a whole number of megahertz from 96 to 180.");

inline constinit cortex_m::CycleCounter counter;
inline constexpr stm32::Usart uart{wiring::serial.base, wiring::serial.irq};

inline void start() {
  const std::uint32_t core_hz = stm32f4::start_clock(wiring::external, megahertz);
  counter.start();
  wiring::transmit.connect(wiring::serial.alternate);
  wiring::receive.connect(wiring::serial.alternate);
  stm32::enable_clock(wiring::serial.bus.enables, wiring::serial.enable_bit);
  uart.start(core_hz / wiring::serial.bus.divider, facts::baud);
}

/// The independent watchdog lasts 33 s, and nothing stops it.
inline void watch(std::uint32_t /*seconds*/) {}

}  // namespace soc
