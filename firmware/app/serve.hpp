// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "board.hpp"
#include "link/frame.hpp"

namespace app {

/// A board that computes is silent for no longer: then it hangs. A host waits two minutes.
inline constexpr std::uint32_t longest_silence = 150;  // seconds

/// Where a firmware's replies go.
struct Uart {
  void operator()(std::span<const std::uint8_t> bytes) const {
    board::watch(longest_silence);
    board::write(bytes);
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
