// SPDX-License-Identifier: MIT
#include "board.hpp"
#include "every_case.hpp"
#include "text.hpp"

/// Decompositions that every board has to make with the same bits: printed, and checked here in the
/// board's own arithmetic. host_tests/kernel/float_cases.txt and double_cases.txt are what the
/// desktop printed.
int main() {
  board::start();
  kernel_cases::Line()
      .text("# Written by: cmake --build build/desktop --target kernel_cases_expected")
      .write();
  const int failures = kernel_cases::cases();
  board::stop(failures == 0 ? 0 : 1);
}
