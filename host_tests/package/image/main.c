/* SPDX-License-Identifier: MIT */
#include <target_test.h>

static void has_a_name(void) { CHECK(strlen(board_name()) > 0 && strlen(board_core()) > 0); }

static void counts_cycles(void) {
  const uint32_t before = board_cycles();
  /* An emulator's counter may take milliseconds to start. */
  long tries = 100000000;
  while (board_cycles() == before && --tries > 0) {
  }
  CHECK(tries > 0);
  CHECK(board_clock_hz() > 0);
}

int main(void) {
  board_start();
  RUN_TEST(has_a_name);
  RUN_TEST(counts_cycles);
  return tests_end();
}
