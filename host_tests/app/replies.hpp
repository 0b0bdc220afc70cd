// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "app/server.hpp"

namespace app_tests {

/// The number of every request of these tests.
inline constexpr std::uint8_t sequence = 7;

/// What a server sent: kind and payload of a frame.
struct Reply {
  wire::Kind kind;
  std::vector<std::uint8_t> payload;

  /// The payload as people write it.
  std::string text() const {
    char* written = nullptr;
    std::size_t size = 0;
    std::FILE* const file = open_memstream(&written, &size);
    mp_fprint(file, reinterpret_cast<const char*>(payload.data()));
    std::fclose(file);
    std::string text{written, size};
    std::free(written);  // NOLINT(cppcoreguidelines-no-malloc)
    return text;
  }
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

/// A server of the experiment, and a host that asks it.
template <typename Experiment>
class Served : public testing::Test {
 protected:
  std::vector<Reply> ask(wire::Kind kind, std::span<const std::uint8_t> payload) {
    sent.clear();
    server.serve({static_cast<std::uint8_t>(kind), sequence, payload});
    return replies(sent);
  }
  std::vector<Reply> ask(wire::Kind kind, const wire::Writer& payload) {
    return ask(kind, std::span{buffer}.first(payload.size()));
  }
  /// A compute whose frames are as long as the board likes, unless it is said how the host wants
  /// them.
  std::vector<Reply> compute(std::uint64_t seed, std::uint64_t repeat, std::uint64_t case_number,
                             std::uint64_t longest = wire::longest_body, std::uint64_t copies = 1,
                             std::span<const std::uint8_t> had = {}) {
    auto payload = writer();
    payload.array(6).integer(seed).integer(repeat).integer(case_number).integer(longest);
    return ask(wire::Kind::compute, payload.integer(copies).bytes(had));
  }
  std::vector<Reply> ask(wire::Kind kind, const std::vector<std::uint64_t>& fields) {
    auto payload = writer();
    payload.array(fields.size());
    for (const auto field : fields) payload.integer(field);
    return ask(kind, payload);
  }

  /// The description in pieces, from frames with bodies of at most `longest` bytes.
  std::string described(std::uint64_t longest = wire::longest_body) {
    std::vector<std::uint8_t> whole;
    std::size_t size = 1;
    while (whole.size() < size) {
      const auto answers = ask(wire::Kind::describe, {whole.size(), longest});
      EXPECT_EQ(answers.size(), 1U);
      const auto& payload = answers[0].payload;
      EXPECT_EQ(answers[0].kind, wire::Kind::description);
      EXPECT_LE(payload.size() + wire::shortest_body, std::max<std::size_t>(longest, 32));
      const char* at = reinterpret_cast<const char*>(payload.data());
      EXPECT_EQ(mp_decode_array(&at), 4U);
      EXPECT_EQ(mp_decode_uint(&at), sequence);
      size = mp_decode_uint(&at);
      EXPECT_EQ(mp_decode_uint(&at), whole.size());
      std::uint32_t length = 0;
      const char* const piece = mp_decode_bin(&at, &length);
      whole.insert(whole.end(), piece, piece + length);
      if (length == 0 || testing::Test::HasFailure()) break;
    }
    return Reply{wire::Kind::description, whole}.text();
  }

  wire::Writer writer() { return wire::Writer{buffer}; }

  /// A load of these values.
  wire::Writer load(std::string_view input, std::size_t first, const std::vector<float>& values) {
    auto payload = writer();
    payload.array(3).text(input).integer(first).array(values.size());
    for (const float value : values) payload.real(value);
    return payload;
  }

  void expect_loaded(std::string_view input, std::size_t first, const std::vector<float>& values) {
    const auto payload = load(input, first, values);
    EXPECT_LE(wire::shortest_body + payload.size(), Server::longest_request);
    const auto answers = ask(wire::Kind::load, payload);
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].kind, wire::Kind::ack) << answers[0].text();
    EXPECT_EQ(answers[0].text(), "[7]");
  }

  void expect_refused(std::string_view input, std::size_t first, const std::vector<float>& values,
                      wire::Refusal reason) {
    expect_refusal(ask(wire::Kind::load, load(input, first, values)), reason);
  }

  static void expect_refusal(const std::vector<Reply>& answers, wire::Refusal reason) {
    ASSERT_EQ(answers.size(), 1U);
    ASSERT_EQ(answers[0].kind, wire::Kind::error);
    wire::Reader reader{answers[0].payload};
    reader.array(3);
    EXPECT_EQ(reader.integer(), sequence);
    EXPECT_EQ(reader.integer(), static_cast<std::int32_t>(reason));
    const auto sentence = reader.text();
    EXPECT_EQ(sentence.back(), '.') << "a sentence";
    EXPECT_TRUE(reader.complete());
  }

  using Server = app::Server<Experiment, float, Collect>;
  std::vector<std::uint8_t> sent;
  std::vector<std::uint8_t> buffer = std::vector<std::uint8_t>(1 << 16);
  Server server{"any", Collect{&sent}};
};

}  // namespace app_tests
