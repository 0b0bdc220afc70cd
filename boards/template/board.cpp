// SPDX-License-Identifier: MIT
#include "board.hpp"

#error \
    "Fill in a copy of boards/template: the part's numbers in board.json, then the four functions here with the drivers of boards/soc/<soc>; then delete this line. docs/PORTING.md shows how."

namespace board {

void start() {}

int read() {}

void write(std::span<const std::uint8_t> bytes) {}

std::uint32_t cycles() {}

}  // namespace board
