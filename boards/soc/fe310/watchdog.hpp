// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mmio.hpp"

namespace fe310 {

/// The always-on domain's watchdog, by the low-frequency clock: counts while the core is awake, and
/// resets the part after so many seconds. 0 stops it.
inline void watch(std::uint32_t seconds) {
  constexpr std::uintptr_t base = 0x10000000;
  constexpr std::uintptr_t configuration = base + 0x000;
  constexpr std::uintptr_t feed = base + 0x018;
  constexpr std::uintptr_t key = base + 0x01C;
  constexpr std::uintptr_t compare = base + 0x020;
  constexpr std::uint32_t by_seconds = 15;  // log2 of the clock's 32,768 Hz
  constexpr std::uint32_t reset_enable = 1U << 8U;
  constexpr std::uint32_t count_awake = 1U << 13U;
  // The key opens the registers for one write.
  const auto write = [](std::uintptr_t address, std::uint32_t value) {
    mmio<std::uint32_t>(key) = 0x51F15E;
    mmio<std::uint32_t>(address) = value;
  };
  write(configuration, 0);
  write(feed, 0xD09F00D);
  write(compare, seconds);
  if (seconds > 0) write(configuration, by_seconds | reset_enable | count_awake);
}

}  // namespace fe310
