// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace stm32 {

/// Gives the register's bits under `mask` a new value and keeps the others.
inline void replace(std::uintptr_t address, std::uint32_t mask, std::uint32_t value) {
  volatile std::uint32_t& place = mmio<std::uint32_t>(address);
  place = (place & ~mask) | value;
}

/// Gives a peripheral its clock: `bit` of an enable register. The first accesses after that may be
/// lost (errata of the F4: delay after an RCC peripheral clock enabling); a read back outlasts
/// them.
inline void enable_clock(std::uintptr_t address, unsigned bit) {
  replace(address, 0, 1U << bit);
  [[maybe_unused]] const std::uint32_t delay = mmio<std::uint32_t>(address);
}

}  // namespace stm32
