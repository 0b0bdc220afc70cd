// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include "arch/image.hpp"
#include "mmio.hpp"

extern "C" [[noreturn]] void image_reset() {
#ifdef __ARM_FP
  // Full access to coprocessors 10 and 11, which are the float unit. Until the barriers are
  // through no float instruction may come, and no function that could save float registers.
  volatile std::uint32_t& cpacr = mmio<std::uint32_t>(0xE000ED88);
  cpacr = cpacr | 0xFU << 20U;
  asm volatile("dsb\n\tisb" ::: "memory");
#endif
  image_start();
}

namespace {

[[gnu::naked]] void on_fault() {
  asm volatile(
      "ldr r0, =image_stack_top\n\t"
      "mov sp, r0\n\t"
      "bl image_fault");
}

using Handler = void (*)();

struct Vectors {
  const unsigned char* stack;
  Handler reset;
  /// NMI, hard fault, memory fault, bus fault, usage fault, 4 reserved, SVC, debug monitor,
  /// reserved, PendSV, SysTick. Nothing here uses an exception on purpose, so each is a fault.
  std::array<Handler, 14> exceptions;
};

constexpr Vectors make_vectors() {
  Vectors vectors{image_stack_top, image_reset, {}};
  vectors.exceptions.fill(on_fault);
  return vectors;
}

[[gnu::section(".start"), gnu::used]] constexpr Vectors vectors = make_vectors();

}  // namespace
