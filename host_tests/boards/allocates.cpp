// SPDX-License-Identifier: MIT
// An image with an allocator in it, as small as one can be: the check of the symbols has to find
// it.
#include <array>
#include <cstddef>

#include "board.hpp"

namespace {

std::array<std::byte, 64> heap;
int* volatile number;

}  // namespace

extern "C" [[gnu::noinline]] void* malloc(std::size_t) { return heap.data(); }

[[gnu::noinline]] void* operator new(std::size_t size) { return malloc(size); }

int main() {
  board::start();
  number = new int{1};
  board::stop(*number);
}
