// SPDX-License-Identifier: MIT
// Prints the thrusts for one command over the UART.
#include <board.hpp>

#include "mixer.hpp"

namespace {

void print(std::string_view text) {
  board::write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

/// With four digits, for a number below 10.
void print(float value) {
  print(value < 0 ? " -" : " +");
  auto rest = static_cast<unsigned>((value < 0 ? -value : value) * 10'000 + 0.5F);
  char text[] = "0.0000";
  for (char* digit = text + 5; digit >= text; --digit) {
    if (*digit == '.') continue;
    *digit = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  print(std::string_view(text));
}

}  // namespace

int main() {
  board::start();
  print(board::name);
  for (const float thrust : thrusts(mixer(), {0.2F, -0.1F, 0.05F})) print(thrust);
  print("\n");
  return 0;
}
