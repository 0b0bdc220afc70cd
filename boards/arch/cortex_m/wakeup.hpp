// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "arch/image.hpp"
#include "mmio.hpp"

/// An interrupt here does one thing: it ends a sleep. All are masked, so none is ever served, and
/// no code has to be safe against one.
namespace cortex_m {

/// Lets interrupt `irq` wake the core. A UART's driver calls it last in its start(): what faults
/// from then on is reported there.
inline void enable_wakeup(unsigned irq) {
  asm volatile("cpsid i" ::: "memory");
  mmio<std::uint32_t>(0xE000E100 + 4 * (irq / 32)) = 1U << irq % 32;
}

/// Whether enable_wakeup() was called: a register of the core says so even if memory is damaged.
inline bool wakeup_is_enabled() {
  std::uint32_t primask = 0;
  asm volatile("mrs %0, primask" : "=r"(primask));
  return primask != 0;
}

/// The instruction behind sleep().
inline void wait_for_interrupt() { asm volatile("dsb\n\twfi" ::: "memory"); }

/// Sleeps until an enabled interrupt is pending; returns at once if one is.
inline void sleep() {
  image_check_stack();
  wait_for_interrupt();
}

/// Forgets that `irq` was pending. To be called after the device has withdrawn it.
inline void clear_wakeup(unsigned irq) {
  mmio<std::uint32_t>(0xE000E280 + 4 * (irq / 32)) = 1U << irq % 32;
}

}  // namespace cortex_m
