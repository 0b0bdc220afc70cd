// SPDX-License-Identifier: MIT
#include <cstdint>

#include "arch/cortex_m/wakeup.hpp"
#include "arch/image.hpp"
#include "mmio.hpp"

#if __ARM_ARCH_ISA_THUMB == 1
/// Cortex-M0 has neither.
bool image_guard_stack() { return false; }
#elif __ARM_ARCH >= 8
/// The core compares the stack pointer with a limit.
bool image_guard_stack() {
  asm volatile("msr msplim, %0" ::"r"(image_stack_bottom));
  return true;
}
#else
/// A region without access, where the part has an MPU (an option); the rest stays as it is without
/// one.
bool image_guard_stack() {
  constexpr std::uintptr_t mpu = 0xE000ED90;
  constexpr std::uint32_t region_count = 0xFFU << 8U;
  constexpr std::uint32_t never_execute = 1U << 28U;
  constexpr std::uint32_t valid_region_0 = 1U << 4U;
  constexpr std::uint32_t enable = 1U << 0U;
  constexpr std::uint32_t default_map_elsewhere = 1U << 2U;
  if ((mmio<std::uint32_t>(mpu) & region_count) == 0) return false;
  const auto guard = reinterpret_cast<std::uintptr_t>(image_stack_guard);
  const auto log2_size = reinterpret_cast<std::uintptr_t>(image_stack_guard_log2);
  mmio<std::uint32_t>(mpu + 0x0C) = guard | valid_region_0;
  mmio<std::uint32_t>(mpu + 0x10) = never_execute | (log2_size - 1) << 1U | enable;
  mmio<std::uint32_t>(mpu + 0x04) = default_map_elsewhere | enable;
  asm volatile("dsb\n\tisb" ::: "memory");
  return true;
}
#endif

bool image_uart_is_up() { return cortex_m::wakeup_is_enabled(); }
