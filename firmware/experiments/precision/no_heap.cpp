// SPDX-License-Identifier: MIT
#include <cstddef>

#include "board.hpp"

/// Eigen's products take a vector from the heap that is too long for the stack. None here is, so
/// that what links its functions never calls them: one that did would end the program.
extern "C" {

void* malloc(std::size_t /*bytes*/) { board::stop(board::fault_status); }
void* calloc(std::size_t /*count*/, std::size_t /*bytes*/) { board::stop(board::fault_status); }
void free(void* /*block*/) {}

}  // extern "C"
