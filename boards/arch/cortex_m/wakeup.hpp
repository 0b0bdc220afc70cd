// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "arch/image.hpp"
#include "mmio.hpp"

/// An interrupt here does one thing: it ends a sleep. All are masked, so none is ever served, and
/// no code has to be safe against one.
namespace cortex_m {

/// Each has the bits of 32 interrupts.
#if __ARM_ARCH_ISA_THUMB >= 2
inline constexpr unsigned interrupt_registers = 8;
#else
inline constexpr unsigned interrupt_registers = 1;
#endif
inline constexpr std::uintptr_t interrupt_enabled = 0xE000E100;

/// Lets interrupt `irq` wake the core. A UART's driver calls it last in its start(): what faults
/// from then on is reported there.
inline void enable_wakeup(unsigned irq) {
  mmio<std::uint32_t>(interrupt_enabled + 4 * (irq / 32)) = 1U << irq % 32;
}

/// Whether enable_wakeup() was called: a register of the core says so even if memory is damaged.
inline bool wakeup_is_enabled() {
  for (unsigned i = 0; i < interrupt_registers; ++i) {
    if (mmio<std::uint32_t>(interrupt_enabled + 4 * i) != 0) return true;
  }
  return false;
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
