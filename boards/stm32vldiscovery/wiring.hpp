// SPDX-License-Identifier: MIT
#pragma once

#include "soc/stm32/clock_source.hpp"
#include "soc/stm32f1/serial.hpp"

namespace wiring {

inline constexpr stm32::External external = stm32::crystal(8);
inline constexpr stm32f1::Serial serial = stm32f1::usart1;

}  // namespace wiring
