// SPDX-License-Identifier: MIT
#include "cases.hpp"
#include "every_case.hpp"

namespace kernel_cases {

int cases() {
  constexpr std::string_view prefix = "double fixed";
  int failures = 0;
  failures += runFixed<double, 3, 3>(prefix);
  failures += runFixed<double, 4, 4>(prefix);
  failures += runFixed<double, 8, 8>(prefix);
  failures += runFixed<double, 6, 3, thin>(prefix);
  failures += runFixed<double, 3, 6, thin>(prefix);
  return failures;
}

}  // namespace kernel_cases
