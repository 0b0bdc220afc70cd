// SPDX-License-Identifier: MIT
// A test that passes and one that does not.
#include "target_test.h"

namespace {

void holds() { CHECK(1 + 1 == 2); }

void does_not_hold() {
  CHECK(1 + 1 == 2);
  CHECK(1 + 1 == 3);
}

}  // namespace

int main() {
  board_start();
  RUN_TEST(holds);
  RUN_TEST(does_not_hold);
  return tests_end();
}
