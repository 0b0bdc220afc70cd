// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace riscv {

/// Instructions retired, low 32 bits. In QEMU the only count that means something (with -icount
/// shift=0 it is exact).
inline std::uint32_t instructions() {
  std::uint32_t count = 0;
  asm volatile("csrr %0, minstret" : "=r"(count));
  return count;
}

}  // namespace riscv
