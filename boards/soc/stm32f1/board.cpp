// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/cortex_m/cycles.hpp"
#include "soc/stm32/usart.hpp"
#include "soc/stm32f1/clock.hpp"
#include "wiring.hpp"

namespace board {
namespace {

constexpr std::uint32_t hertz = 1'000'000;
static_assert(clock_hz % (4 * hertz) == 0 && clock_hz >= 8 * hertz && clock_hz <= 24 * hertz,
              "clock_hz in board.json must be a multiple of 4 MHz, from 8 to 24.");
static_assert(
    clock_hz / hertz % wiring::external.megahertz == 0 &&
        clock_hz / hertz >= 2 * wiring::external.megahertz,
    "clock_hz in board.json must be a multiple, from 2 on, of what wiring.hpp has at OSC_IN.");

constinit cortex_m::CycleCounter counter;

constexpr stm32::Usart uart{wiring::serial.base, wiring::serial.irq};

}  // namespace

void start() {
  const std::uint32_t core_hz = stm32f1::start_clock(wiring::external, clock_hz / hertz);
  counter.start();
  wiring::serial.connect();
  uart.start(core_hz, baud);
}

int read() { return uart.read(); }

void write(std::span<const std::uint8_t> bytes) { uart.write(bytes); }

std::uint32_t cycles() { return counter.cycles(); }

}  // namespace board
