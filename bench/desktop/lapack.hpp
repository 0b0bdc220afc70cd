// SPDX-License-Identifier: MIT
#pragma once

namespace bench {

/// Registers LAPACK's drivers for n × n matrices with Google Benchmark.
void register_lapack(int n);

}  // namespace bench
