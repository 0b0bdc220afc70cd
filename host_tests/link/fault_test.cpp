// SPDX-License-Identifier: MIT
// What a bad line does to frames: a damaged one is never taken for a good one, and the next good
// one is always found.
#include <gtest/gtest.h>

#include "link/frame.hpp"
#include "support.hpp"

namespace wire_test {
namespace {

class Fault : public testing::Test {
 protected:
  Bytes frame(std::uint8_t kind, const Bytes& payload) { return encode(encoder_, kind, payload); }

 private:
  Bytes buffer_ = Bytes(4096);
  wire::Encoder encoder_{buffer_};
};

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Bytes first(const Bytes& bytes, std::size_t count) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)};
}

Bytes without_first(const Bytes& bytes, std::size_t count) {
  return {bytes.begin() + static_cast<std::ptrdiff_t>(count), bytes.end()};
}

/// Exactly this frame, and no other.
void expect_only(const Heard& heard, std::uint8_t kind, const Bytes& payload) {
  ASSERT_EQ(heard.frames.size(), 1U);
  EXPECT_EQ(heard.frames[0].kind, kind);
  EXPECT_EQ(heard.frames[0].payload, payload);
}

TEST_F(Fault, OneFlippedBitIsNeverAccepted) {
  const Bytes payload = arbitrary_bytes(300, 3);
  const Bytes good = frame(0x84, payload);
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    Bytes damaged = good;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ 1U << bit % 8);
    const bool in_delimiter = bit / 8 == 0 || bit / 8 == good.size() - 1;
    const Heard heard = hear(Bytes{0} + damaged + Bytes{0});
    EXPECT_TRUE(heard.frames.empty()) << "bit " << bit;
    EXPECT_TRUE(in_delimiter || !heard.damage.empty()) << "bit " << bit;
  }
}

TEST_F(Fault, OneLostByteIsNeverAccepted) {
  const Bytes payload = arbitrary_bytes(300, 4);
  const Bytes good = frame(0x84, payload);
  for (std::size_t i = 1; i + 1 < good.size(); ++i) {
    EXPECT_TRUE(hear(first(good, i) + without_first(good, i + 1)).frames.empty()) << "byte " << i;
  }
}

TEST_F(Fault, OneByteTooManyIsNeverAccepted) {
  const Bytes payload = arbitrary_bytes(40, 5);
  const Bytes good = frame(0x84, payload);
  for (std::size_t i = 1; i < good.size(); ++i) {
    for (unsigned byte = 1; byte < 256; ++byte) {
      const Bytes damaged =
          first(good, i) + Bytes(1, static_cast<std::uint8_t>(byte)) + without_first(good, i);
      EXPECT_TRUE(hear(damaged).frames.empty()) << "byte " << byte << " before " << i;
    }
  }
}

TEST_F(Fault, ACutFrameCostsNoOther) {
  const Bytes payload = arbitrary_bytes(60, 6);
  const Bytes good = frame(0x84, payload);
  const Bytes next = frame(0x86, {1, 2, 3});
  for (std::size_t kept = 1; kept + 1 < good.size(); ++kept) {
    expect_only(hear(first(good, kept) + next), 0x86, {1, 2, 3});
  }
}

TEST_F(Fault, NoiseBeforeAndBetweenFramesCostsNone) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const Heard heard = hear(arbitrary_bytes(seed, seed) + frame(0x84, {1}) +
                             arbitrary_bytes(seed + 1, seed + 1) + frame(0x86, {2}));
    ASSERT_EQ(heard.frames.size(), 2U) << seed;
    EXPECT_EQ(heard.frames[0].payload, Bytes{1});
    EXPECT_EQ(heard.frames[1].payload, Bytes{2});
  }
}

TEST_F(Fault, ALostDelimiterBetweenTwoFramesIsNoFault) {
  Bytes undelimited = frame(0x84, {1});
  undelimited.pop_back();
  EXPECT_EQ(hear(undelimited + frame(0x86, {2})).frames.size(), 2U);
}

TEST_F(Fault, ZerosBetweenFramesAreNeitherFramesNorDamage) {
  const Heard heard = hear(Bytes(10, 0) + frame(0x84, {1}) + Bytes(10, 0));
  expect_only(heard, 0x84, {1});
  EXPECT_TRUE(heard.damage.empty());
}

TEST_F(Fault, ABodyLongerThanTheBufferIsTooLongAndCostsNoOther) {
  const Bytes payload = arbitrary_bytes(94, 7);
  const Bytes longer = frame(0x84, payload);
  const Bytes next = frame(0x86, {1});
  const Heard heard = hear(longer + next, 100);
  expect_only(heard, 0x86, {1});
  EXPECT_EQ(heard.damage, std::vector{wire::Event::too_long});
  EXPECT_EQ(hear(longer, 101).frames.size(), 1U);
}

TEST_F(Fault, EndlessNoiseStaysTooLong) {
  const Heard heard = hear(Bytes(100'000, 0x55) + frame(0x86, {1}), 100);
  expect_only(heard, 0x86, {1});
  EXPECT_EQ(heard.damage, std::vector{wire::Event::too_long});
}

TEST_F(Fault, EveryKindOfDamageIsNamed) {
  EXPECT_EQ(hear({0, 3, 1, 1, 0}).damage, std::vector{wire::Event::too_short});
  EXPECT_EQ(hear({0, 9, 1, 1, 0}).damage, std::vector{wire::Event::not_cobs});
  EXPECT_EQ(hear({0, 8, 1, 1, 1, 1, 1, 1, 1, 0}).damage, std::vector{wire::Event::bad_crc});
}

}  // namespace
}  // namespace wire_test
