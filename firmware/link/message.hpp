// SPDX-License-Identifier: MIT
#pragma once

#include <msgpuck.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

/// Reading and writing the MessagePack payloads of docs/WIRE.md, without a heap.
namespace wire {

/// What the payload of a frame means.
enum class Kind : std::uint8_t {
  hello = 0x01,
  describe = 0x02,
  load = 0x03,
  compute = 0x04,
  ack = 0x81,
  error = 0x82,
  hello_reply = 0x83,
  description = 0x84,
  rows = 0x85,
  computed = 0x86,
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

/// Whether a real is a whole number from 0 to 127, which travels as one byte. −0 is none.
template <typename Scalar>
constexpr bool is_byte(Scalar value) {
  using Bits = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;
  if (!(value >= Scalar(0) && value < Scalar(128))) return false;
  if (value == Scalar(0)) return std::bit_cast<Bits>(value) == 0;
  return static_cast<Scalar>(static_cast<std::uint8_t>(value)) == value;
}

/// Whether float holds a real, which then travels as one.
template <typename Scalar>
constexpr bool is_single(Scalar value) {
  return std::is_same_v<Scalar, float> || static_cast<Scalar>(static_cast<float>(value)) == value;
}

/// Takes a payload apart, value by value. Whatever does not fit what is asked for reads as 0 and
/// makes ok() false for good, so that a message is read whole and judged once. Each value is
/// checked on its own: msgpuck's check of a whole payload believes the lengths that it finds there.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> payload)
      : at_{reinterpret_cast<const char*>(payload.data())}, end_{at_ + payload.size()} {}

  /// Whether all that was read is what was asked for.
  bool ok() const { return ok_; }

  /// Whether that is so and nothing is left.
  bool complete() const { return ok_ && at_ == end_; }

  /// Opens an array. Returns its length.
  std::int32_t array() {
    expect(is(MP_ARRAY) && mp_check_array(at_, end_) <= 0);
    return narrow(ok_ ? mp_decode_array(&at_) : 0);
  }

  /// Opens an array that must have this length.
  void array(std::int32_t length) { expect(array() == length); }

  /// An unsigned integer below 2^31.
  std::int32_t integer() {
    expect(is(MP_UINT) && mp_check_uint(at_, end_) <= 0);
    return narrow(ok_ ? mp_decode_uint(&at_) : 0);
  }

  /// A text, which is there as long as the payload.
  std::string_view text() {
    expect(is(MP_STR) && mp_check_strl(at_, end_) <= 0);
    std::uint32_t length = ok_ ? mp_decode_strl(&at_) : 0;
    expect(length <= static_cast<std::size_t>(end_ - at_));
    if (!ok_) return {};
    at_ += length;
    return {at_ - length, length};
  }

  /// Bytes, which are there as long as the payload.
  std::span<const std::uint8_t> bytes() {
    // msgpuck asserts that something stands behind the head's first byte.
    expect(is(MP_BIN) && end_ - at_ > 1 && mp_check_binl(at_, end_) <= 0);
    const std::uint32_t length = ok_ ? mp_decode_binl(&at_) : 0;
    expect(length <= static_cast<std::size_t>(end_ - at_));
    if (!ok_) return {};
    at_ += length;
    return {reinterpret_cast<const std::uint8_t*>(at_ - length), length};
  }

  /// A real, or a whole number that stands for one.
  template <typename Scalar>
  Scalar real() {
    if (is(MP_UINT)) return static_cast<Scalar>(integer());
    if (is(MP_FLOAT) && mp_check_float(at_, end_) <= 0) {
      return static_cast<Scalar>(mp_decode_float(&at_));
    }
    expect(is(MP_DOUBLE) && mp_check_double(at_, end_) <= 0);
    return ok_ ? static_cast<Scalar>(mp_decode_double(&at_)) : Scalar(0);
  }

 private:
  bool is(mp_type type) const { return ok_ && at_ != end_ && mp_typeof(*at_) == type; }
  void expect(bool condition) { ok_ = ok_ && condition; }

  std::int32_t narrow(std::uint64_t value) {
    expect(value <= std::numeric_limits<std::int32_t>::max());
    return ok_ ? static_cast<std::int32_t>(value) : 0;
  }

  const char* at_;
  const char* end_;
  bool ok_ = true;
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
    const char* const bytes = text.empty() ? "" : text.data();  // never null
    at_ = mp_encode_str(at_, bytes, static_cast<std::uint32_t>(text.size()));
    return *this;
  }
  Writer& bytes(std::span<const std::uint8_t> bytes) {
    at_ = mp_encode_binl(at_, static_cast<std::uint32_t>(bytes.size()));
    at_ = std::copy(bytes.begin(), bytes.end(), at_);
    return *this;
  }
  template <typename Scalar>
  Writer& real(Scalar value) {
    if (is_byte(value)) return integer(static_cast<std::uint8_t>(value));
    if (is_single(value)) {
      at_ = mp_encode_float(at_, static_cast<float>(value));
    } else {
      at_ = mp_encode_double(at_, static_cast<double>(value));
    }
    return *this;
  }

  /// The head of an array whose length set_length() says later; below 2^16.
  Writer& open_array() {
    head_ = at_;
    at_ = mp_store_u8(at_, 0xDC);
    at_ = mp_store_u16(at_, 0);
    return *this;
  }
  void set_length(std::size_t length) const {
    mp_store_u16(head_ + 1, static_cast<std::uint16_t>(length));
  }

 private:
  char* begin_;
  char* at_;
  char* head_ = nullptr;
};

}  // namespace wire
