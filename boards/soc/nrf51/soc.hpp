// SPDX-License-Identifier: MIT
#pragma once

#include "facts.hpp"
#include "soc/nrf51/clock.hpp"
#include "soc/nrf51/timer.hpp"
#include "soc/nrf51/uart.hpp"
#include "wiring.hpp"

/// For revision 3 of the nRF51, which micro:bits have: older ones need work-arounds at reset.
namespace soc {

static_assert(facts::clock_hz == 16'000'000, "clock_hz in board.json must be 16000000.");

inline constexpr nrf51::Timer counter;
inline constexpr nrf51::Uart uart;

inline void start() {
  nrf51::start_crystal();
  counter.start();
  uart.start(wiring::tx_pin, wiring::rx_pin, facts::baud);
}

/// Nothing stops the watchdog.
inline void watch(std::uint32_t /*seconds*/) {}

}  // namespace soc
