// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>
#include <string_view>

#include "arch/image.hpp"
#include "arch/report.hpp"

/// Written by image_trap().
struct TrapRegisters {
  std::uintptr_t ra, sp;
  std::array<std::uintptr_t, 8> a;
};

extern "C" {
[[gnu::used]] TrapRegisters image_trap_registers;
}

namespace {

std::uintptr_t mcause() {
  std::uintptr_t value = 0;
  asm volatile("csrr %0, mcause" : "=r"(value));
  return value;
}

std::uintptr_t mepc() {
  std::uintptr_t value = 0;
  asm volatile("csrr %0, mepc" : "=r"(value));
  return value;
}

std::uintptr_t mtval() {
  std::uintptr_t value = 0;
  asm volatile("csrr %0, mtval" : "=r"(value));
  return value;
}

constexpr std::array<std::string_view, 8> causes{
    "jump to an odd address", "jump to an invalid address",
    "undefined instruction",  "breakpoint without a debugger",
    "unaligned read",         "read of an invalid address",
    "unaligned write",        "write to an invalid address",
};

std::string_view cause() {
  const auto guard = reinterpret_cast<std::uintptr_t>(image_stack_guard);
  const auto bottom = reinterpret_cast<std::uintptr_t>(image_stack_bottom);
  if (image_trap_registers.sp < bottom || (mtval() >= guard && mtval() < bottom)) {
    return image::stack_overflow;
  }
  if (mcause() < causes.size()) return causes[mcause()];
  return "unexpected trap";
}

}  // namespace

extern "C" {

[[noreturn, gnu::cold, gnu::used]] void image_report_trap() {
  image::begin_report(cause());
  image::report("pc", mepc());
  image::report("ra", image_trap_registers.ra);
  image::report("sp", image_trap_registers.sp);
  image::report("mcause", mcause());
  image::report("mtval", mtval());
  constexpr std::array<std::string_view, 8> names{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"};
  for (std::size_t i = 0; i < names.size(); ++i) image::report(names[i], image_trap_registers.a[i]);
  image::end_report();
}

#if __riscv_xlen == 64
#define STORE(reg, index) "sd " reg ", 8*" index "(t0)\n\t"
#else
#define STORE(reg, index) "sw " reg ", 4*" index "(t0)\n\t"
#endif

/// Every exception and interrupt comes here; nothing here uses one on purpose, so each is a fault,
/// which gets a fresh stack: the old one may be anything. Only a semihosting call that nobody
/// served goes on behind its breakpoint; as a function it does not need t0 and t1.
[[gnu::naked, gnu::used, gnu::aligned(4)]] void image_trap() {
  asm volatile(
      "csrr t0, mepc\n\t"
      "la t1, image_semihosting + 4\n\t"
      "bne t0, t1, 1f\n\t"
      "addi t0, t0, 4\n\t"
      "csrw mepc, t0\n\t"
      "mret\n\t"
      "1: la t0, image_trap_registers\n\t"  //
      STORE("ra", "0") STORE("sp", "1") STORE("a0", "2") STORE("a1", "3") STORE("a2", "4")
          STORE("a3", "5") STORE("a4", "6") STORE("a5", "7") STORE("a6", "8") STORE("a7", "9")
      "la sp, image_stack_top\n\t"
      "j image_report_trap");
}

#undef STORE
}
