// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// The device register at an address, of the width T it must be accessed with.
template <class T>
inline volatile T& mmio(std::uintptr_t address) {
  return *reinterpret_cast<volatile T*>(address);
}

/// A device of 32-bit registers.
class Device {
 protected:
  constexpr explicit Device(std::uintptr_t base) : base_{base} {}
  volatile std::uint32_t& at(std::uintptr_t offset) const {
    return mmio<std::uint32_t>(base_ + offset);
  }

 private:
  std::uintptr_t base_;
};

/// Waits until the register's bits under `mask` have the value. Whether they got it in a time that
/// suffices for any oscillator: 25 ms at 16 MHz, where a crystal takes 2.
inline bool becomes(std::uintptr_t address, std::uint32_t mask, std::uint32_t value) {
  constexpr std::uint32_t attempts = 1U << 16U;
  for (std::uint32_t i = 0; i < attempts; ++i) {
    if ((mmio<std::uint32_t>(address) & mask) == value) return true;
  }
  return false;
}
