// SPDX-License-Identifier: MIT
// What every image takes for granted when main() begins. Each check has an exit status of its own.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "board.hpp"

namespace {

std::array<volatile std::uint32_t, 64> zeros;
std::array<volatile std::uint32_t, 3> values{0x12345678, 0x9ABCDEF0, 42};
volatile float three = 3.0F;
volatile float two = 2.0F;
volatile double three_double = 3.0;

struct Constructed {
  Constructed() : value{static_cast<int>(three) + 4} {}
  int value;
};
Constructed constructed;

bool zeroed() {
  return std::ranges::all_of(zeros, [](std::uint32_t zero) { return zero == 0; });
}

bool initialised() { return values[0] == 0x12345678 && values[1] == 0x9ABCDEF0 && values[2] == 42; }

bool float_rounds_to_nearest() {
  return two / three == 0x1.555556p-1F && std::sqrt(two) == 0x1.6a09e6p+0F &&
         std::sqrt(three) == 0x1.bb67aep+0F;
}

bool float_has_subnormals() {
  volatile float smallest_normal = 0x1p-126F;
  return smallest_normal / two == 0x1p-127F;
}

bool double_rounds_to_nearest() {
  return 1.0 / three_double == 0x1.5555555555555p-2 &&
         std::sqrt(three_double) == 0x1.bb67ae8584caap+0;
}

[[gnu::noinline]] bool stack_is_aligned() {
  volatile std::max_align_t local{};
  return reinterpret_cast<std::uintptr_t>(&local) % alignof(std::max_align_t) == 0;
}

bool counter_runs() {
  const std::uint32_t before = board::cycles();
  // Some 50 ms of the fastest core are over long before the loop is, unless the counter stands
  // still.
  for (int i = 0; i < 100'000'000; ++i) {
    if (board::cycles() != before) {
      return true;
    }
  }
  return false;
}

void print(std::string_view text) {
  board::write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

int main() {
  board::start();
  print(board::name);
  print(", ");
  print(board::core);
  print("\n");
  const std::array<bool, 8> checks{zeroed(),
                                   initialised(),
                                   constructed.value == 7,
                                   float_rounds_to_nearest(),
                                   float_has_subnormals(),
                                   double_rounds_to_nearest(),
                                   stack_is_aligned(),
                                   counter_runs()};
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (!checks[i]) {
      board::stop(static_cast<int>(i) + 1);
    }
  }
  return 0;
}
