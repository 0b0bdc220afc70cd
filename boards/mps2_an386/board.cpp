// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/cortex_m/semihosting.hpp"
#include "soc/mps2/timer.hpp"
#include "soc/mps2/uart.hpp"

namespace board {
namespace {

constexpr mps2::Timer timer{0x40000000};
constexpr mps2::Uart uart{0x40004000, 0};

}  // namespace

void start() {
  timer.start();
  uart.start(clock_hz, baud);
}

int read() { return uart.read(); }

void write(std::span<const std::uint8_t> bytes) { uart.write(bytes); }

std::uint32_t cycles() { return timer.ticks(); }

void stop(int status) { cortex_m::semihosting_exit(status); }

}  // namespace board
