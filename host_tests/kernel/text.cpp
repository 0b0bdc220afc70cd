// SPDX-License-Identifier: MIT
#include "text.hpp"

#include <algorithm>
#include <span>

#include "board.hpp"

namespace kernel_cases {

Line& Line::text(std::string_view text) {
  const std::size_t room = m_characters.size() - 1 - m_length;
  const std::size_t count = std::min(text.size(), room);
  std::copy_n(text.begin(), count, m_characters.begin() + static_cast<std::ptrdiff_t>(m_length));
  m_length += count;
  return *this;
}

Line& Line::number(std::uint32_t number) {
  std::array<char, 10> digits{};
  std::size_t first = digits.size();
  do {
    digits[--first] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  return text({digits.data() + first, digits.size() - first});
}

Line& Line::hex(std::uint32_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<char, 8> characters{};
  for (std::size_t i = 0; i < characters.size(); ++i)
    characters[i] = digits[(number >> (28 - 4 * i)) & 15];
  return text({characters.data(), characters.size()});
}

void Line::write() {
  m_characters[m_length++] = '\n';
  std::array<std::uint8_t, 160> bytes{};
  std::copy_n(m_characters.begin(), m_length, bytes.begin());
  board::write(std::span(bytes).first(m_length));
  m_length = 0;
}

}  // namespace kernel_cases
