// SPDX-License-Identifier: MIT
#include "app/server.hpp"

namespace {

struct Uart {
  void operator()(std::span<const std::uint8_t> bytes) const { board::write(bytes); }
};

using Server = app::Server<MINNORM_SCALAR, app::Capacity{MINNORM_CAPACITY}, Uart>;

// Static: what the firmware needs is known when it is linked.
Server server{Uart{}};
std::array<std::uint8_t, Server::longest_request> request_buffer;

}  // namespace

int main() {
  board::start();
  wire::Decoder decoder{request_buffer};
  for (;;) {
    const int byte = board::read();
    if (byte < 0) board::stop(0);
    if (decoder.process(static_cast<std::uint8_t>(byte)) == wire::Event::frame) {
      server.serve(decoder.frame());
    }
  }
}
