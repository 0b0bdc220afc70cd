// SPDX-License-Identifier: MIT
#include "board.hpp"

int main() {
  board::start();
  board::stop(3);
}
