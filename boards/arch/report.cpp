// SPDX-License-Identifier: MIT
#include "arch/report.hpp"

#include <array>
#include <climits>

#include "arch/image.hpp"
#include "board.hpp"

namespace image {
namespace {

/// A number that an overflowing stack does not leave here by chance.
constexpr std::uint32_t begun = 0xFA117ED0;
volatile std::uint32_t state;

void write(std::string_view text) {
  board::write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

bool reporting() { return state == begun; }

void begin_report(std::string_view cause) {
  if (reporting() || !image_uart_is_up()) image_end(board::fault_status);
  state = begun;
  write({"\0fault: ", 8});
  write(cause);
}

void report(std::string_view name, std::uintptr_t value) {
  constexpr int digits = sizeof(value) * CHAR_BIT / 4;
  std::array<char, digits> text{};
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value /= 16) {
    *digit = "0123456789abcdef"[value % 16];
  }
  write(", ");
  write(name);
  write(" 0x");
  write({text.data(), text.size()});
}

void end_report() {
  write({"\0", 1});
  image_end(board::fault_status);
}

}  // namespace image
