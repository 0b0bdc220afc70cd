// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "arch/image.hpp"
#include "board.hpp"

namespace {

constexpr std::size_t longest_line = 256;
constexpr std::size_t most_words = 16;

struct CommandLine {
  std::array<char, longest_line> text;
  std::array<const char*, most_words> words;
  std::size_t count;
  bool is_read;
};
CommandLine line;

/// Semihosting's line is one text without quotes. Of a program that was given no words QEMU tells
/// the image's path, which may have spaces.
void split() {
  char* at = line.text.data();
  char* const end = std::find(at, at + line.text.size() - 1, '\0');
  if (std::string_view(at, end).ends_with(".elf")) {
    line.words[line.count++] = at;
    return;
  }
  while (line.count < line.words.size()) {
    at = std::find_if(at, end, [](char letter) { return letter != ' '; });
    if (at == end) break;
    line.words[line.count++] = at;
    at = std::find(at, end, ' ');
    if (at != end) *at++ = '\0';
  }
}

}  // namespace

std::span<const char* const> board::arguments() {
  if (!line.is_read) {
    struct Request {
      char* text;
      std::uintptr_t size;
    };
    constexpr std::uintptr_t get_command_line = 0x15;
    const Request request{line.text.data(), line.text.size()};
    if (image_semihosting(get_command_line, &request) == 0) split();
    line.is_read = true;
  }
  return std::span{line.words}.first(line.count);
}
