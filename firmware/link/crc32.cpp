// SPDX-License-Identifier: MIT
#include "link/crc32.hpp"

#include <array>

namespace wire {
namespace {

constexpr std::array<std::uint32_t, 16> make_table() {
  constexpr std::uint32_t reflected_polynomial = 0xEDB88320;
  std::array<std::uint32_t, 16> table{};
  for (std::uint32_t nibble = 0; nibble < table.size(); ++nibble) {
    std::uint32_t remainder = nibble;
    for (int bit = 0; bit < 4; ++bit) {
      remainder = (remainder >> 1U) ^ ((remainder & 1U) != 0 ? reflected_polynomial : 0U);
    }
    table[nibble] = remainder;
  }
  return table;
}

constexpr std::array<std::uint32_t, 16> table = make_table();

}  // namespace

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = ~0U;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    crc = (crc >> 4U) ^ table[crc & 0xFU];
    crc = (crc >> 4U) ^ table[crc & 0xFU];
  }
  return ~crc;
}

}  // namespace wire
