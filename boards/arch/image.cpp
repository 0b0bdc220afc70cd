// SPDX-License-Identifier: MIT
#include "arch/image.hpp"

#include <algorithm>
#include <cstdint>

#include "arch/report.hpp"
#include "board.hpp"

int main();

extern "C" {

using Constructor = void (*)();

extern const std::uint32_t image_data_load[];
extern std::uint32_t image_data_start[];
extern std::uint32_t image_data_end[];
extern std::uint32_t image_bss_start[];
extern std::uint32_t image_bss_end[];
extern const Constructor image_constructors_start[];
extern const Constructor image_constructors_end[];

}  // extern "C"

namespace {

constexpr unsigned char canary = 0xC5;

/// Not a bool: an overflow that gets as far as this variable must not turn the canary off.
constexpr std::uint32_t guarded_by_hardware = 0x6A5D11E7;
std::uint32_t guarded_by;

}  // namespace

void image_start() {
  std::copy_n(image_data_load, image_data_end - image_data_start, image_data_start);
  std::fill(image_bss_start, image_bss_end, 0U);
  if (image_guard_stack()) {
    guarded_by = guarded_by_hardware;
  } else {
    std::fill(image_stack_guard, image_stack_bottom, canary);
  }
  std::for_each(image_constructors_start, image_constructors_end,
                [](Constructor construct) { construct(); });
  board::stop(main());
}

void board::stop(int status) {
  image_check_stack();
  image_end(status);
}

void image_check_stack() {
  if (guarded_by == guarded_by_hardware || image::reporting()) return;
  for (const unsigned char* byte = image_stack_guard; byte != image_stack_bottom; ++byte) {
    if (*byte != canary) {
      image::begin_report(image::stack_overflow);
      image::end_report();
    }
  }
}
