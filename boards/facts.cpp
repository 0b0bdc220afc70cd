// SPDX-License-Identifier: MIT
#include "facts.hpp"

#include "board.hpp"

namespace board {

static_assert(facts::name.size() + facts::core.size() <= longest_names,
              "The names of board and core are too long.");

constinit const std::string_view name = facts::name;
constinit const std::string_view core = facts::core;
constinit const std::uint32_t clock_hz = facts::clock_hz;
constinit const std::uint32_t baud = facts::baud;

}  // namespace board
