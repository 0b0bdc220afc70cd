// SPDX-License-Identifier: MIT
#include "app/serve.hpp"

#include <gtest/gtest.h>

#include <string>

#include "../link/support.hpp"

namespace {

struct Stopped {
  int status;
};

wire_test::Bytes line;  // what comes in
std::size_t place;      // of the next byte of it
std::string done;       // what the board was asked for
std::uint32_t watched;  // for so many seconds

}  // namespace

/// One that is made of the variables above.
namespace board {

void start() { done += "start "; }
void stop(int status) { throw Stopped{status}; }
void watch(std::uint32_t seconds) { watched = seconds; }

int read() {
  done += watched > 0 ? "read-watched " : "";
  return place < line.size() ? line[place++] : -1;
}
void write(std::span<const std::uint8_t> bytes) {
  done += watched > 0 ? "write-watched " : "write ";
  EXPECT_FALSE(bytes.empty());
}

}  // namespace board

namespace {

struct Server {
  static void serve(const wire::Frame& request) {
    done += watched == app::longest_silence ? "compute " : "compute-unwatched ";
    app::Uart{}(request.payload);
    done += watched == app::longest_silence ? "compute " : "compute-unwatched ";
  }
};

TEST(Serve, IsWatchedWhileItComputesButNotWhileItWaitsForTheLine) {
  wire_test::Bytes buffer(64);
  wire::Encoder encoder{buffer};
  line = wire_test::encode(encoder, 1, {42});
  for (const std::uint8_t byte : wire_test::encode(encoder, 2, {43})) line.push_back(byte);
  Server server;
  wire_test::Bytes request(64);
  try {
    app::serve(server, request);
  } catch (const Stopped& stopped) {
    EXPECT_EQ(stopped.status, 0);
  }
  EXPECT_EQ(done, "start compute write compute compute write compute ");
}

}  // namespace
