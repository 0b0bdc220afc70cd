// SPDX-License-Identifier: MIT
#pragma once

#include "soc/mps2/uart.hpp"
#include "soc/mps2/watchdog.hpp"

namespace wiring {

inline constexpr mps2::Uart uart{0x40004000, 0, 25'000'000};
inline constexpr mps2::Watchdog watchdog{0x40008000, 25'000'000};

}  // namespace wiring
