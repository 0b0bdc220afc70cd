// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

/// The platform interrupt controller where SiFive's parts and QEMU's virt machine have it, as
/// machine mode of hart 0 sees it.
namespace riscv::plic {

inline constexpr std::uintptr_t base = 0x0C000000;

/// Passes interrupts of `source`, 1 to 31, on to the core.
inline void enable(unsigned source) {
  constexpr std::uintptr_t enabled = base + 0x2000;
  constexpr std::uintptr_t threshold = base + 0x200000;
  mmio<std::uint32_t>(base + sizeof(std::uint32_t) * source) = 1;
  mmio<std::uint32_t>(enabled) = 1U << source;
  mmio<std::uint32_t>(threshold) = 0;
}

/// Withdraws from the core what is pending.
inline void acknowledge() {
  constexpr std::uintptr_t claim = base + 0x200004;
  const std::uint32_t source = mmio<std::uint32_t>(claim);
  mmio<std::uint32_t>(claim) = source;
}

}  // namespace riscv::plic
