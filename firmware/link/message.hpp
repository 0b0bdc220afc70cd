// SPDX-License-Identifier: MIT
#pragma once

#include <msgpuck.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

/// Reading and writing the MessagePack payloads of docs/WIRE.md, without a heap.
namespace wire {

/// What the payload of a frame means.
enum class Kind : std::uint8_t {
  hello = 0x01,
  problem = 0x02,
  rows = 0x03,
  probes = 0x04,
  fit = 0x05,
  ack = 0x81,
  error = 0x82,
  hello_reply = 0x83,
  record = 0x84,
  factors = 0x85,
  end = 0x86,
};

/// Why a request was refused.
enum class Refusal : std::uint8_t {
  malformed = 1,
  over_capacity = 2,
  out_of_order = 3,
  unknown = 4
};

/// The most bytes a value takes: an integer or the head of an array, and a real of a given type.
inline constexpr std::size_t integer_bytes = 5;
template <typename Scalar>
inline constexpr std::size_t real_bytes = 1 + sizeof(Scalar);

/// Takes a payload apart, value by value. Whatever does not fit what is asked for reads as 0 and
/// makes ok() false for good, so that a message is read whole and judged once.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> payload)
      : at_{reinterpret_cast<const char*>(payload.data())}, end_{at_ + payload.size()} {
    const char* last = at_;
    ok_ = at_ != end_ && mp_check(&last, end_) == 0 && last == end_;
  }

  bool ok() const { return ok_; }

  /// Opens an array. Returns its length.
  std::int32_t array() { return narrow(next_is(MP_ARRAY) ? mp_decode_array(&at_) : 0); }

  /// Opens an array that must have this length.
  void array(std::int32_t length) {
    if (array() != length) ok_ = false;
  }

  /// An unsigned integer below 2^31.
  std::int32_t integer() { return narrow(next_is(MP_UINT) ? mp_decode_uint(&at_) : 0); }

  template <typename Scalar>
  Scalar real() {
    if (ok_ && at_ != end_ && mp_typeof(*at_) == MP_FLOAT) {
      return static_cast<Scalar>(mp_decode_float(&at_));
    }
    return next_is(MP_DOUBLE) ? static_cast<Scalar>(mp_decode_double(&at_)) : Scalar(0);
  }

  /// Reads an array of at most Limit reals. Returns its length.
  template <typename Scalar, std::size_t Limit>
  std::int32_t reals(std::array<Scalar, Limit>& values) {
    const std::int32_t length = array();
    if (length > static_cast<std::int32_t>(Limit)) ok_ = false;
    for (std::int32_t i = 0; ok_ && i < length; ++i) {
      values[static_cast<std::size_t>(i)] = real<Scalar>();
    }
    return ok_ ? length : 0;
  }

 private:
  bool next_is(mp_type type) {
    ok_ = ok_ && at_ != end_ && mp_typeof(*at_) == type;
    return ok_;
  }

  std::int32_t narrow(std::uint64_t value) {
    if (value > std::numeric_limits<std::int32_t>::max()) ok_ = false;
    return ok_ ? static_cast<std::int32_t>(value) : 0;
  }

  const char* at_;
  const char* end_;
  bool ok_;
};

/// Puts a payload together in a buffer that the caller has made large enough.
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> buffer)
      : begin_{reinterpret_cast<char*>(buffer.data())}, at_{begin_} {}

  std::size_t size() const { return static_cast<std::size_t>(at_ - begin_); }

  Writer& array(std::size_t length) {
    at_ = mp_encode_array(at_, static_cast<std::uint32_t>(length));
    return *this;
  }
  Writer& integer(std::uint64_t value) {
    at_ = mp_encode_uint(at_, value);
    return *this;
  }
  Writer& text(std::string_view text) {
    at_ = mp_encode_str(at_, text.data(), static_cast<std::uint32_t>(text.size()));
    return *this;
  }
  Writer& real(float value) {
    at_ = mp_encode_float(at_, value);
    return *this;
  }
  Writer& real(double value) {
    at_ = mp_encode_double(at_, value);
    return *this;
  }

 private:
  char* begin_;
  char* at_;
};

}  // namespace wire
