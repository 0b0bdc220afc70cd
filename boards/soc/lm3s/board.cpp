// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/cortex_m/cycles.hpp"
#include "arch/cortex_m/pl011.hpp"
#include "soc/lm3s/clock.hpp"
#include "soc/lm3s/pins.hpp"

namespace board {
namespace {

static_assert(clock_hz == 50'000'000, "clock_hz in board.json must be 50000000.");

constinit cortex_m::CycleCounter counter;
constexpr cortex_m::Pl011 uart{0x4000C000, 5};

}  // namespace

void start() {
  const std::uint32_t core_hz = lm3s::start_pll();
  counter.start();
  lm3s::enable_uart0();
  uart.start(core_hz, baud);
}

int read() { return uart.read(); }

void write(std::span<const std::uint8_t> bytes) { uart.write(bytes); }

std::uint32_t cycles() { return counter.cycles(); }

}  // namespace board
