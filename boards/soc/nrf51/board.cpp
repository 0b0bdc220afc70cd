// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "soc/nrf51/clock.hpp"
#include "soc/nrf51/timer.hpp"
#include "soc/nrf51/uart.hpp"
#include "wiring.hpp"

/// For revision 3 of the nRF51, which micro:bits have: older ones need work-arounds at reset.
namespace board {

static_assert(clock_hz == 16'000'000, "clock_hz in board.json must be 16000000.");

void start() {
  nrf51::start_crystal();
  nrf51::timer::start();
  nrf51::uart::start(wiring::tx_pin, wiring::rx_pin, baud);
}

int read() { return nrf51::uart::read(); }

void write(std::span<const std::uint8_t> bytes) { nrf51::uart::write(bytes); }

std::uint32_t cycles() { return nrf51::timer::cycles(); }

}  // namespace board
