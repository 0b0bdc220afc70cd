// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "arch/cortex_m/wakeup.hpp"
#include "mmio.hpp"

namespace mps2 {

/// The CMSDK APB UART: one byte of buffer each way. The core sleeps while it waits for input, which
/// also makes QEMU several times faster: a core that polls takes the emulator's lock from the
/// thread that reads the input.
class Uart : Device {
 public:
  /// `receive_irq` is the number of its receive interrupt; its clock may differ from the core's.
  constexpr Uart(std::uintptr_t base, unsigned receive_irq, std::uint32_t clock_hz)
      : Device{base}, receive_irq_{receive_irq}, clock_hz_{clock_hz} {}

  void start(std::uint32_t baud) const {
    at(baud_divider) = clock_hz_ / baud;
    at(control) = transmit_enable | receive_enable | receive_interrupt_enable;
    // What came in before is noise. In QEMU this read has a second effect: it asks for input that
    // was held back.
    [[maybe_unused]] const std::uint32_t noise = at(data);
    cortex_m::enable_wakeup(receive_irq_);
  }

  int read() const {
    while ((at(state) & receive_full) == 0) {
      cortex_m::sleep();
    }
    at(interrupt) = receive_interrupt;
    cortex_m::clear_wakeup(receive_irq_);
    return static_cast<int>(at(data) & 0xFFU);
  }

  void write(std::span<const std::uint8_t> bytes) const {
    for (const std::uint8_t byte : bytes) {
      while ((at(state) & transmit_full) != 0) {
      }
      at(data) = byte;
    }
  }

 private:
  static constexpr std::uintptr_t data = 0x00;
  static constexpr std::uintptr_t state = 0x04;
  static constexpr std::uintptr_t control = 0x08;
  static constexpr std::uintptr_t interrupt = 0x0C;
  static constexpr std::uintptr_t baud_divider = 0x10;

  static constexpr std::uint32_t transmit_full = 1U << 0U;
  static constexpr std::uint32_t receive_full = 1U << 1U;
  static constexpr std::uint32_t transmit_enable = 1U << 0U;
  static constexpr std::uint32_t receive_enable = 1U << 1U;
  static constexpr std::uint32_t receive_interrupt_enable = 1U << 3U;
  static constexpr std::uint32_t receive_interrupt = 1U << 1U;

  unsigned receive_irq_;
  std::uint32_t clock_hz_;
};

}  // namespace mps2
