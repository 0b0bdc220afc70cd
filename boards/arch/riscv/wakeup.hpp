// SPDX-License-Identifier: MIT
#pragma once

/// An interrupt here does one thing: it ends a sleep. mstatus.MIE stays 0, so none is ever served,
/// and no code has to be safe against one.
namespace riscv {

/// Lets the interrupt controller wake the core.
inline void enable_external_wakeup() {
  constexpr unsigned long external = 1UL << 11U;
  asm volatile("csrs mie, %0" ::"r"(external) : "memory");
}

/// Sleeps until an enabled interrupt is pending; returns at once if one is.
inline void sleep() { asm volatile("wfi" ::: "memory"); }

}  // namespace riscv
