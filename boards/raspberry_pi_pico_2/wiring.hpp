// SPDX-License-Identifier: MIT
#pragma once

namespace wiring {

/// The UART of the header's first two pins, and of the Debug Probe. GPIO numbers.
inline constexpr unsigned tx_pin = 0;
inline constexpr unsigned rx_pin = 1;

}  // namespace wiring
