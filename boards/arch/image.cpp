// SPDX-License-Identifier: MIT
#include "arch/image.hpp"

#include <algorithm>
#include <cstdint>

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

void image_start() {
  std::copy_n(image_data_load, image_data_end - image_data_start, image_data_start);
  std::fill(image_bss_start, image_bss_end, 0U);
  std::for_each(image_constructors_start, image_constructors_end,
                [](Constructor construct) { construct(); });
  board::stop(main());
}

void image_fault() { board::stop(board::fault_status); }
}
