// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "soc/stm32f4/clock.hpp"

namespace stm32f4 {

/// A USART: where it is, and which number has it among a pin's alternate functions.
struct Serial {
  std::uintptr_t base;
  unsigned irq;
  Bus bus;
  unsigned enable_bit;  ///< in bus.enables
  unsigned alternate;
};
inline constexpr Serial usart1{0x40011000, 37, apb2, 4, 7};
inline constexpr Serial usart2{0x40004400, 38, apb1, 17, 7};
inline constexpr Serial usart3{0x40004800, 39, apb1, 18, 7};
inline constexpr Serial usart6{0x40011400, 71, apb2, 5, 8};

struct Pin {
  char port;  ///< 'A' to 'I'
  unsigned number;

  /// Hands it to a peripheral, with the pull-up that an idle serial line wants.
  void connect(unsigned alternate) const {
    const unsigned index = static_cast<unsigned>(port - 'A');
    const std::uintptr_t gpio = 0x40020000 + 0x400 * index;
    stm32::enable_clock(rcc + 0x30, index);
    const unsigned pair = 2 * number;
    constexpr std::uint32_t alternate_mode = 2, pull_up = 1;
    stm32::replace(gpio + 0x0C, 3U << pair, pull_up << pair);
    const unsigned nibble = 4 * (number % 8);
    stm32::replace(gpio + 0x20 + 4 * (number / 8), 0xFU << nibble, alternate << nibble);
    stm32::replace(gpio + 0x00, 3U << pair, alternate_mode << pair);
  }
};

}  // namespace stm32f4
