// SPDX-License-Identifier: MIT
// An image whose stack has no bound that machine code shows: the check of the stack has to say so.
#include "board.hpp"

namespace {

volatile int zero = 0;

[[gnu::noinline]] int descend(int depth) { return depth == zero ? 0 : descend(depth - 1) + zero; }

}  // namespace

int main() {
  board::start();
  board::stop(descend(zero));
}
