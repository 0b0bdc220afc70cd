// SPDX-License-Identifier: MIT
#pragma once

#include "arch/cortex_m/cycles.hpp"
#include "facts.hpp"
#include "wiring.hpp"

namespace soc {

inline constinit cortex_m::CycleCounter counter;
using wiring::uart;

inline void start() {
  counter.start();
  uart.start(facts::baud);
}

inline void watch(std::uint32_t seconds) { wiring::watchdog.watch(seconds); }

}  // namespace soc
