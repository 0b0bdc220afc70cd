// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "arch/riscv/plic.hpp"
#include "arch/riscv/wakeup.hpp"
#include "mmio.hpp"

namespace virt {

/// A 16550 with its 16-byte FIFOs on, registers one byte apart. The core sleeps while it waits for
/// input: one that polls slows QEMU down, because it takes the emulator's lock from the thread that
/// reads the input.
class Uart {
 public:
  /// `source` is the number of its interrupt at the controller.
  constexpr Uart(std::uintptr_t base, unsigned source) : base_{base}, source_{source} {}

  void start(std::uint32_t clock_hz, std::uint32_t baud) const {
    const std::uint32_t divisor = clock_hz / (16 * baud);
    at(line_control) = eight_bits | divisor_access;
    at(divisor_low) = static_cast<std::uint8_t>(divisor & 0xFFU);
    at(divisor_high) = static_cast<std::uint8_t>((divisor >> 8U) & 0xFFU);
    at(line_control) = eight_bits;
    at(fifo_control) = fifo_enable_and_clear;
    at(interrupt_enable) = receive_interrupt_enable;
    riscv::plic::enable(source_);
    riscv::enable_external_wakeup();
    // The FIFO is empty. In QEMU this read has a second effect: it asks for input that was held
    // back.
    [[maybe_unused]] const std::uint8_t nothing = at(data);
  }

  int read() const {
    while ((at(line_status) & receive_ready) == 0) {
      riscv::sleep();
      riscv::plic::acknowledge();
    }
    return at(data);
  }

  void write(std::span<const std::uint8_t> bytes) const {
    while (!bytes.empty()) {
      while ((at(line_status) & transmit_fifo_empty) == 0) {
      }
      const auto burst = bytes.first(std::min(bytes.size(), fifo_bytes));
      for (const std::uint8_t byte : burst) {
        at(data) = byte;
      }
      bytes = bytes.subspan(burst.size());
    }
  }

 private:
  static constexpr std::size_t fifo_bytes = 16;

  static constexpr std::uintptr_t data = 0;
  static constexpr std::uintptr_t divisor_low = 0;
  static constexpr std::uintptr_t divisor_high = 1;
  static constexpr std::uintptr_t interrupt_enable = 1;
  static constexpr std::uintptr_t fifo_control = 2;
  static constexpr std::uintptr_t line_control = 3;
  static constexpr std::uintptr_t line_status = 5;

  static constexpr std::uint8_t eight_bits = 0x03;
  static constexpr std::uint8_t divisor_access = 0x80;
  static constexpr std::uint8_t receive_interrupt_enable = 0x01;
  static constexpr std::uint8_t fifo_enable_and_clear =
      0xC7;  // an interrupt for 14 bytes, or fewer and a pause
  static constexpr std::uint8_t receive_ready = 0x01;
  static constexpr std::uint8_t transmit_fifo_empty = 0x20;

  volatile std::uint8_t& at(std::uintptr_t offset) const {
    return mmio<std::uint8_t>(base_ + offset);
  }

  std::uintptr_t base_;
  unsigned source_;
};

}  // namespace virt
