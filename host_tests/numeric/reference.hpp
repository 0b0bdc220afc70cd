// SPDX-License-Identifier: MIT
#pragma once

#include "lapack.hpp"

namespace numeric_test {

using Reference = Factors<double>;

/// The decomposition that float results are judged by: LAPACK's dgejsv, whose errors are those of
/// sgejsv times 2^−29. reference_test.cpp shows that this suffices.
inline Reference referenceSvd(const Eigen::MatrixXd& a) { return dgejsv(a); }

}  // namespace numeric_test
