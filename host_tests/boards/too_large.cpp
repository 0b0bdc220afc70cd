// SPDX-License-Identifier: MIT
// An image with a variable larger than the RAM of any board here.
#include <array>
#include <cstddef>

#include "board.hpp"

namespace {

std::array<volatile std::byte, 0x10000000> variable;

}  // namespace

int main() {
  board::start();
  variable[1] = std::byte{1};
  board::stop(std::to_integer<int>(variable[2]));
}
