// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "arch/riscv/plic.hpp"
#include "arch/riscv/wakeup.hpp"
#include "mmio.hpp"

namespace fe310 {

/// UART0, on GPIO 16 and 17: eight bytes of buffer each way. The core sleeps while it waits for
/// input.
class Uart {
 public:
  static void start(std::uint32_t clock_hz, std::uint32_t baud) {
    constexpr std::uintptr_t transmit_control = base + 0x08;
    constexpr std::uintptr_t receive_control = base + 0x0C;
    constexpr std::uintptr_t interrupt_enable = base + 0x10;
    constexpr std::uintptr_t divisor = base + 0x18;
    constexpr std::uintptr_t pin_function_enable = 0x10012038;
    constexpr std::uintptr_t pin_function_select = 0x1001203C;
    constexpr std::uint32_t pins = 3U << 16U;
    constexpr std::uint32_t enable = 1U << 0U;
    constexpr std::uint32_t received = 1U << 1U;
    constexpr unsigned interrupt_source = 3;

    mmio<std::uint32_t>(divisor) = (clock_hz + baud / 2) / baud - 1;
    mmio<std::uint32_t>(transmit_control) = enable;
    mmio<std::uint32_t>(receive_control) = enable;
    mmio<std::uint32_t>(pin_function_select) = mmio<std::uint32_t>(pin_function_select) & ~pins;
    mmio<std::uint32_t>(pin_function_enable) = mmio<std::uint32_t>(pin_function_enable) | pins;
    mmio<std::uint32_t>(interrupt_enable) = received;
    riscv::plic::enable(interrupt_source);
    riscv::enable_external_wakeup();
  }

  static int read() {
    constexpr std::uint32_t empty = 1U << 31U;
    for (;;) {
      const std::uint32_t data = mmio<std::uint32_t>(receive_data);
      if ((data & empty) == 0) return static_cast<int>(data & 0xFFU);
      riscv::sleep();
      riscv::plic::acknowledge();
    }
  }

  static void write(std::span<const std::uint8_t> bytes) {
    constexpr std::uintptr_t transmit_data = base + 0x00;
    constexpr std::uint32_t full = 1U << 31U;
    for (const std::uint8_t byte : bytes) {
      while ((mmio<std::uint32_t>(transmit_data) & full) != 0) {
      }
      mmio<std::uint32_t>(transmit_data) = byte;
    }
  }

 private:
  static constexpr std::uintptr_t base = 0x10013000;
  static constexpr std::uintptr_t receive_data = base + 0x04;
};

}  // namespace fe310
