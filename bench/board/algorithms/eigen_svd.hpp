// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/SVD>

#include "algorithms/run.hpp"

namespace bench {

/// Full factors: Eigen 3.4 has no thin ones of fixed-size matrices.
template <typename Matrix>
using Algorithm =
    Solve<Matrix, Eigen::JacobiSVD<Matrix>, Eigen::ComputeFullU | Eigen::ComputeFullV>;

}  // namespace bench
