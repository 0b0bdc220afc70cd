// SPDX-License-Identifier: MIT
#pragma once

#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <limits>
#include <random>
#include <vector>

namespace bench {

/// n × n matrices of normal entries, the same ones for every algorithm.
template <typename Matrix>
std::vector<Matrix> draws(int n, std::size_t count = 20) {
  std::mt19937 bits(static_cast<unsigned>(n));
  std::normal_distribution<float> normal;
  std::vector<Matrix> matrices(count, Matrix::Zero(n, n));
  for (Matrix& matrix : matrices) {
    for (float& entry : matrix.reshaped()) entry = normal(bits);
  }
  return matrices;
}

/// Times `decompose(a, u, sigma, v)`, which fills U, the singular values and V, over the draws in
/// turn. It is not timed if ‖A − UΣVᵀ‖ is ever more than some roundings.
template <typename Matrix, typename Decompose>
void time_svd(benchmark::State& state, int n, Decompose decompose) {
  const std::vector<Matrix> matrices = draws<Matrix>(n);
  for (const Matrix& a : matrices) {
    Eigen::MatrixXf u(n, n), v(n, n);
    Eigen::VectorXf sigma(n);
    decompose(a, [&](const auto& left, const auto& values, const auto& right) {
      u = left;
      sigma = values;
      v = right;
    });
    const float error = (a - u * sigma.asDiagonal() * v.transpose()).norm();
    if (!(error < 30.0F * static_cast<float>(n) * std::numeric_limits<float>::epsilon() * a.norm()))
      return state.SkipWithError("a wrong result is not timed");
  }
  std::size_t next = 0;
  for ([[maybe_unused]] auto iteration : state) {
    decompose(matrices[next], [](const auto& left, const auto& values, const auto& right) {
      benchmark::DoNotOptimize(left.data());
      benchmark::DoNotOptimize(values.data());
      benchmark::DoNotOptimize(right.data());
      benchmark::ClobberMemory();
    });
    next = (next + 1) % matrices.size();
  }
}

}  // namespace bench
