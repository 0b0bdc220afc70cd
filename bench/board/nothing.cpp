// SPDX-License-Identifier: MIT
// The image that all others are compared with, and the measure of instructions.
#include <array>
#include <cstdint>

#include "case.hpp"

namespace bench {
namespace {

std::array<std::uint8_t, 1> input;

/// Two instructions each time, which the host counts on.
void spin(std::uint32_t times) {
#ifdef __riscv
  asm volatile("1: addi %0, %0, -1\n\tbnez %0, 1b" : "+r"(times));
#else
  asm volatile(".syntax unified\n1: subs %0, #1\n\tbne 1b" : "+l"(times) : : "cc");
#endif
}

void run() {
  if (input[0] != 0) spin(8'000'000);
}

}  // namespace

constinit const Case the_case{input, {}, 0, run};

}  // namespace bench
