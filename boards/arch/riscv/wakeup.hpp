// SPDX-License-Identifier: MIT
#pragma once

#include "arch/image.hpp"

/// An interrupt here does one thing: it ends a sleep. mstatus.MIE stays 0, so none is ever served,
/// and no code has to be safe against one.
namespace riscv {

inline constexpr unsigned long external_interrupt = 1UL << 11U;

/// Lets the interrupt controller wake the core. A UART's driver calls it last in its start(): what
/// faults from then on is reported there.
inline void enable_external_wakeup() {
  asm volatile("csrs mie, %0" ::"r"(external_interrupt) : "memory");
}

/// Whether enable_external_wakeup() was called: a register of the core says so even if memory is
/// damaged.
inline bool external_wakeup_is_enabled() {
  unsigned long enabled = 0;
  asm volatile("csrr %0, mie" : "=r"(enabled));
  return (enabled & external_interrupt) != 0;
}

/// The instruction behind sleep().
inline void wait_for_interrupt() { asm volatile("wfi" ::: "memory"); }

/// Sleeps until an enabled interrupt is pending; returns at once if one is.
inline void sleep() {
  image_check_stack();
  wait_for_interrupt();
}

}  // namespace riscv
