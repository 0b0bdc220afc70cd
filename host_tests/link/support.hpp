// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "link/frame.hpp"

namespace wire_test {

using Bytes = std::vector<std::uint8_t>;

/// A frame that owns its payload, to outlive the decoder's buffer.
struct Received {
  std::uint8_t kind;
  std::uint16_t sequence;
  Bytes payload;

  bool operator==(const Received&) const = default;
};

/// The bytes an encoder sends for a frame.
inline Bytes encode(wire::Encoder& encoder, std::uint8_t kind, const Bytes& payload) {
  std::copy(payload.begin(), payload.end(), encoder.payload().begin());
  Bytes sent;
  encoder.send(kind, payload.size(), [&](std::span<const std::uint8_t> bytes) {
    sent.insert(sent.end(), bytes.begin(), bytes.end());
  });
  return sent;
}

/// Everything a decoder says of a stream: the frames, and the events that are neither nothing nor a
/// frame.
struct Heard {
  std::vector<Received> frames;
  std::vector<wire::Event> damage;
};

inline Heard hear(const Bytes& stream, std::size_t buffer_size = 4096) {
  Bytes buffer(buffer_size);
  wire::Decoder decoder{buffer};
  Heard heard;
  for (const std::uint8_t byte : stream) {
    const wire::Event event = decoder.process(byte);
    if (event == wire::Event::frame) {
      const wire::Frame frame = decoder.frame();
      heard.frames.push_back(
          {frame.kind, frame.sequence, {frame.payload.begin(), frame.payload.end()}});
    } else if (event != wire::Event::none) {
      heard.damage.push_back(event);
    }
  }
  return heard;
}

/// Payload bytes without a pattern, the same in every run; zeros are as likely as in a record.
inline Bytes arbitrary_bytes(std::size_t size, std::uint32_t seed) {
  Bytes bytes(size);
  for (std::uint8_t& byte : bytes) {
    seed = seed * 1664525U + 1013904223U;
    byte = static_cast<std::uint8_t>((seed >> 28U) == 0 ? 0U : seed >> 16U);
  }
  return bytes;
}

}  // namespace wire_test
