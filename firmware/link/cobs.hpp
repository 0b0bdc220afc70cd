// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

/// Consistent Overhead Byte Stuffing: bytes without zeros for any bytes. A block is a code c, 1 to
/// 255, and c − 1 bytes that are not zero; it stands for these bytes and, if c < 255 and another
/// block follows, a zero.
namespace wire::cobs {

/// The most bytes that stand between the code of a block and the next code.
inline constexpr std::size_t longest_run = 254;

/// Passes the encoding of `body`, which must not be empty, to sink(span of const bytes) in as few
/// pieces as it has stretches of 254 bytes without a zero, plus two. It needs no second buffer: a
/// zero, and the code of the block after it, take the same place, and change back once sent.
template <std::invocable<std::span<const std::uint8_t>> Sink>
void encode(std::span<std::uint8_t> body, Sink&& sink) {
  std::uint8_t first_code = 1;
  std::uint8_t* code = &first_code;
  std::size_t unsent = 0;
  const auto flush = [&](std::size_t end) {
    sink(std::span<const std::uint8_t>{&first_code, 1});
    sink(std::span<const std::uint8_t>{body.subspan(unsent, end - unsent)});
    for (std::size_t zero = unsent + first_code - 1; zero < end;) {
      zero += std::exchange(body[zero], std::uint8_t{0});
    }
    unsent = end;
    first_code = 1;
    code = &first_code;
  };
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == 0) {
      body[i] = 1;
      code = &body[i];
    } else if (++*code == longest_run + 1 && i + 1 < body.size()) {
      flush(i + 1);
    }
  }
  flush(body.size());
}

/// Decodes byte by byte, so that a caller may store the decoded bytes over the encoded ones.
class Decoder {
 public:
  /// What to do for an encoded byte.
  enum class Step : std::uint8_t {
    skip,        ///< the byte was a code: nothing to store
    store_zero,  ///< the byte was a code: store a zero for the block before it
    store_byte,  ///< store the byte
  };

  /// Takes the next encoded byte, which is not zero.
  Step take(std::uint8_t byte) {
    if (left_ > 0) {
      --left_;
      return Step::store_byte;
    }
    const Step step = zero_follows_ ? Step::store_zero : Step::skip;
    left_ = static_cast<std::uint8_t>(byte - 1);
    zero_follows_ = byte <= longest_run;
    return step;
  }

  /// Whether an encoding may end here: not inside a block.
  bool complete() const { return left_ == 0; }

 private:
  std::uint8_t left_ = 0;
  bool zero_follows_ = false;
};

}  // namespace wire::cobs
