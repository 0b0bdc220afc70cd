// SPDX-License-Identifier: MIT
// A stream of any bytes, judged against docs/WIRE.md read word by word; and a frame of any payload.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "link/frame.hpp"
#include "target.hpp"

namespace {

using Bytes = std::vector<std::uint8_t>;
using wire::Event;

/// IEEE 802.3's, a bit at a time.
std::uint32_t crc(std::span<const std::uint8_t> bytes) {
  std::uint32_t remainder = ~0U;
  for (const std::uint8_t byte : bytes) {
    remainder ^= byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = remainder >> 1U ^ ((remainder & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~remainder;
}

/// The body of these bytes, none of which is zero, and whether they end with a block.
std::pair<Bytes, bool> uncobs(std::span<const std::uint8_t> coded) {
  Bytes body;
  while (!coded.empty()) {
    const std::size_t block = coded[0];
    const auto there = coded.first(std::min(block, coded.size()));
    body.insert(body.end(), there.begin() + 1, there.end());
    if (there.size() < block) return {body, false};
    coded = coded.subspan(block);
    if (block < 255 && !coded.empty()) body.push_back(0);
  }
  return {body, true};
}

/// What a receiver with room for `longest` bytes of a body is to make of what stood between two
/// zeros.
Event meaning(const Bytes& body, bool is_whole, std::size_t longest) {
  if (body.size() > longest) return Event::too_long;
  if (!is_whole) return Event::not_cobs;
  if (body.size() < wire::shortest_body) return Event::too_short;
  const auto covered = std::span{body}.first(body.size() - wire::crc_bytes);
  std::uint32_t sent = 0;
  for (std::size_t i = 0; i < wire::crc_bytes; ++i)
    sent |= std::uint32_t{body[covered.size() + i]} << 8 * i;
  return sent == crc(covered) ? Event::frame : Event::bad_crc;
}

bool is_of(const wire::Frame& frame, const Bytes& body) {
  return frame.kind == body[0] && frame.sequence == (body[1] | body[2] << 8) &&
         std::equal(frame.payload.begin(), frame.payload.end(), body.begin() + 3, body.end() - 4);
}

void judge_stream(std::span<const std::uint8_t> stream, std::size_t longest) {
  Bytes buffer(longest);
  wire::Decoder decoder{buffer};
  std::size_t start = 0;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    const Event event = decoder.process(stream[i]);
    Event expected = Event::none;
    if (stream[i] == 0) {
      if (i > start) {
        const auto [body, is_whole] = uncobs(stream.subspan(start, i - start));
        expected = meaning(body, is_whole, longest);
        fuzz::require(
            event != Event::frame || expected != Event::frame || is_of(decoder.frame(), body),
            "The decoder made another frame of the bytes than docs/WIRE.md does.");
      }
      start = i + 1;
    }
    fuzz::require(event == expected,
                  "The decoder says something else of a byte than docs/WIRE.md.");
  }
}

/// Encoded, behind the noise in `before`, and decoded again.
void judge_frame(std::uint8_t kind, std::span<const std::uint8_t> payload,
                 std::span<const std::uint8_t> before) {
  Bytes body(payload.size() + wire::shortest_body), buffer(body.size()),
      sent{before.begin(), before.end()};
  wire::Encoder encoder{body};
  std::copy(payload.begin(), payload.end(), encoder.payload().begin());
  const auto sequence = encoder.send(kind, payload.size(), [&](std::span<const std::uint8_t> some) {
    sent.insert(sent.end(), some.begin(), some.end());
  });
  fuzz::require(std::equal(payload.begin(), payload.end(), encoder.payload().begin()),
                "The encoder did not leave the payload as it was.");
  const auto frame_bytes = std::span{sent}.subspan(before.size());
  fuzz::require(std::count(frame_bytes.begin(), frame_bytes.end(), 0) == 2,
                "A frame has zeros beside those at its ends.");
  fuzz::require(frame_bytes.size() <= body.size() + body.size() / 254 + 3, "A frame is too long.");
  wire::Decoder decoder{buffer};
  Event last = Event::none;
  for (const std::uint8_t byte : sent) last = decoder.process(byte);
  fuzz::require(last == Event::frame, "A frame does not arrive.");
  const auto frame = decoder.frame();
  fuzz::require(
      frame.kind == kind && frame.sequence == sequence &&
          std::equal(payload.begin(), payload.end(), frame.payload.begin(), frame.payload.end()),
      "Another frame arrives than was sent.");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<std::size_t, 6> rooms{7, 8, 20, 300, 1100, wire::longest_body};
  fuzz::Input input{data, size};
  const std::size_t longest = rooms[input.byte() % rooms.size()];
  const auto stream = input.bytes(input.size());
  judge_stream(stream, longest);
  const std::size_t noise = stream.empty() ? 0 : stream[0] % 16U;
  judge_frame(static_cast<std::uint8_t>(size), stream.subspan(std::min(noise, stream.size())),
              stream.first(std::min(noise, stream.size())));
  fuzz::count(1, stream.size());
  return 0;
}
