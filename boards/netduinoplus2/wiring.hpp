// SPDX-License-Identifier: MIT
#pragma once

#include "soc/stm32/clock_source.hpp"
#include "soc/stm32f4/serial.hpp"

namespace wiring {

inline constexpr stm32::External external = stm32::crystal(25);
inline constexpr stm32f4::Serial serial = stm32f4::usart6;
inline constexpr stm32f4::Pin transmit{'C', 6}, receive{'C', 7};  // D1 and D0

}  // namespace wiring
