// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/cortex_m/cycles.hpp"
#include "soc/mps2/uart.hpp"

namespace board {
namespace {

constinit cortex_m::CycleCounter counter;
constexpr mps2::Uart uart{0x40004000, 0};

}  // namespace

void start() {
  counter.start();
  uart.start(clock_hz, baud);
}

int read() { return uart.read(); }

void write(std::span<const std::uint8_t> bytes) { uart.write(bytes); }

std::uint32_t cycles() { return counter.cycles(); }

}  // namespace board
