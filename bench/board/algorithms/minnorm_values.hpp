// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/jacobi_svd.hpp>

#include "algorithms/run.hpp"

namespace bench {

template <typename Matrix>
using Algorithm = Values<Matrix, minnorm::JacobiSVD<Matrix, minnorm::ValuesOnly>>;

}  // namespace bench
