// SPDX-License-Identifier: MIT
#include "board.hpp"

int main() {
  board::start();
  __builtin_trap();
}
