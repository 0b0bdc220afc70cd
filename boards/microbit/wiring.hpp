// SPDX-License-Identifier: MIT
#pragma once

namespace wiring {

/// To the USB interface chip. Pins of port 0.
inline constexpr unsigned tx_pin = 24;
inline constexpr unsigned rx_pin = 25;

}  // namespace wiring
