// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include "arch/cortex_m/wakeup.hpp"
#include "arch/image.hpp"

[[gnu::naked]] std::uintptr_t image_semihosting(std::uintptr_t /*operation*/,
                                                const void* /*parameters*/) {
  asm volatile(
      "bkpt 0xab\n\t"
      "bx lr");
}

void image_end(int status) {
  constexpr unsigned exit_extended = 0x20;
  constexpr std::uint32_t application_exit = 0x20026;
  const std::array<std::uint32_t, 2> block{application_exit, static_cast<std::uint32_t>(status)};
  image_semihosting(exit_extended, block.data());
  for (;;) {
    cortex_m::wait_for_interrupt();
  }
}
