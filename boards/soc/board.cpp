// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "soc.hpp"

/// The contract's functions, for all SoCs: each has a soc.hpp with soc::start(), a soc::uart that
/// reads and writes, a soc::counter of cycles, and soc::watch().
namespace board {

void start() { soc::start(); }

int read() { return soc::uart.read(); }

void write(std::span<const std::uint8_t> bytes) { soc::uart.write(bytes); }

void watch(std::uint32_t seconds) { soc::watch(seconds); }

std::uint32_t cycles() { return soc::counter.cycles(); }

}  // namespace board
