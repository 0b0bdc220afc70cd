// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/riscv/counters.hpp"
#include "soc/fe310/clock.hpp"
#include "soc/fe310/uart.hpp"

namespace board {

void start() {
  const std::uint32_t core_hz = fe310::start_crystal(clock_hz);
  fe310::uart::start(core_hz, baud);
}

int read() { return fe310::uart::read(); }

void write(std::span<const std::uint8_t> bytes) { fe310::uart::write(bytes); }

std::uint32_t cycles() { return riscv::cycles(); }

}  // namespace board
