// SPDX-License-Identifier: MIT
#include <board.hpp>

#include "target_test.h"

namespace {

void has_a_name() { CHECK(!board::name.empty()); }

void is_told_one_name() {
  CHECK(board::arguments().size() < 3);
  CHECK(board::arguments().size() < 2 ||
        std::string_view(board::arguments()[1]) == "is_told_one_name");
}

}  // namespace

int main() {
  board_start();
  RUN_TEST(has_a_name);
  RUN_TEST(is_told_one_name);
  return tests_end();
}
