// SPDX-License-Identifier: MIT
#include "board.hpp"

#include "arch/riscv/counters.hpp"
#include "soc/virt/uart.hpp"

/// QEMU's virt machine whole: its boards differ in the core alone.
namespace board {
namespace {

constexpr virt::Uart uart{0x10000000, 10};
constexpr std::uint32_t uart_clock_hz = 3'686'400;

}  // namespace

void start() { uart.start(uart_clock_hz, baud); }

int read() { return uart.read(); }

void write(std::span<const std::uint8_t> bytes) { uart.write(bytes); }

std::uint32_t cycles() { return riscv::cycles(); }

}  // namespace board
