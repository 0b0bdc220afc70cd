// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/jacobi_svd.hpp>

#include "algorithms/run.hpp"

namespace bench {

template <typename Matrix>
using Algorithm =
    Solve<Matrix, minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV>>;

}  // namespace bench
