// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/cortex_m/cycles.hpp"
#include "soc/mps2/uart.hpp"

namespace board {
namespace {

/// The APB's clock is not the core's.
constexpr std::uint32_t peripheral_clock_hz = 25'000'000;

constinit cortex_m::CycleCounter counter;
/// At its secure address: the core starts in Secure state, and stays there.
constexpr mps2::Uart uart{0x59303000, 33};

}  // namespace

void start() {
  counter.start();
  uart.start(peripheral_clock_hz, baud);
}

int read() { return uart.read(); }

void write(std::span<const std::uint8_t> bytes) { uart.write(bytes); }

std::uint32_t cycles() { return counter.cycles(); }

}  // namespace board
