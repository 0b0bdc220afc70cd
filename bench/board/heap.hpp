// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// An allocator for algorithms that need one. It is in every image, so no algorithm's flash
/// includes it.
namespace bench {

/// The most bytes that were allocated at one time since the call before.
std::size_t take_heap_peak();

}  // namespace bench
