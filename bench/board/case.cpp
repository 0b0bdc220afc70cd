// SPDX-License-Identifier: MIT
// The case of one image: an algorithm, a size and a scalar, chosen by the build.
#include "case.hpp"

#include BENCH_ALGORITHM

namespace bench {
namespace {

using Matrix = Eigen::Matrix<BENCH_SCALAR, BENCH_ROWS, BENCH_COLS>;
using Chosen = Algorithm<Matrix>;

struct Input {
  Matrix a;
  Eigen::Matrix<BENCH_SCALAR, BENCH_ROWS, 1> b;
};
static_assert(offsetof(Input, b) == sizeof(Matrix), "The host sends the two without padding.");
constexpr std::size_t input_size = sizeof(Matrix) + sizeof(Input::b);

// Bytes, so that nothing is constructed before main().
alignas(Input) std::uint8_t input[sizeof(Input)];
alignas(Chosen::Output) std::uint8_t output[sizeof(Chosen::Output)];
alignas(Chosen::Object) std::uint8_t object[sizeof(Chosen::Object)];

void run() {
  const auto& [a, b] = reinterpret_cast<const Input&>(input);
  Chosen::run(object, a, b, reinterpret_cast<Chosen::Output&>(output));
}

}  // namespace

constinit const Case the_case{std::span{input}.first(input_size), output, sizeof(Chosen::Object),
                              run};

}  // namespace bench
