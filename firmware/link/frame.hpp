// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "link/cobs.hpp"

/// Frames as docs/WIRE.md has them: 00, COBS(kind, sequence, payload, crc), 00. A body is what COBS
/// encodes.
namespace wire {

inline constexpr std::size_t header_bytes = 3;  ///< kind and sequence
inline constexpr std::size_t crc_bytes = 4;
inline constexpr std::size_t shortest_body = header_bytes + crc_bytes;
inline constexpr std::size_t longest_body = 1U << 16U;  ///< that any host takes

/// A frame that arrived whole.
struct Frame {
  std::uint8_t kind;
  std::uint16_t sequence;
  std::span<const std::uint8_t> payload;  ///< in the decoder's buffer
};

/// What a byte meant to the decoder.
enum class Event : std::uint8_t {
  none,       ///< the byte belongs to a frame that has not ended, or is a zero between frames
  frame,      ///< the byte ended a good frame, which Decoder::frame() returns
  too_short,  ///< the byte ended a body of fewer than 7 bytes: noise, or a frame cut off
  too_long,   ///< the byte ended a body longer than the decoder's buffer
  not_cobs,   ///< the byte ended a body inside a COBS block: bytes were lost, or a zero came in
  bad_crc,    ///< the byte ended a body whose CRC is not that of its bytes
};

/// Finds frames in a stream of bytes, whatever stands between them. A byte costs the same whether a
/// frame is good or not, and after any damage the next frame is found.
class Decoder {
 public:
  /// `buffer` holds the body being received; its size is the longest body that is accepted, at
  /// least 7 bytes.
  explicit Decoder(std::span<std::uint8_t> buffer) : buffer_{buffer} {}

  /// Takes the next byte of the stream.
  Event process(std::uint8_t byte);

  /// The frame that process() has just reported, until the next call of process().
  Frame frame() const;

 private:
  void store(std::uint8_t byte);
  Event judge() const;

  std::span<std::uint8_t> buffer_;
  std::size_t size_ =
      0;               ///< bytes of the body so far; one more than the buffer's if they do not fit
  bool ended_ = true;  ///< the byte before was a zero: another body begins with the next
  cobs::Decoder cobs_;
};

/// Makes frames in a buffer and counts them. To send one: write the payload into payload(), then
/// call send().
class Encoder {
 public:
  /// `buffer` holds one body: the longest payload and 7 bytes.
  explicit Encoder(std::span<std::uint8_t> buffer) : buffer_{buffer} {}

  /// Room for the payload of the next frame. send() leaves it as it is.
  std::span<std::uint8_t> payload() const {
    return buffer_.subspan(header_bytes, buffer_.size() - shortest_body);
  }

  /// Sends the first `payload_size` bytes of payload() as a frame, to sink(span of const bytes) in
  /// several calls. Returns the frame's sequence number.
  template <std::invocable<std::span<const std::uint8_t>> Sink>
  std::uint16_t send(std::uint8_t kind, std::size_t payload_size, Sink&& sink) {
    constexpr std::array<std::uint8_t, 1> delimiter{0};
    const auto body = seal(kind, payload_size);
    sink(std::span<const std::uint8_t>{delimiter});
    cobs::encode(body, sink);
    sink(std::span<const std::uint8_t>{delimiter});
    return sequence_++;
  }

 private:
  /// Writes header and CRC around the payload. Returns the body.
  std::span<std::uint8_t> seal(std::uint8_t kind, std::size_t payload_size);

  std::span<std::uint8_t> buffer_;
  std::uint16_t sequence_ = 0;
};

}  // namespace wire
