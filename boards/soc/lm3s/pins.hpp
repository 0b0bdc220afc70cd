// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace lm3s {

/// Switches UART0 on and gives it PA0 (receive) and PA1 (transmit), the only pins it can have.
inline void enable_uart0() {
  constexpr std::uintptr_t uart_clocks = 0x400FE104;
  constexpr std::uintptr_t port_clocks = 0x400FE108;
  constexpr std::uintptr_t port_a_alternate = 0x40004420;
  constexpr std::uintptr_t port_a_digital = 0x4000451C;
  constexpr std::uint32_t uart0 = 1U << 0U;
  constexpr std::uint32_t port_a = 1U << 0U;
  constexpr std::uint32_t pins = 3U << 0U;
  mmio<std::uint32_t>(uart_clocks) = uart0;
  mmio<std::uint32_t>(port_clocks) = port_a;
  // Registers may be touched three cycles after their clock came on: a read takes that long.
  [[maybe_unused]] const std::uint32_t pause = mmio<std::uint32_t>(port_clocks);
  mmio<std::uint32_t>(port_a_alternate) = mmio<std::uint32_t>(port_a_alternate) | pins;
  mmio<std::uint32_t>(port_a_digital) = mmio<std::uint32_t>(port_a_digital) | pins;
}

}  // namespace lm3s
