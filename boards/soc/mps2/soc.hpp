// SPDX-License-Identifier: MIT
#pragma once

#include "arch/cortex_m/cycles.hpp"
#include "facts.hpp"
#include "wiring.hpp"

namespace soc {

inline constinit cortex_m::CycleCounter counter;
using wiring::uart;

inline void watch(std::uint32_t seconds) { wiring::watchdog.watch(seconds); }

inline void start() {
  watch(0);  // a boot loader may have left it on
  counter.start();
  uart.start(facts::baud);
}

}  // namespace soc
