// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include "arch/cortex_m/exception.hpp"
#include "arch/cortex_m/wakeup.hpp"
#include "arch/image.hpp"
#include "mmio.hpp"

namespace {

using Handler = void (*)();

struct Vectors {
  const unsigned char* stack;
  Handler reset;
  /// NMI, hard fault, memory fault, bus fault, usage fault, 4 reserved, SVC, debug monitor,
  /// reserved, PendSV, SysTick. Nothing here uses an exception on purpose, so each is a fault.
  std::array<Handler, 14> exceptions;
};

extern const Vectors vectors;

/// What a boot loader may have left behind: interrupts, its vector table. All interrupts are masked
/// from here on, and none is enabled.
void forget_boot_loader() {
  constexpr std::uintptr_t systick_control = 0xE000E010;
  constexpr std::uintptr_t clear_enabled = 0xE000E180;
  asm volatile("cpsid i" ::: "memory");
  mmio<std::uint32_t>(systick_control) = 0;
  for (unsigned i = 0; i < cortex_m::interrupt_registers; ++i) {
    mmio<std::uint32_t>(clear_enabled + 4 * i) = UINT32_MAX;
  }
#if __ARM_ARCH_ISA_THUMB >= 2
  constexpr std::uintptr_t vector_table = 0xE000ED08;
  mmio<std::uint32_t>(vector_table) = reinterpret_cast<std::uintptr_t>(&vectors);
#endif
}

}  // namespace

extern "C" [[noreturn]] void image_reset() {
  forget_boot_loader();
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

constexpr Vectors make_vectors() {
  Vectors made{image_stack_top, image_reset, {}};
  made.exceptions.fill(image_exception);
  return made;
}

[[gnu::section(".start"), gnu::used]] constinit const Vectors vectors = make_vectors();

}  // namespace
