// SPDX-License-Identifier: MIT
#pragma once

#include "soc/stm32/clock_source.hpp"
#include "soc/stm32f4/serial.hpp"

namespace wiring {

inline constexpr stm32::External external = stm32::clock(8);  // from the ST-LINK
inline constexpr stm32f4::Serial serial = stm32f4::usart2;    // to the ST-LINK
inline constexpr stm32f4::Pin transmit{'A', 2}, receive{'A', 3};

}  // namespace wiring
