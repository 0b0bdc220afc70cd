// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

/// A fuzz target is a source with this function, which libFuzzer calls, or standalone.cpp with the
/// files of a corpus. It returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Ends the program with the sentence unless it holds.
void require(bool holds, const char* sentence);

/// Adds to what the program says as it ends: how many things it judged, and of how many bytes.
void count(std::uint64_t inputs, std::uint64_t bytes);

/// Takes an input apart; behind its end there are zeros.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : left_{data, size} {}

  std::size_t size() const { return left_.size(); }

  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t first = left_.front();
    left_ = left_.subspan(1);
    return first;
  }

  /// The next bytes, fewer where the input ends.
  std::span<const std::uint8_t> bytes(std::size_t size) {
    const auto some = left_.first(std::min(size, left_.size()));
    left_ = left_.subspan(some.size());
    return some;
  }

 private:
  std::span<const std::uint8_t> left_;
};

}  // namespace fuzz
