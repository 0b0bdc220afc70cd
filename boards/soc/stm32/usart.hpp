// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "arch/cortex_m/wakeup.hpp"
#include "mmio.hpp"

namespace stm32 {

/// The USART of F1 and F4: one byte of buffer each way. The core sleeps while it waits for input,
/// which also makes QEMU several times faster: a core that polls takes the emulator's lock from the
/// thread that reads the input.
class Usart : Device {
 public:
  constexpr Usart(std::uintptr_t base, unsigned irq) : Device{base}, irq_{irq} {}

  /// `bus_hz` is the rate of the bus it is on. Its clock runs already.
  void start(std::uint32_t bus_hz, std::uint32_t baud) const {
    at(baud_rate) = (bus_hz + baud / 2) / baud;
    at(control) = enable | transmit_enable | receive_enable | receive_interrupt_enable;
    cortex_m::enable_wakeup(irq_);
  }

  int read() const {
    while ((at(status) & received) == 0) {
      cortex_m::sleep();
    }
    // This read withdraws the interrupt, and clears an overrun.
    const std::uint32_t byte = at(data) & 0xFFU;
    cortex_m::clear_wakeup(irq_);
    return static_cast<int>(byte);
  }

  void write(std::span<const std::uint8_t> bytes) const {
    for (const std::uint8_t byte : bytes) {
      while ((at(status) & transmit_empty) == 0) {
      }
      at(data) = byte;
    }
  }

 private:
  static constexpr std::uintptr_t status = 0x00;
  static constexpr std::uintptr_t data = 0x04;
  static constexpr std::uintptr_t baud_rate = 0x08;
  static constexpr std::uintptr_t control = 0x0C;

  static constexpr std::uint32_t received = 1U << 5U;
  static constexpr std::uint32_t transmit_empty = 1U << 7U;
  static constexpr std::uint32_t receive_enable = 1U << 2U;
  static constexpr std::uint32_t transmit_enable = 1U << 3U;
  static constexpr std::uint32_t receive_interrupt_enable = 1U << 5U;
  static constexpr std::uint32_t enable = 1U << 13U;

  unsigned irq_;
};

}  // namespace stm32
