/* SPDX-License-Identifier: MIT */
#ifndef MINNORM_TARGET_TEST_H
#define MINNORM_TARGET_TEST_H

/* Tests on a board, in C or C++: static void adds(void) { CHECK(1 + 1 == 2); } is run by a main()
   of board_start(); RUN_TEST(adds); return tests_end(); if the image's argument names it or there
   is none. They are called, not pointed to, so that the stack can be computed. */

#include <string.h>

#include "board.h"

static int target_tests_run, target_test_failed, target_tests_failed;

static void target_test_say(const char* text) { board_write(text, strlen(text)); }

static int target_test_begins(const char* name) {
  const char* asked = board_argument(1);
  if (asked != NULL && strcmp(asked, name) != 0) return 0;
  target_test_failed = 0;
  ++target_tests_run;
  return 1;
}

static void target_test_ends(const char* name) {
  target_tests_failed += target_test_failed;
  target_test_say(target_test_failed ? "FAILED " : "passed ");
  target_test_say(name);
  target_test_say("\n");
}

static void target_test_check(int holds, const char* place, const char* condition) {
  if (holds) return;
  target_test_failed = 1;
  target_test_say(place);
  target_test_say(condition);
  target_test_say(" does not hold\n");
}

/* The exit status: 1 if a test failed, 2 if there is none of the name asked for. */
static int tests_end(void) {
  if (target_tests_run == 0) target_test_say("There is no test of that name.\n");
  return target_tests_run == 0 ? 2 : target_tests_failed != 0;
}

#define TARGET_TEST_TEXT_OF(value) #value
#define TARGET_TEST_TEXT(value) TARGET_TEST_TEXT_OF(value)
#define RUN_TEST(name)               \
  do {                               \
    if (target_test_begins(#name)) { \
      name();                        \
      target_test_ends(#name);       \
    }                                \
  } while (0)
#define CHECK(condition) \
  target_test_check(!!(condition), __FILE__ ":" TARGET_TEST_TEXT(__LINE__) ": ", #condition)

#endif
