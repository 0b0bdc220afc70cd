// SPDX-License-Identifier: MIT
#include "target.hpp"

#include <cstdio>
#include <cstdlib>

namespace fuzz {
namespace {

/// Says them when the program ends.
struct Counts {
  std::uint64_t inputs = 0, bytes = 0;

  Counts() = default;
  Counts(const Counts&) = delete;
  Counts& operator=(const Counts&) = delete;
  ~Counts() { say(); }
  void say() const {
    std::fprintf(stderr, "judged %llu inputs of %llu bytes\n",
                 static_cast<unsigned long long>(inputs), static_cast<unsigned long long>(bytes));
  }
} counts;

}  // namespace

void require(bool holds, const char* sentence) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", sentence);
  counts.say();
  std::abort();
}

void count(std::uint64_t inputs, std::uint64_t bytes) {
  counts.inputs += inputs;
  counts.bytes += bytes;
}

}  // namespace fuzz
