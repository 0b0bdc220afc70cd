// SPDX-License-Identifier: MIT
#pragma once

#include "soc/mps2/uart.hpp"
#include "soc/mps2/watchdog.hpp"

namespace wiring {

/// At their secure addresses: the core starts in Secure state, and stays there.
inline constexpr mps2::Uart uart{0x59303000, 33, 25'000'000};
inline constexpr mps2::Watchdog watchdog{0x5802E000, 32'768};

}  // namespace wiring
