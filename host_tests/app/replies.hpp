// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "link/frame.hpp"
#include "link/message.hpp"

namespace app_tests {

/// The number of every request of these tests.
inline constexpr std::uint8_t sequence = 7;

/// What a server sent: kind and payload of a frame.
struct Reply {
  wire::Kind kind;
  std::vector<std::uint8_t> payload;
};

/// A server's sink that keeps what it gets.
struct Collect {
  std::vector<std::uint8_t>* bytes;
  void operator()(std::span<const std::uint8_t> some) const {
    bytes->insert(bytes->end(), some.begin(), some.end());
  }
};

/// The frames of these bytes, none of which may be damaged.
inline std::vector<Reply> replies(std::span<const std::uint8_t> sent) {
  std::vector<Reply> replies;
  std::vector<std::uint8_t> body(1 << 16);
  wire::Decoder decoder{body};
  for (const std::uint8_t byte : sent) {
    const auto event = decoder.process(byte);
    if (event == wire::Event::none) continue;
    EXPECT_EQ(event, wire::Event::frame);
    const auto frame = decoder.frame();
    replies.push_back(
        {static_cast<wire::Kind>(frame.kind), {frame.payload.begin(), frame.payload.end()}});
  }
  return replies;
}

inline void expect_refusal(const std::vector<Reply>& replies, wire::Refusal reason) {
  ASSERT_EQ(replies.size(), 1U);
  ASSERT_EQ(replies[0].kind, wire::Kind::error);
  wire::Reader reader{replies[0].payload};
  reader.array(3);
  EXPECT_EQ(reader.integer(), sequence);
  EXPECT_EQ(reader.integer(), static_cast<std::int32_t>(reason));
  const std::string text{replies[0].payload.begin(), replies[0].payload.end()};
  EXPECT_EQ(text.back(), '.') << "a sentence";
}

}  // namespace app_tests
