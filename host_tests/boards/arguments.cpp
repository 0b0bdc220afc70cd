// SPDX-License-Identifier: MIT
// Prints its arguments, each with a comma behind it, or that nobody tells them.
#include <cstring>

#include "board.h"
#include "board.hpp"

int main() {
  board::start();
  const auto arguments = board::arguments();
  if (arguments.empty()) {
    board_write("untold\n", 7);
    board::stop(1);
  }
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (board_argument(i) != arguments[i]) board::stop(2);
    board_write(arguments[i], std::strlen(arguments[i]));
    board_write(",", 1);
  }
  if (board_argument(arguments.size()) != nullptr) board::stop(3);
  return 0;
}
