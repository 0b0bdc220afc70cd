// SPDX-License-Identifier: MIT
#include "board.h"

#include "board.hpp"
#include "facts.hpp"

const char* board_name() { return facts::name.data(); }
const char* board_core() { return facts::core.data(); }
std::uint32_t board_clock_hz() { return board::clock_hz; }

const char* board_argument(std::size_t index) {
  const auto arguments = board::arguments();
  return index < arguments.size() ? arguments[index] : nullptr;
}

void board_start() { board::start(); }
int board_read() { return board::read(); }
void board_write(const void* bytes, std::size_t count) {
  board::write({static_cast<const std::uint8_t*>(bytes), count});
}
void board_watch(std::uint32_t seconds) { board::watch(seconds); }
std::uint32_t board_cycles() { return board::cycles(); }
void board_stop(int status) { board::stop(status); }
