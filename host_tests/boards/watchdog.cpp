// SPDX-License-Identifier: MIT
#include <array>

#include "board.hpp"

namespace {

void pass(std::uint32_t seconds) {
  const std::uint32_t start = board::cycles();
  while (board::cycles() - start < seconds * board::clock_hz) {
  }
}

}  // namespace

/// On any byte but h it shows signs of life, and then none while nobody watches. Then it hangs.
int main() {
  board::start();
  if (board::read() != 'h') {
    for (int i = 0; i < 4; ++i) {
      board::watch(3);
      pass(1);
    }
    board::watch(1);
    board::watch(0);
    pass(2);
  }
  board::write(std::array<std::uint8_t, 3>{'u', 'p', '\n'});
  board::watch(1);
  for (;;) {
  }
}
