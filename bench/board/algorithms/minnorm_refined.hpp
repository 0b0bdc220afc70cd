// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/jacobi_svd.hpp>
#include <minnorm/refine.hpp>

#include "algorithms/run.hpp"

namespace bench {

template <typename Matrix>
using Algorithm =
    Refined<Matrix, minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV>>;

}  // namespace bench
