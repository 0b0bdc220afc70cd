// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include "arch/cortex_m/exception.hpp"
#include "arch/image.hpp"
#include "mmio.hpp"

extern "C" [[noreturn]] void image_reset() {
#if __ARM_ARCH_ISA_THUMB >= 2
  // An integer division by zero is a fault, too.
  volatile std::uint32_t& ccr = mmio<std::uint32_t>(0xE000ED14);
  ccr = ccr | 1U << 4U;
#endif
#ifdef __ARM_FP
  // Full access to coprocessors 10 and 11, which are the float unit. Exceptions do not save its
  // registers: none returns to code that needs them. Until the barriers are through no float
  // instruction may come, and no function that could save float registers.
  volatile std::uint32_t& cpacr = mmio<std::uint32_t>(0xE000ED88);
  volatile std::uint32_t& fpccr = mmio<std::uint32_t>(0xE000EF34);
  constexpr std::uint32_t automatic_and_lazy_saving = 3U << 30U;
  cpacr = cpacr | 0xFU << 20U;
  fpccr = fpccr & ~automatic_and_lazy_saving;
  asm volatile("dsb\n\tisb" ::: "memory");
#endif
  image_start();
}

namespace {

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
  vectors.exceptions.fill(image_exception);
  return vectors;
}

[[gnu::section(".start"), gnu::used]] constexpr Vectors vectors = make_vectors();

}  // namespace
