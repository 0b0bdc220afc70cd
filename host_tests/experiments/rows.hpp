// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "experiments/experiment.hpp"

namespace experiments_tests {

/// What compute() sends to: calls `row` with each row.
template <typename Row>
struct Send {
  Row row;
  void operator()(const auto& values) { row(values); }
  void alive() const {}
};
template <typename Row>
Send(Row) -> Send<Row>;

/// The table's rows of one unit, with seed 0.
template <template <typename> class Experiment, typename Scalar>
auto rows(Eigen::Index repeat, Eigen::Index case_number) {
  std::vector<std::array<Scalar, Experiment<Scalar>::columns.size()>> all;
  const auto experiment = std::make_unique<Experiment<Scalar>>();
  experiment->compute({0, repeat, case_number}, Send{[&](const auto& row) { all.push_back(row); }});
  return all;
}

}  // namespace experiments_tests
