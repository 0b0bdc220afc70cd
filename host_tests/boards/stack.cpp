// SPDX-License-Identifier: MIT
// Loads the largest problem the board takes, paints the stack, lets the firmware's server
// fit, and compares what was used with what the linker was told to keep free.
#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "app/serve.hpp"
#include "app/server.hpp"
#include "arch/image.hpp"
#include MINNORM_EXPERIMENT_HEADER

namespace firmware {
constinit const std::string_view build_id = "";
}

namespace {

constexpr std::uint8_t paint = 0xA5;

template <typename ItsScalar, experiments::Capacity its_capacity>
struct Arguments {
  using Scalar = ItsScalar;
  static constexpr auto capacity = its_capacity;
};
using Scalar = Arguments<MINNORM_EXPERIMENT_ARGUMENTS>::Scalar;
constexpr auto capacity = Arguments<MINNORM_EXPERIMENT_ARGUMENTS>::capacity;
using Server =
    app::Server<experiments::MINNORM_EXPERIMENT::Experiment<MINNORM_EXPERIMENT_ARGUMENTS>, Scalar,
                app::Uart>;

Server server{MINNORM_EXPERIMENT_NAME, app::Uart{}};
std::array<std::uint8_t, Server::longest_request> buffer;

void serve(wire::Kind kind, const wire::Writer& payload) {
  server.serve({static_cast<std::uint8_t>(kind), 0, std::span{buffer}.first(payload.size())});
}

/// Numbers without a pattern, so that the iteration takes its usual number of sweeps.
Scalar noise() {
  static std::uint32_t state = 1;
  state = state * 1664525U + 1013904223U;
  return static_cast<Scalar>(static_cast<std::int32_t>(state >> 8U) - (1 << 23)) / Scalar(1 << 23);
}

/// Loads `first_value` and then noise.
void load(std::string_view input, std::size_t count, Scalar first_value = noise()) {
  constexpr std::size_t piece = 16;
  for (std::size_t first = 0; first < count; first += piece) {
    const std::size_t length = std::min(piece, count - first);
    wire::Writer payload{buffer};
    payload.array(3).text(input).integer(first).array(length);
    for (std::size_t i = 0; i < length; ++i) payload.real(first + i == 0 ? first_value : noise());
    serve(wire::Kind::load, payload);
  }
}

[[gnu::noinline]] void load_the_largest_problem() {
  const auto [problem, rows, probes] = experiments::regression::inputs_for(capacity);
  load(problem.name, problem.size, Scalar(capacity.rows + 1));
  load(rows.name, rows.size);
  load(probes.name, static_cast<std::size_t>(capacity.features));
}

void compute() {
  wire::Writer payload{buffer};
  payload.array(6).integer(0).integer(0).integer(0).integer(wire::longest_body).integer(1);
  serve(wire::Kind::compute, payload.bytes({}));
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
  compute();
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
