// SPDX-License-Identifier: MIT
#include "link/frame.hpp"

#include "link/crc32.hpp"

namespace wire {
namespace {

std::uint32_t load_crc(std::span<const std::uint8_t, crc_bytes> bytes) {
  std::uint32_t crc = 0;
  for (std::size_t i = crc_bytes; i-- > 0;) {
    crc = crc << 8U | bytes[i];
  }
  return crc;
}

void store_crc(std::span<std::uint8_t, crc_bytes> bytes, std::uint32_t crc) {
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(crc & 0xFFU);
    crc >>= 8U;
  }
}

}  // namespace

Event Decoder::process(std::uint8_t byte) {
  if (byte == 0) {
    const bool between_frames = ended_;
    ended_ = true;
    return between_frames ? Event::none : judge();
  }
  if (ended_) {
    ended_ = false;
    size_ = 0;
    cobs_ = {};
  }
  switch (cobs_.take(byte)) {
    case cobs::Decoder::Step::skip:
      break;
    case cobs::Decoder::Step::store_zero:
      store(0);
      break;
    case cobs::Decoder::Step::store_byte:
      store(byte);
      break;
  }
  return Event::none;
}

Frame Decoder::frame() const {
  return {.kind = buffer_[0],
          .sequence = static_cast<std::uint16_t>(buffer_[1] | buffer_[2] << 8U),
          .payload = buffer_.subspan(header_bytes, size_ - shortest_body)};
}

void Decoder::store(std::uint8_t byte) {
  if (size_ < buffer_.size()) {
    buffer_[size_] = byte;
    ++size_;
  } else {
    // One more than fits is enough to know: the count cannot wrap on endless noise.
    size_ = buffer_.size() + 1;
  }
}

Event Decoder::judge() const {
  if (size_ > buffer_.size()) {
    return Event::too_long;
  }
  if (!cobs_.complete()) {
    return Event::not_cobs;
  }
  if (size_ < shortest_body) {
    return Event::too_short;
  }
  const auto body = buffer_.first(size_);
  const std::uint32_t sent = load_crc(body.last<crc_bytes>());
  return crc32(body.first(size_ - crc_bytes)) == sent ? Event::frame : Event::bad_crc;
}

std::span<std::uint8_t> Encoder::seal(std::uint8_t kind, std::size_t payload_size) {
  const auto body = buffer_.first(shortest_body + payload_size);
  body[0] = kind;
  body[1] = static_cast<std::uint8_t>(sequence_ & 0xFFU);
  body[2] = static_cast<std::uint8_t>(sequence_ >> 8U);
  store_crc(body.last<crc_bytes>(), crc32(body.first(header_bytes + payload_size)));
  return body;
}

}  // namespace wire
