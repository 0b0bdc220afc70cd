// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include "arch/cortex_m/wakeup.hpp"
#include "board.hpp"

/// Tells whoever emulates or debugs this core, by a semihosting call. Elsewhere that call is a fault,
/// whose handler skips it (fault.cpp), and the core sleeps for good.
void board::stop(int status) {
  constexpr std::uint32_t exit_extended = 0x20;
  constexpr std::uint32_t application_exit = 0x20026;
  const std::array<std::uint32_t, 2> block{application_exit, static_cast<std::uint32_t>(status)};
  register std::uint32_t operation asm("r0") = exit_extended;
  register const std::uint32_t* parameters asm("r1") = block.data();
  asm volatile("bkpt 0xab" : "+r"(operation) : "r"(parameters) : "memory");
  for (;;) {
    cortex_m::sleep();
  }
}
