// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/complete_orthogonal_decomposition.hpp>

#include "algorithms/run.hpp"

namespace bench {

template <typename Matrix>
using Algorithm = Solve<Matrix, minnorm::CompleteOrthogonalDecomposition<Matrix>>;

}  // namespace bench
