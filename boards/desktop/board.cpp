// SPDX-License-Identifier: MIT
#include "board.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>

/// The UART is a byte stream: standard input and output, unbuffered by the C and C++ libraries.
namespace board {
namespace {

std::array<std::uint8_t, 4096> received;
std::size_t next = 0;
std::size_t end = 0;

std::span<const char* const> words;

/// The C library hands constructors what main() gets.
[[gnu::constructor]] void keep_arguments(int count, char** values) {
  words = {values, static_cast<std::size_t>(count)};
}

}  // namespace

void start() {}

int read() {
  while (next == end) {
    const ssize_t count = ::read(STDIN_FILENO, received.data(), received.size());
    if (count > 0) {
      next = 0;
      end = static_cast<std::size_t>(count);
    } else if (count == 0 || errno != EINTR) {
      return -1;
    }
  }
  return received[next++];
}

void write(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      // Nobody is left to tell.
      stop(EXIT_FAILURE);
    }
  }
}

void watch(std::uint32_t /*seconds*/) {}

std::uint32_t cycles() {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint32_t>(std::chrono::nanoseconds{since_start}.count());
}

std::span<const char* const> arguments() { return words; }

void stop(int status) { std::exit(status); }

}  // namespace board
