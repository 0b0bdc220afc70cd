// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/cortex_m/cycles.hpp"
#include "wiring.hpp"

namespace board {
namespace {

constinit cortex_m::CycleCounter counter;

}  // namespace

void start() {
  counter.start();
  wiring::uart.start(baud);
}

int read() { return wiring::uart.read(); }

void write(std::span<const std::uint8_t> bytes) { wiring::uart.write(bytes); }

std::uint32_t cycles() { return counter.cycles(); }

}  // namespace board
