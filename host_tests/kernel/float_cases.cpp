// SPDX-License-Identifier: MIT
#include "cases.hpp"

namespace kernel_cases {

int floatCases() {
  constexpr std::string_view prefix = "float fixed";
  int failures = 0;
  failures += runFixed<float, 3, 3>(prefix);
  failures += runFixed<float, 4, 4>(prefix);
  failures += runFixed<float, 6, 6>(prefix);
  failures += runFixed<float, 8, 8>(prefix);
  failures += runFixed<float, 12, 12>(prefix);
  failures += runFixed<float, 16, 16>(prefix);
  failures += runFixed<float, 24, 24>(prefix);
  failures += runFixed<float, 16, 6>(prefix);
  failures += runFixed<float, 6, 16>(prefix);
  failures += runFixed<float, 39, 10, thin>(prefix);
  failures += runFixed<float, 39, 20, thin>(prefix);

  using Bounded = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 39, 20>;
  for (const Index rows : {1, 6, 20, 39}) {
    for (const Index cols : {1, 10, 20})
      failures += run<Bounded, thin>("float bounded", rows, cols);
  }
  return failures;
}

}  // namespace kernel_cases
