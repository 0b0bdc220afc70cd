// SPDX-License-Identifier: MIT
#pragma once

#include "soc/mps2/uart.hpp"
#include "soc/mps2/watchdog.hpp"

namespace wiring {

/// At their secure addresses: the core starts in Secure state, and stays there.
inline constexpr mps2::Uart uart{0x50200000, 32, 20'000'000};
inline constexpr mps2::Watchdog watchdog{0x5002E000, 32'768};

}  // namespace wiring
