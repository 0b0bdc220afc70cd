// SPDX-License-Identifier: MIT
#include <array>

#include "arch/image.hpp"
#include "arch/riscv/wakeup.hpp"

/// Uncompressed, and in one page.
[[gnu::naked, gnu::aligned(16)]] std::uintptr_t image_semihosting(std::uintptr_t /*operation*/,
                                                                  const void* /*parameters*/) {
  asm volatile(
      ".option push\n\t"
      ".option norvc\n\t"
      "slli zero, zero, 0x1f\n\t"
      "ebreak\n\t"
      "srai zero, zero, 7\n\t"
      ".option pop\n\t"
      "ret");
}

void image_end(int status) {
  constexpr unsigned long exit_extended = 0x20;
  constexpr unsigned long application_exit = 0x20026;
  const std::array<unsigned long, 2> block{application_exit, static_cast<unsigned long>(status)};
  image_semihosting(exit_extended, block.data());
  for (;;) {
    riscv::wait_for_interrupt();
  }
}
