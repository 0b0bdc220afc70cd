// SPDX-License-Identifier: MIT
#include <array>

#include "cases.hpp"
#include "cod_cases.hpp"
#include "every_case.hpp"
#include "hard_cases.hpp"
#include "update_cases.hpp"

namespace kernel_cases {

int cases() {
  constexpr std::string_view prefix = "float fixed";
  int failures = 0;
  // Those of many draws are the matrices that host_tests/numeric compares with LAPACK. The
  // larger shapes have fewer than the 1,000 that are compared: an emulator would take minutes.
  failures += runFixed<float, 3, 3>(prefix, 1000);
  failures += runFixed<float, 8, 8>(prefix, 1000);
  failures += runFixed<float, 16, 16>(prefix, 100);
  failures += runFixed<float, 16, 6>(prefix, 500);
  failures += runFixed<float, 6, 16>(prefix, 500);
  failures += runFixed<float, 4, 4>(prefix, 1000);
  failures += runFixed<float, 6, 6>(prefix);
  failures += runFixed<float, 12, 12>(prefix);
  failures += runFixed<float, 24, 24>(prefix);
  failures += runFixed<float, 39, 10, thin>(prefix);
  failures += runFixed<float, 39, 20, thin>(prefix);

  for (const int failed : {runHard(rows_far_apart), runHard(small_block), runHard(short_column),
                           runHard(long_column), runHard(vandermonde)})
    failures += failed;

  for (const int failed : {runUpdate<6, 4>(), runUpdate<4, 6>(), runUpdate<8, 8>()})
    failures += failed;

  for (const int failed : {runCod<Eigen::Matrix<float, 6, 6>>("float cod", 6, 6),
                           runCod<Eigen::Matrix<float, 16, 6>>("float cod", 16, 6),
                           runCod<Eigen::Matrix<float, 6, 16>>("float cod", 6, 16)}) {
    failures += failed;
  }

  using Bounded = minnorm::BoundedMatrix<float, 39, 20>;
  constexpr std::array<std::array<Index, 2>, 6> shapes{
      {{1, 1}, {1, 20}, {39, 1}, {6, 20}, {20, 20}, {39, 20}}};
  for (const auto& [rows, cols] : shapes)
    failures += run<Bounded, thin>("float bounded", rows, cols);
  return failures;
}

}  // namespace kernel_cases
