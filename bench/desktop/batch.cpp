// SPDX-License-Identifier: MIT
// svdBatch() beside a call for each matrix; a time is that of one matrix.
#include <minnorm/svd_batch.hpp>

#include "matrices.hpp"

namespace {

template <int n>
struct Matrices {
  using Matrix = Eigen::Matrix<float, n, n>;
  using Svd = minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV>;
  static constexpr int count = 960;

  std::vector<Matrix> given = bench::draws<Matrix>(n, count);
  std::vector<Svd> svds = std::vector<Svd>(count);
};

template <int n>
void single_calls(benchmark::State& state) {
  Matrices<n> matrices;
  while (state.KeepRunningBatch(matrices.count)) {
    for (std::size_t i = 0; i < matrices.given.size(); ++i)
      matrices.svds[i].compute(matrices.given[i]);
    benchmark::DoNotOptimize(matrices.svds.data());
    benchmark::ClobberMemory();
  }
}

template <int n>
void svd_batch(benchmark::State& state) {
  Matrices<n> matrices;
  while (state.KeepRunningBatch(matrices.count)) {
    minnorm::svdBatch(matrices.given.data(), matrices.count, matrices.svds.data());
    benchmark::DoNotOptimize(matrices.svds.data());
    benchmark::ClobberMemory();
  }
}

BENCHMARK_TEMPLATE(single_calls, 3);
BENCHMARK_TEMPLATE(svd_batch, 3);
BENCHMARK_TEMPLATE(single_calls, 4);
BENCHMARK_TEMPLATE(svd_batch, 4);

}  // namespace

BENCHMARK_MAIN();
