// SPDX-License-Identifier: MIT
#pragma once

#include "arch/riscv/counters.hpp"
#include "facts.hpp"
#include "soc/fe310/clock.hpp"
#include "soc/fe310/uart.hpp"
#include "soc/fe310/watchdog.hpp"

namespace soc {

inline constexpr fe310::Uart uart;
inline constexpr riscv::CycleCounter counter;
using fe310::watch;

inline void start() { uart.start(fe310::start_crystal(facts::clock_hz), facts::baud); }

}  // namespace soc
