// SPDX-License-Identifier: MIT
#pragma once

#include "soc/mps2/uart.hpp"

namespace wiring {

/// At its secure address: the core starts in Secure state, and stays there.
inline constexpr mps2::Uart uart{0x59303000, 33, 25'000'000};

}  // namespace wiring
