// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "board.hpp"
#include "link/frame.hpp"

namespace app {

/// A board that computes for longer without a word hangs. A host waits two minutes.
inline constexpr std::uint32_t longest_silence = 110;  // seconds

/// Where a firmware's replies go. A line may take its time.
struct Uart {
  void operator()(std::span<const std::uint8_t> bytes) const {
    board::watch(0);
    board::write(bytes);
    board::watch(longest_silence);
  }
};

/// Starts the board and serves its line until that ends. `buffer` holds the longest request.
template <typename Server>
[[noreturn]] void serve(Server& server, std::span<std::uint8_t> buffer) {
  board::start();
  wire::Decoder decoder{buffer};
  for (;;) {
    const int byte = board::read();
    if (byte < 0) board::stop(0);
    if (decoder.process(static_cast<std::uint8_t>(byte)) == wire::Event::frame) {
      board::watch(longest_silence);
      server.serve(decoder.frame());
      board::watch(0);
    }
  }
}

}  // namespace app
