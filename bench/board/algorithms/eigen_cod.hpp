// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/QR>

#include "algorithms/run.hpp"

namespace bench {

template <typename Matrix>
using Algorithm = Solve<Matrix, Eigen::CompleteOrthogonalDecomposition<Matrix>>;

}  // namespace bench
