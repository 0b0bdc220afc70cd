// SPDX-License-Identifier: MIT
#pragma once

#include "soc/mps2/uart.hpp"

namespace wiring {

inline constexpr mps2::Uart uart{0x40004000, 0, 25'000'000};

}  // namespace wiring
