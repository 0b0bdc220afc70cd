// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// The device register at an address, of the width T it must be accessed with.
template <class T>
inline volatile T& mmio(std::uintptr_t address) {
  return *reinterpret_cast<volatile T*>(address);
}
