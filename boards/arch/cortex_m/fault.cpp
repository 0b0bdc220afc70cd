// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>
#include <string_view>

#include "arch/cortex_m/exception.hpp"
#include "arch/cortex_m/wakeup.hpp"
#include "arch/image.hpp"
#include "arch/report.hpp"
#include "board.hpp"
#include "mmio.hpp"

namespace {

/// What the core stacks when it takes an exception.
struct Frame {
  std::uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

/// The watchdog's exception.
constexpr std::uint32_t non_maskable = 2;

struct Fault {
  Frame frame;
  bool frame_is_valid;
  std::uint32_t sp;
  std::uint32_t exception;
};
Fault fault;

bool is_stack(std::uintptr_t address) {
  return address >= reinterpret_cast<std::uintptr_t>(image_stack_bottom) &&
         address < reinterpret_cast<std::uintptr_t>(image_stack_top);
}

/// An odd address of code behind a call, bl or blx.
bool is_return_address(std::uint32_t address) {
  if (address % 2 == 0 || address < reinterpret_cast<std::uintptr_t>(image_code_start) + 4 ||
      address >= reinterpret_cast<std::uintptr_t>(image_code_end)) {
    return false;
  }
  const auto* const code = reinterpret_cast<const std::uint16_t*>(address - 1);
  const bool bl = (code[-2] & 0xF800U) == 0xF000U && (code[-1] & 0xD000U) == 0xD000U;
  const bool blx = (code[-1] & 0xFF87U) == 0x4780U;
  return bl || blx;
}

/// That of the call which came closest to the end of the stack; 0 if there is none.
std::uint32_t innermost_return_address() {
  const auto* word = reinterpret_cast<const std::uint32_t*>(image_stack_bottom);
  for (; is_stack(reinterpret_cast<std::uintptr_t>(word)); ++word) {
    if (is_return_address(*word)) return *word;
  }
  return 0;
}

#if __ARM_ARCH_ISA_THUMB == 1

// Cortex-M0 does not tell one fault from another.
bool stacking_failed() { return false; }
bool guard_was_touched() { return false; }
std::string_view cause_of_hard_fault() { return "hard fault"; }
void report_status() {}

#else

constexpr std::uint32_t stacking_hit_guard = 1U << 4U;
constexpr std::uint32_t invalid_data_address = 1U << 1U;
constexpr std::uint32_t mmfar_is_valid = 1U << 7U;
constexpr std::uint32_t bfar_is_valid = 1U << 15U;
constexpr std::uint32_t bus_error_in_stacking = 1U << 12U;
constexpr std::uint32_t below_stack_limit = 1U << 20U;

std::uint32_t cfsr() { return mmio<std::uint32_t>(0xE000ED28); }
std::uint32_t hfsr() { return mmio<std::uint32_t>(0xE000ED2C); }
std::uint32_t mmfar() { return mmio<std::uint32_t>(0xE000ED34); }
std::uint32_t bfar() { return mmio<std::uint32_t>(0xE000ED38); }

bool stacking_failed() {
  return (cfsr() & (stacking_hit_guard | bus_error_in_stacking | below_stack_limit)) != 0;
}

bool guard_was_touched() {
  if ((cfsr() & (stacking_hit_guard | below_stack_limit)) != 0) return true;
  const auto guard = reinterpret_cast<std::uintptr_t>(image_stack_guard);
  const auto bottom = reinterpret_cast<std::uintptr_t>(image_stack_bottom);
  return (cfsr() & mmfar_is_valid) != 0 && mmfar() >= guard && mmfar() < bottom;
}

struct Cause {
  std::uint32_t bits;
  std::string_view words;
};

constexpr std::array<Cause, 8> causes{{
    Cause{1U << 16U, "undefined instruction"},
    Cause{1U << 17U, "jump to an even address"},
    Cause{1U << 18U, "invalid exception return"},
    Cause{1U << 19U, "coprocessor or float unit is off"},
    Cause{1U << 24U, "unaligned access"},
    Cause{1U << 25U, "division by zero"},
    Cause{1U << 0U | 1U << 8U, "jump to an invalid address"},
    Cause{invalid_data_address | 1U << 9U | 1U << 10U | bus_error_in_stacking,
          "access to an invalid address"},
}};

std::string_view cause_of_hard_fault() {
  for (const Cause& cause : causes) {
    if ((cfsr() & cause.bits) != 0) return cause.words;
  }
  constexpr std::uint32_t breakpoint = 1U << 31U;
  if ((hfsr() & breakpoint) != 0) return "breakpoint without a debugger";
  return "hard fault";
}

void report_status() {
  image::report("cfsr", cfsr());
  image::report("hfsr", hfsr());
  if ((cfsr() & mmfar_is_valid) != 0) image::report("mmfar", mmfar());
  if ((cfsr() & bfar_is_valid) != 0) image::report("bfar", bfar());
}

#endif

std::string_view cause() {
  constexpr std::uint32_t hard_fault = 3;
  if (guard_was_touched() || fault.sp < reinterpret_cast<std::uintptr_t>(image_stack_bottom)) {
    return image::stack_overflow;
  }
  if (fault.exception == non_maskable) return "watchdog";
  if (fault.exception != hard_fault) return "unexpected exception";
  return cause_of_hard_fault();
}

[[noreturn, gnu::cold]] void report_fault() {
  image::begin_report(cause());
  if (fault.frame_is_valid) {
    image::report("pc", fault.frame.pc);
    image::report("lr", fault.frame.lr);
  } else {
    // The core could not stack them; this is where the stack's end was reached, or close to it.
    image::report("lr", innermost_return_address());
  }
  image::report("sp", fault.sp);
  report_status();
  image::report("exception", fault.exception);
  if (fault.frame_is_valid) {
    image::report("xpsr", fault.frame.xpsr);
    image::report("r0", fault.frame.r0);
    image::report("r1", fault.frame.r1);
    image::report("r2", fault.frame.r2);
    image::report("r3", fault.frame.r3);
    image::report("r12", fault.frame.r12);
  }
  image::end_report();
}

}  // namespace

extern "C" {

/// Gets the frame of the code that faulted, returns the frame of the code to go on with:
/// report_fault() on an empty stack. There a breakpoint is a breakpoint; in a fault's handler it
/// locks the core up.
[[gnu::cold, gnu::used]] Frame* image_fault_return(Frame* frame) {
  const auto address = reinterpret_cast<std::uintptr_t>(frame);
  constexpr std::uint32_t thumb = 1;
  const bool is_in_stack = is_stack(address) && is_stack(address + sizeof(Frame) - 1);
  if (is_in_stack && frame->pc == (reinterpret_cast<std::uintptr_t>(image_semihosting) & ~thumb)) {
    frame->pc += sizeof(std::uint16_t);
    return frame;
  }
  fault = {};
  fault.sp = address;
  asm volatile("mrs %0, ipsr" : "=r"(fault.exception));
  // Withdraws the interrupt, and leaves time for the report: then comes another, and the reset.
  if (fault.exception == non_maskable && !image::reporting()) board::watch(2);
  if (is_in_stack && !stacking_failed()) {
    constexpr std::uint32_t was_aligned = 1U << 9U;
    fault.frame_is_valid = true;
    fault.frame = *frame;
    fault.sp += sizeof(Frame) + ((frame->xpsr & was_aligned) != 0 ? 4 : 0);
  }
  Frame* const fresh =
      reinterpret_cast<Frame*>(reinterpret_cast<std::uintptr_t>(image_stack_top) - sizeof(Frame));
  *fresh = {};
  fresh->pc = reinterpret_cast<std::uintptr_t>(report_fault) & ~thumb;
  fresh->xpsr = 1U << 24U;
  return fresh;
}

/// The stack may be at its end, or anything: within 256 bytes of the bottom, or outside, the
/// handler starts another one at the top, below the frame that it leaves there.
[[gnu::naked]] void image_exception() {
  asm volatile(
      "mov r0, sp\n\t"
      "ldr r2, =image_stack_top - 32\n\t"
      "ldr r1, =image_stack_bottom + 256\n\t"
      "cmp r0, r1\n\t"
      "blo 1f\n\t"
      "cmp r0, r2\n\t"
      "bls 2f\n\t"
      "1: mov sp, r2\n\t"
      "2: push {r0, lr}\n\t"
      "bl image_fault_return\n\t"
      "pop {r2, r3}\n\t"
      "mov sp, r0\n\t"
      "bx r3");
}
}
