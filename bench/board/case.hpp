// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bench {

/// What an image measures. Object, input and output are in static storage, so that the stack holds
/// what the computation needs beyond them.
struct Case {
  std::span<std::uint8_t> input;         ///< the matrix, column-major, then the right-hand side
  std::span<const std::uint8_t> output;  ///< the solution, or the singular values
  std::size_t object_size;               ///< bytes of the decomposition
  void (*run)();  ///< constructs the decomposition from the input, fills the output
};

/// Each image defines its own; the harness around it has the same code in all.
extern const Case the_case;

}  // namespace bench
