// SPDX-License-Identifier: MIT
#include <cstdint>

#include "arch/image.hpp"
#include "arch/riscv/wakeup.hpp"

/// Entry 0 of the physical memory protection: no access, locked, so that it holds in machine mode.
/// Where the core has none of it, its registers are 0 or trap, and this goes on at the label; where
/// its grain is coarser than the guard, it would take more than that.
bool image_guard_stack() {
  constexpr unsigned long locked_power_of_two = 0x98;
  const auto size = 1UL << reinterpret_cast<std::uintptr_t>(image_stack_guard_log2);
  const auto region = reinterpret_cast<std::uintptr_t>(image_stack_guard) / 4 | (size / 8 - 1);
  std::uintptr_t grain = 0;
  asm volatile(
      "la t0, 1f\n\t"
      "csrrw t0, mtvec, t0\n\t"
      "csrw pmpaddr0, %1\n\t"
      "csrr %0, pmpaddr0\n\t"
      ".balign 4\n\t"
      "1: csrw mtvec, t0"
      : "+r"(grain)
      : "r"(-1L)
      : "t0", "memory");
  if ((grain & (size / 2 - 1)) == 0) return false;
  std::uintptr_t guarded = 0;
  asm volatile(
      "csrw pmpaddr0, %1\n\t"
      "csrs pmpcfg0, %2\n\t"
      "csrr %0, pmpaddr0"
      : "=r"(guarded)
      : "r"(region), "r"(locked_power_of_two)
      : "memory");
  // Another image may have locked it for itself.
  return guarded == region;
}

bool image_uart_is_up() { return riscv::external_wakeup_is_enabled(); }
