// SPDX-License-Identifier: MIT
#include "link/frame.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "support.hpp"

namespace wire_test {
namespace {

Bytes from_hex(const std::string& text) {
  Bytes bytes;
  if (text != "-") {
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
      bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
    }
  }
  return bytes;
}

TEST(Frame, MatchesTheSharedVectors) {
  std::ifstream file{FRAME_VECTORS};
  std::size_t count = 0;
  for (std::string line; std::getline(file, line); ++count) {
    SCOPED_TRACE("line " + std::to_string(count + 1));
    std::istringstream fields{line};
    unsigned kind = 0;
    unsigned sequence = 0;
    std::string payload_text;
    std::string wire_text;
    ASSERT_TRUE(fields >> kind >> sequence >> payload_text >> wire_text);
    const Bytes payload = from_hex(payload_text);
    const Bytes stream = from_hex(wire_text);

    Bytes buffer(payload.size() + wire::shortest_body);
    wire::Encoder encoder{buffer};
    for (unsigned sent = 0; sent < sequence; ++sent) {
      encode(encoder, 0, {});
    }
    EXPECT_EQ(encode(encoder, static_cast<std::uint8_t>(kind), payload), stream);

    const Heard heard = hear(stream, buffer.size());
    ASSERT_EQ(heard.frames.size(), 1U);
    EXPECT_TRUE(heard.damage.empty());
    const Received expected{static_cast<std::uint8_t>(kind), static_cast<std::uint16_t>(sequence),
                            payload};
    EXPECT_EQ(heard.frames[0], expected);
  }
  EXPECT_GT(count, 30U);
}

TEST(Frame, EveryLengthComesBack) {
  for (std::size_t length = 0; length <= 600; ++length) {
    for (const Bytes& payload :
         {Bytes(length, 0), Bytes(length, 0xFF), arbitrary_bytes(length, 1)}) {
      Bytes buffer(length + wire::shortest_body);
      wire::Encoder encoder{buffer};
      const Heard heard = hear(encode(encoder, 0x84, payload), buffer.size());
      ASSERT_EQ(heard.frames.size(), 1U) << length;
      EXPECT_EQ(heard.frames[0], (Received{0x84, 0, payload})) << length;
    }
  }
}

TEST(Frame, SendingLeavesThePayloadAsItIs) {
  Bytes buffer(1024 + wire::shortest_body);
  wire::Encoder encoder{buffer};
  for (std::size_t size = 0; size <= 1024; ++size) {
    for (const auto& payload :
         {wire_test::arbitrary_bytes(size, 5), Bytes(size, 0), Bytes(size, 7)}) {
      encode(encoder, 3, payload);
      ASSERT_TRUE(std::equal(payload.begin(), payload.end(), encoder.payload().begin())) << size;
    }
  }
}

TEST(Frame, HasNoZeroInside) {
  for (std::size_t length = 0; length <= 600; ++length) {
    Bytes buffer(length + wire::shortest_body);
    wire::Encoder encoder{buffer};
    const Bytes sent = encode(encoder, 0, arbitrary_bytes(length, 2));
    EXPECT_EQ(std::count(sent.begin(), sent.end(), 0), 2) << length;
    EXPECT_EQ(sent.front(), 0);
    EXPECT_EQ(sent.back(), 0);
  }
}

TEST(Frame, SequenceCountsTheFramesSentModulo65536) {
  Bytes buffer(64);
  wire::Encoder encoder{buffer};
  const auto nowhere = [](std::span<const std::uint8_t>) {};
  for (std::uint32_t i = 0; i < 65536 + 2; ++i) {
    ASSERT_EQ(encoder.send(0, 0, nowhere), i % 65536);
  }
}

TEST(Frame, PayloadHasRoomForTheBufferLessSevenBytes) {
  Bytes buffer(100);
  wire::Encoder encoder{buffer};
  EXPECT_EQ(encoder.payload().size(), 93U);
}

}  // namespace
}  // namespace wire_test
