// SPDX-License-Identifier: MIT
#pragma once

namespace kernel_cases {

/// Runs all cases of one scalar, a line of output for each family; the number of matrices that
/// failed. An image has those of float_cases.cpp or of double_cases.cpp.
int cases();

}  // namespace kernel_cases
