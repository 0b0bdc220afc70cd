// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "board.hpp"
#include "link/frame.hpp"

namespace app {

/// Where a firmware's replies go.
struct Uart {
  void operator()(std::span<const std::uint8_t> bytes) const { board::write(bytes); }
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
      server.serve(decoder.frame());
    }
  }
}

}  // namespace app
