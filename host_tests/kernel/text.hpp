// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kernel_cases {

/// One line of output, put together without the C library's printf, which needs a heap.
class Line {
 public:
  Line& text(std::string_view text);
  Line& number(std::uint32_t number);
  Line& hex(std::uint32_t number);

  std::string_view view() const { return {m_characters.data(), m_length}; }

  /// Hands the line to the board's UART.
  void write();

 private:
  std::array<char, 160> m_characters{};
  std::size_t m_length = 0;
};

}  // namespace kernel_cases
