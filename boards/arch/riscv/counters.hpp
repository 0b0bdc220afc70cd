// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace riscv {

/// The core's clock cycles, low 32 bits. QEMU counts instructions instead with -icount shift=0, and
/// without it nothing that means something.
struct CycleCounter {
  static std::uint32_t cycles() {
    std::uint32_t count = 0;
    asm volatile("csrr %0, mcycle" : "=r"(count));
    return count;
  }
};

}  // namespace riscv
