// SPDX-License-Identifier: MIT
#pragma once

#include "arch/riscv/counters.hpp"
#include "facts.hpp"
#include "soc/virt/uart.hpp"

/// QEMU's virt machine whole: its boards differ in the core alone.
namespace soc {

inline constexpr virt::Uart uart{0x10000000, 10};
inline constexpr riscv::CycleCounter counter;

inline void start() {
  constexpr std::uint32_t uart_clock_hz = 3'686'400;
  uart.start(uart_clock_hz, facts::baud);
}

/// There is no watchdog.
inline void watch(std::uint32_t /*seconds*/) {}

}  // namespace soc
