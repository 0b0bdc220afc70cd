// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/cortex_m/cycles.hpp"
#include "soc/stm32/usart.hpp"
#include "soc/stm32f4/clock.hpp"
#include "wiring.hpp"

namespace board {
namespace {

constexpr std::uint32_t hertz = 1'000'000;
static_assert(clock_hz % hertz == 0 && clock_hz >= 96 * hertz && clock_hz <= 180 * hertz,
              "clock_hz in board.json must be a whole number of megahertz from 96 to 180.");

constinit cortex_m::CycleCounter counter;

constexpr stm32::Usart uart{wiring::serial.base, wiring::serial.irq};

}  // namespace

void start() {
  const std::uint32_t core_hz = stm32f4::start_clock(wiring::external, clock_hz / hertz);
  counter.start();
  wiring::transmit.connect(wiring::serial.alternate);
  wiring::receive.connect(wiring::serial.alternate);
  stm32::enable_clock(wiring::serial.bus.enables, wiring::serial.enable_bit);
  uart.start(core_hz / wiring::serial.bus.divider, baud);
}

int read() { return uart.read(); }

void write(std::span<const std::uint8_t> bytes) { uart.write(bytes); }

std::uint32_t cycles() { return counter.cycles(); }

}  // namespace board
