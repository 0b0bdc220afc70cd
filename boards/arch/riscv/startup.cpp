// SPDX-License-Identifier: MIT
#include "arch/image.hpp"

extern "C" [[noreturn, gnu::naked, gnu::used, gnu::section(".start")]] void image_reset() {
  asm volatile(
      ".option push\n\t"
      ".option norelax\n\t"
      "la gp, __global_pointer$\n\t"
      ".option pop\n\t"
      "la sp, image_stack_top\n\t"
      "la t0, image_trap\n\t"
      "csrw mtvec, t0\n\t"
      // A boot loader may have left interrupts on.
      "csrci mstatus, 1 << 3\n\t"
      "csrw mie, zero\n\t"
#ifdef __riscv_flen
      // mstatus.FS = initial: the float unit is on. fcsr = 0: round to nearest, no flags.
      "li t0, 1 << 13\n\t"
      "csrs mstatus, t0\n\t"
      "csrw fcsr, zero\n\t"
#endif
      "j image_start");
}
