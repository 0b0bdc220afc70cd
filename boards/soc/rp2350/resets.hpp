// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace rp2350 {

/// Resets the blocks of the bits (RESETS: RESET), also those that a boot loader left in use.
inline void reset(std::uint32_t blocks) {
  constexpr std::uintptr_t resets = 0x40020000;
  constexpr std::uintptr_t done = 0x40020008;
  mmio<std::uint32_t>(resets) = mmio<std::uint32_t>(resets) | blocks;
  mmio<std::uint32_t>(resets) = mmio<std::uint32_t>(resets) & ~blocks;
  becomes(done, blocks, blocks);
}

}  // namespace rp2350
