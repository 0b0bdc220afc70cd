// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "soc/stm32f1/clock.hpp"

namespace stm32f1 {

/// A USART at the pins it has without remapping.
struct Serial {
  std::uintptr_t base;
  unsigned irq;
  std::uintptr_t enables;  ///< the register of its bus's clock enables
  unsigned enable_bit;
  char port;  ///< 'A' to 'E'
  unsigned transmit, receive;

  /// Gives it its clock and its pins.
  void connect() const {
    constexpr std::uint32_t alternate_push_pull = 0xA, input_pulled = 0x8;
    const unsigned index = static_cast<unsigned>(port - 'A');
    const std::uintptr_t gpio = 0x40010800 + 0x400 * index;
    stm32::enable_clock(rcc + 0x18, 2 + index);
    stm32::enable_clock(enables, enable_bit);
    configure(gpio, transmit, alternate_push_pull);
    // An output bit of 1 makes the pull a pull-up, which an idle serial line wants.
    stm32::replace(gpio + 0x0C, 0, 1U << receive);
    configure(gpio, receive, input_pulled);
  }

 private:
  static void configure(std::uintptr_t gpio, unsigned pin, std::uint32_t mode) {
    const unsigned nibble = 4 * (pin % 8);
    stm32::replace(gpio + 4 * (pin / 8), 0xFU << nibble, mode << nibble);
  }
};
inline constexpr Serial usart1{0x40013800, 37, rcc + 0x18, 14, 'A', 9, 10};
inline constexpr Serial usart2{0x40004400, 38, rcc + 0x1C, 17, 'A', 2, 3};
inline constexpr Serial usart3{0x40004800, 39, rcc + 0x1C, 18, 'B', 10, 11};

}  // namespace stm32f1
