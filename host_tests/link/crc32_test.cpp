// SPDX-License-Identifier: MIT
#include "link/crc32.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "support.hpp"

namespace wire_test {
namespace {

std::uint32_t crc32(std::string_view text) {
  const Bytes bytes(text.begin(), text.end());
  return wire::crc32(bytes);
}

TEST(Crc32, IsTheOneOfZlib) {
  EXPECT_EQ(crc32(""), 0U);
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
}

}  // namespace
}  // namespace wire_test
