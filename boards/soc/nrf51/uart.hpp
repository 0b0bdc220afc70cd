// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "arch/cortex_m/wakeup.hpp"
#include "mmio.hpp"

namespace nrf51 {

/// The UART, which can reach any pin. The core sleeps while it waits for input.
class Uart {
 public:
  /// Eight bits, no parity, no flow control. `tx_pin` and `rx_pin` are numbers of pins of port 0.
  static void start(unsigned tx_pin, unsigned rx_pin, std::uint32_t baud) {
    constexpr std::uintptr_t task_start_receiver = base + 0x000;
    constexpr std::uintptr_t task_start_transmitter = base + 0x008;
    constexpr std::uintptr_t interrupt_enable_set = base + 0x304;
    constexpr std::uintptr_t enable = base + 0x500;
    constexpr std::uintptr_t select_tx = base + 0x50C;
    constexpr std::uintptr_t select_rx = base + 0x514;
    constexpr std::uintptr_t baud_rate = base + 0x524;
    constexpr std::uintptr_t pin_set = 0x50000508;
    constexpr std::uintptr_t pin_direction_set = 0x50000518;
    constexpr std::uintptr_t pin_configurations = 0x50000700;
    constexpr std::uint32_t input_with_pull_up = 3U << 2U;
    constexpr std::uint32_t enabled = 4;
    constexpr std::uint32_t received = 1U << 2U;

    // The line is idle at 1, also before the UART drives it.
    mmio<std::uint32_t>(pin_set) = 1U << tx_pin;
    mmio<std::uint32_t>(pin_direction_set) = 1U << tx_pin;
    mmio<std::uint32_t>(pin_configurations + 4 * rx_pin) = input_with_pull_up;
    mmio<std::uint32_t>(select_tx) = tx_pin;
    mmio<std::uint32_t>(select_rx) = rx_pin;
    mmio<std::uint32_t>(enable) = enabled;
    // In units of 16 MHz / 2^32, of which only the upper 20 bits count.
    const std::uint64_t rate = (static_cast<std::uint64_t>(baud) << 32U) / 16'000'000;
    mmio<std::uint32_t>(baud_rate) = static_cast<std::uint32_t>(rate + 0x800) & 0xFFFFF000;
    mmio<std::uint32_t>(interrupt_enable_set) = received;
    mmio<std::uint32_t>(task_start_transmitter) = 1;
    mmio<std::uint32_t>(task_start_receiver) = 1;
    cortex_m::enable_wakeup(irq);
  }

  static int read() {
    constexpr std::uintptr_t receive_data = base + 0x518;
    while (mmio<std::uint32_t>(event_received) == 0) {
      cortex_m::sleep();
      cortex_m::clear_wakeup(irq);
    }
    // Before the byte is taken: that raises the event again if there is another one.
    mmio<std::uint32_t>(event_received) = 0;
    return static_cast<int>(mmio<std::uint32_t>(receive_data) & 0xFFU);
  }

  static void write(std::span<const std::uint8_t> bytes) {
    constexpr std::uintptr_t event_transmitted = base + 0x11C;
    constexpr std::uintptr_t transmit_data = base + 0x51C;
    for (const std::uint8_t byte : bytes) {
      mmio<std::uint32_t>(event_transmitted) = 0;
      mmio<std::uint32_t>(transmit_data) = byte;
      while (mmio<std::uint32_t>(event_transmitted) == 0) {
      }
    }
  }

 private:
  static constexpr std::uintptr_t base = 0x40002000;
  static constexpr unsigned irq = 2;
  static constexpr std::uintptr_t event_received = base + 0x108;
};

}  // namespace nrf51
