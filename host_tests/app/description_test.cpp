// SPDX-License-Identifier: MIT
#include "app/description.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using app::Packer;

/// What `write` makes of a packer and of MsgPuck's writer is the same to the byte.
template <typename Write>
void expect_same(Write write) {
  std::vector<std::uint8_t> packed(1 << 17), written(1 << 17);
  Packer packer{packed};
  wire::Writer writer{written};
  write(packer);
  write(writer);
  ASSERT_EQ(packer.size(), writer.size());
  EXPECT_TRUE(
      std::equal(packed.begin(), packed.begin() + std::ptrdiff_t(packer.size()), written.begin()));
}

TEST(Packer, WritesIntegersOfEachLengthAsMsgPuckDoes) {
  for (const std::uint64_t value :
       {0U, 127U, 128U, 255U, 256U, 65535U, 65536U, 0x12345678U, 0xFFFFFFFFU})
    expect_same([&](auto& to) { to.integer(value); });
}

TEST(Packer, WritesTextsOfEachLengthAsMsgPuckDoes) {
  for (const std::size_t length : {0U, 1U, 31U, 32U, 255U, 256U, 65535U}) {
    const std::string text(length, 'x');
    expect_same([&](auto& to) { to.text(text); });
  }
}

TEST(Packer, OpensArraysOfEachLengthAsMsgPuckDoes) {
  for (const std::size_t length : {0U, 15U, 16U, 255U, 65535U})
    expect_same([&](auto& to) { to.array(length); });
}

TEST(Packer, WritesRealsInTheirShortestFormAsTheWriterDoes) {
  for (const double value : {0.0, -0.0, 1.0, 127.0, 128.0, -1.0, 0.5, 0.1, 1e300})
    expect_same([&](auto& to) { to.real(value); });
}

TEST(Packer, CountsWhatItsBufferDoesNotHold) {
  std::vector<std::uint8_t> buffer(3, 0xEE);
  Packer packer{std::span{buffer}.first(2)};
  packer.text("long");
  EXPECT_EQ(packer.size(), 5U);
  EXPECT_EQ(buffer, (std::vector<std::uint8_t>{0xA4, 'l', 0xEE}));
}

}  // namespace
