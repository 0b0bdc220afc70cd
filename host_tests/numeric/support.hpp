// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>

#include "families.hpp"
#include "kernel/families.hpp"
#include "precision.hpp"

namespace kernel_cases {

inline void PrintTo(const Family& family, std::ostream* out) { *out << family.name; }

}  // namespace kernel_cases

namespace numeric_test {

inline void PrintTo(const Family& family, std::ostream* out) { *out << family.name; }

/// A family's name for GoogleTest, which takes no hyphens.
inline constexpr auto familyName = [](const auto& family) {
  std::string name(family.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
};

}  // namespace numeric_test
