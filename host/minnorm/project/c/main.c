/* SPDX-License-Identifier: MIT */
/* Prints the thrusts for one command over the UART. */
#include <board.h>
#include <string.h>

#include "mixer.h"

static void print(const char* text) { board_write(text, strlen(text)); }

/* With four digits, for a number below 10. */
static void print_number(float value) {
  unsigned rest = (unsigned)((value < 0 ? -value : value) * 10000 + 0.5F);
  char text[] = "0.0000";
  int i;
  for (i = 5; i >= 0; --i) {
    if (text[i] == '.') continue;
    text[i] = (char)('0' + rest % 10);
    rest /= 10;
  }
  print(value < 0 ? " -" : " +");
  print(text);
}

int main(void) {
  static const float command[3] = {0.2F, -0.1F, 0.05F};
  float thrust[4];
  int i;
  board_start();
  print(board_name());
  if (thrusts(mixer, command, thrust) != MINNORM_OK) {
    print(": an entry is no number\n");
    return 1;
  }
  for (i = 0; i < 4; ++i) print_number(thrust[i]);
  print("\n");
  return 0;
}
