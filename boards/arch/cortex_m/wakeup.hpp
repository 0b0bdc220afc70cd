// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

/// An interrupt here does one thing: it ends a sleep. All are masked, so none is ever served, and
/// no code has to be safe against one.
namespace cortex_m {

/// Lets interrupt `irq` wake the core.
inline void enable_wakeup(unsigned irq) {
  asm volatile("cpsid i" ::: "memory");
  mmio<std::uint32_t>(0xE000E100 + 4 * (irq / 32)) = 1U << irq % 32;
}

/// Sleeps until an enabled interrupt is pending; returns at once if one is.
inline void sleep() { asm volatile("dsb\n\twfi" ::: "memory"); }

/// Forgets that `irq` was pending. To be called after the device has withdrawn it.
inline void clear_wakeup(unsigned irq) {
  mmio<std::uint32_t>(0xE000E280 + 4 * (irq / 32)) = 1U << irq % 32;
}

}  // namespace cortex_m
