// SPDX-License-Identifier: MIT
// Says what the image is, then answers each problem that comes in with its solution and its cost.
// There is no arithmetic on floating-point numbers in here: what a case needs of the compiler's and
// the C library's functions for it is then in that case's flash, and not in the harness's. The host
// makes the problems and judges the solutions.
#include <algorithm>
#include <array>
#include <cstring>

#include "arch/image.hpp"
#include "board.hpp"
#include "case.hpp"
#include "heap.hpp"

extern "C" {
extern const std::uint8_t image_data_load[];
extern const std::uint8_t image_data_start[];
extern const std::uint8_t image_data_end[];
}

namespace {

using Word = std::uint32_t;

/// The first message. host/minnorm/bench/image.py reads both, in the byte order of every board
/// here, little-endian.
struct Header {
  Word input_size;
  Word output_size;
  Word object_size;
  Word flash_end;
  std::array<char, 64> compiler;
};

/// Comes before each output.
struct Cost {
  Word ticks;
  Word stack;
  Word heap;
};

constexpr Word paint = 0xA5A5A5A5;

/// How much of the stack is painted, if there is that much: more than any case uses.
constexpr std::size_t painted_size = 256 * 1024;

/// What paint_stack() leaves alone of its own frame.
constexpr std::size_t margin = 64;

template <typename Message>
void write(const Message& message) {
  std::array<std::uint8_t, sizeof(Message)> bytes{};
  std::memcpy(bytes.data(), &message, sizeof(Message));
  board::write(bytes);
}

/// Where the frame of a function starts that the caller calls.
[[gnu::noinline]] std::uintptr_t frame() {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

volatile Word* painted_begin(std::uintptr_t top) {
  const auto bottom = reinterpret_cast<std::uintptr_t>(image_stack_bottom);
  return reinterpret_cast<volatile Word*>(top - bottom > painted_size ? top - painted_size
                                                                      : bottom);
}

[[gnu::noinline]] void paint_stack(std::uintptr_t top) {
  for (auto* word = painted_begin(top); reinterpret_cast<std::uintptr_t>(word) < top - margin;
       ++word)
    *word = paint;
}

/// Bytes of stack used below `top`, margin at least.
[[gnu::noinline]] Word used_stack(std::uintptr_t top) {
  const auto* word = painted_begin(top);
  while (reinterpret_cast<std::uintptr_t>(word) < top - margin && *word == paint) ++word;
  return static_cast<Word>(top - reinterpret_cast<std::uintptr_t>(word));
}

Cost measure() {
  const std::uintptr_t top = frame();
  paint_stack(top);
  const Word start = board::cycles();
  bench::the_case.run();
  const Word ticks = board::cycles() - start;
  return {ticks, used_stack(top), static_cast<Word>(bench::take_heap_peak())};
}

}  // namespace

int main() {
  board::start();
  const auto& the_case = bench::the_case;
  Header header{static_cast<Word>(the_case.input.size()),
                static_cast<Word>(the_case.output.size()),
                static_cast<Word>(the_case.object_size),
                static_cast<Word>(reinterpret_cast<std::uintptr_t>(image_data_load)) +
                    static_cast<Word>(image_data_end - image_data_start),
                {}};
  std::strncpy(header.compiler.data(), BENCH_COMPILER, header.compiler.size());
  write(header);
  for (;;) {
    std::ranges::generate(the_case.input, [] { return static_cast<std::uint8_t>(board::read()); });
    write(measure());
    board::write(the_case.output);
  }
}
