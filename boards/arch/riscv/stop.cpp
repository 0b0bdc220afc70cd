// SPDX-License-Identifier: MIT
#include <array>

#include "arch/riscv/wakeup.hpp"
#include "board.hpp"

/// Tells whoever emulates or debugs this core, by a semihosting call: three instructions, uncompressed
/// and in one page. Elsewhere that call is a trap, whose handler skips it (startup.cpp), and the core
/// sleeps for good.
void board::stop(int status) {
  constexpr unsigned long exit_extended = 0x20;
  constexpr unsigned long application_exit = 0x20026;
  const std::array<unsigned long, 2> block{application_exit, static_cast<unsigned long>(status)};
  register unsigned long operation asm("a0") = exit_extended;
  register const unsigned long* parameters asm("a1") = block.data();
  asm volatile(
      ".option push\n\t"
      ".option norvc\n\t"
      ".balign 16\n\t"
      "slli zero, zero, 0x1f\n\t"
      "ebreak\n\t"
      "srai zero, zero, 7\n\t"
      ".option pop"
      : "+r"(operation)
      : "r"(parameters)
      : "memory");
  for (;;) {
    riscv::sleep();
  }
}
