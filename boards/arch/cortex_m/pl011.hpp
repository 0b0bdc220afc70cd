// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "arch/cortex_m/wakeup.hpp"
#include "mmio.hpp"

namespace cortex_m {

/// Arm's PrimeCell UART (PL011), which makers of several SoCs took over, with its FIFOs on. The
/// core sleeps while it waits for input.
class Pl011 : Device {
 public:
  constexpr Pl011(std::uintptr_t base, unsigned irq) : Device{base}, irq_{irq} {}

  /// Eight bits, no parity. Its clock and pins are on already.
  void start(std::uint32_t clock_hz, std::uint32_t baud) const {
    // In 64ths of sixteen times the rate.
    const std::uint32_t divisor = (4 * clock_hz + baud / 2) / baud;
    at(control) = 0;
    at(integer_divisor) = divisor / 64;
    at(fractional_divisor) = divisor % 64;
    // After the divisors: this write takes them over.
    at(line_control) = eight_bits | fifo_enable;
    at(fifo_levels) = 0;
    at(interrupt_mask) = received | receive_timeout;
    at(control) = enable | transmit_enable | receive_enable;
    enable_wakeup(irq_);
  }

  int read() const {
    while ((at(flags) & receive_empty) != 0) {
      sleep();
      clear_wakeup(irq_);
    }
    return static_cast<int>(at(data) & 0xFFU);
  }

  void write(std::span<const std::uint8_t> bytes) const {
    for (const std::uint8_t byte : bytes) {
      while ((at(flags) & transmit_full) != 0) {
      }
      at(data) = byte;
    }
  }

 private:
  static constexpr std::uintptr_t data = 0x00;
  static constexpr std::uintptr_t flags = 0x18;
  static constexpr std::uintptr_t integer_divisor = 0x24;
  static constexpr std::uintptr_t fractional_divisor = 0x28;
  static constexpr std::uintptr_t line_control = 0x2C;
  static constexpr std::uintptr_t control = 0x30;
  static constexpr std::uintptr_t fifo_levels = 0x34;
  static constexpr std::uintptr_t interrupt_mask = 0x38;

  static constexpr std::uint32_t receive_empty = 1U << 4U;
  static constexpr std::uint32_t transmit_full = 1U << 5U;
  static constexpr std::uint32_t fifo_enable = 1U << 4U;
  static constexpr std::uint32_t eight_bits = 3U << 5U;
  static constexpr std::uint32_t received = 1U << 4U;
  static constexpr std::uint32_t receive_timeout = 1U << 6U;
  static constexpr std::uint32_t enable = 1U << 0U;
  static constexpr std::uint32_t transmit_enable = 1U << 8U;
  static constexpr std::uint32_t receive_enable = 1U << 9U;

  unsigned irq_;
};

}  // namespace cortex_m
