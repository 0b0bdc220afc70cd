// SPDX-License-Identifier: MIT
#include "heap.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>

#include "board.hpp"

namespace {

/// Stands before each block, and keeps it aligned.
union alignas(std::max_align_t) Size {
  std::size_t bytes;
};

alignas(std::max_align_t) std::array<std::uint8_t, BENCH_HEAP> heap;
std::size_t end = 0;
std::size_t live = 0;
std::size_t peak = 0;

}  // namespace

namespace bench {

std::size_t take_heap_peak() {
  const std::size_t taken = peak;
  peak = live;
  return taken;
}

}  // namespace bench

/// Blocks are handed out one after another; the first place is free again when none is left.
extern "C" void* malloc(std::size_t bytes) {
  const std::size_t size = sizeof(Size) + (bytes + sizeof(Size) - 1) / sizeof(Size) * sizeof(Size);
  if (size < bytes || size > heap.size() - end) return nullptr;
  auto* const block = new (heap.data() + end) Size{bytes};
  end += size;
  live += bytes;
  peak = std::max(peak, live);
  return block + 1;
}

extern "C" void free(void* block) {
  if (block == nullptr) return;
  live -= (static_cast<Size*>(block) - 1)->bytes;
  if (live == 0) end = 0;
}

/// Eigen calls it when malloc failed.
void* operator new(std::size_t /*bytes*/) { board::stop(1); }
