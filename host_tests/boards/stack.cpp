// SPDX-License-Identifier: MIT
// Loads the largest problem the board takes, paints the stack, lets the firmware's server fit, and
// compares what was used with what the linker was told to keep free.
#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "app/regression_server.hpp"
#include "app/serve.hpp"
#include "arch/image.hpp"

namespace firmware {
constinit const std::string_view build_id = "";
}

namespace {

constexpr std::uint8_t paint = 0xA5;

constexpr app::Capacity capacity{MINNORM_CAPACITY};
using Server = app::RegressionServer<MINNORM_SCALAR, capacity, app::Uart>;

Server server{app::Uart{}};
std::array<std::uint8_t, Server::longest_request> buffer;

void serve(wire::Kind kind, const wire::Writer& payload) {
  server.serve({static_cast<std::uint8_t>(kind), 0, std::span{buffer}.first(payload.size())});
}

/// Numbers without a pattern, so that the iteration takes its usual number of sweeps.
MINNORM_SCALAR noise() {
  static std::uint32_t state = 1;
  state = state * 1664525U + 1013904223U;
  return static_cast<MINNORM_SCALAR>(static_cast<std::int32_t>(state >> 8U) - (1 << 23)) /
         MINNORM_SCALAR(1 << 23);
}

[[gnu::noinline]] void load_the_largest_problem() {
  wire::Writer problem{buffer};
  problem.array(6).integer(capacity.features).integer(capacity.rows + 1);
  problem.array((capacity.features + 1) * (capacity.features + 2) / 2);
  for (std::size_t i = 0; i < (capacity.features + 1) * (capacity.features + 2) / 2; ++i) {
    problem.real(noise());
  }
  problem.array(capacity.features);
  for (std::size_t i = 0; i < capacity.features; ++i) problem.real(noise());
  serve(wire::Kind::problem, problem.array(0).array(0));
  for (std::size_t row = 0; row < capacity.rows; ++row) {
    wire::Writer rows{buffer};
    rows.array(3).integer(1).integer(row).array(capacity.features + 1);
    for (std::size_t i = 0; i <= capacity.features; ++i) rows.real(noise());
    serve(wire::Kind::rows, rows);
  }
  wire::Writer probes{buffer};
  probes.array(2).integer(1).array(capacity.features);
  for (std::size_t i = 0; i < capacity.features; ++i) probes.real(noise());
  serve(wire::Kind::probes, probes);
}

void fit() {
  wire::Writer payload{buffer};
  payload.array(3).integer(1).integer(capacity.rows).integer(capacity.rows);
  serve(wire::Kind::fit, payload);
}

void print(std::string_view text) {
  board::write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void print(std::size_t number) {
  std::array<char, 12> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), static_cast<std::uint32_t>(number));
  print({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

}  // namespace

int main() {
  board::start();
  load_the_largest_problem();
  // What is below this frame is free, but for a margin for the call of the paint loop itself.
  auto* const here = static_cast<std::uint8_t*>(__builtin_frame_address(0)) - 256;
  std::fill(image_stack_bottom, here, paint);
  fit();
  const auto* const deepest =
      std::find_if(image_stack_bottom, here, [](std::uint8_t byte) { return byte != paint; });
  const auto used = static_cast<std::size_t>(image_stack_top - deepest);
  const auto kept = reinterpret_cast<std::size_t>(image_stack_size);
  print("stack: ");
  print(used);
  print(" bytes used, ");
  print(kept);
  print(" kept free\n");
  board::stop(used <= kept ? 0 : 1);
}
