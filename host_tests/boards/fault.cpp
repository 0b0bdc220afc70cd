// SPDX-License-Identifier: MIT
// Faults on purpose, in the way that a letter on the UART names, or in a constructor. Ends with
// status 0 if the core does not notice.
#include <cstdint>

#include "arch/image.hpp"
#include "arch/report.hpp"
#include "board.hpp"

namespace {

/// No part here has anything at this address. Odd where it is jumped to: Thumb code on a Cortex-M.
constexpr std::uintptr_t nowhere = 0xE0200000;

void undefined_instruction() {
#ifdef __riscv
  asm volatile("unimp");
#else
  asm volatile("udf 0");
#endif
}

void jump() { reinterpret_cast<void (*)()>(nowhere | 1U)(); }

void read() {
  [[maybe_unused]] const std::uint32_t nothing =
      *reinterpret_cast<volatile std::uint32_t*>(nowhere);
}

void write() { *reinterpret_cast<volatile std::uint32_t*>(nowhere) = 1; }

void division_by_zero() {
  volatile int number = 7;
  volatile int zero = 0;
  number = number / zero;
}

/// Ends when it has written to the stack's guard, for cores whose guard is a canary.
[[gnu::noinline]] std::uintptr_t descend(std::uintptr_t guard) {
  volatile std::uintptr_t here = reinterpret_cast<std::uintptr_t>(&here);
  return here < guard + 24 ? here : descend(guard) + here;
}

void overflow() { descend(reinterpret_cast<std::uintptr_t>(image_stack_guard)); }

void endless_recursion() { descend(0); }

void fault_in_a_report() {
  image::begin_report("one");
  undefined_instruction();
}

#ifdef BEFORE_START
struct BeforeStart {
  BeforeStart() { undefined_instruction(); }
} const before_start;
#endif

void fault(int letter) {
  switch (letter) {
    case 'u':
      return undefined_instruction();
    case 'j':
      return jump();
    case 'r':
      return read();
    case 'w':
      return write();
    case 'd':
      return division_by_zero();
    case 'o':
      return overflow();
    case 'e':
      return endless_recursion();
    case 't':
      return fault_in_a_report();
    default:
      return;
  }
}

}  // namespace

int main() {
  board::start();
  int letter = board::read();
  while (letter == '\n') letter = board::read();
  fault(letter);
  return 0;
}
