// SPDX-License-Identifier: MIT
#pragma once

#include "cases.hpp"
#include "sequence.hpp"

namespace kernel_cases {

/// Updates one decomposition for float matrices that each differ from the one before by about a
/// thousandth, a line of output. Returns the number of failures.
template <int Rows, int Cols>
int runUpdate() {
  using Matrix = Eigen::Matrix<float, Rows, Cols>;
  using Svd = minnorm::JacobiSVD<Matrix, int(thin)>;
  Line line = size_line("float update", Rows, Cols);
  if constexpr (!fits(sizeof(Matrix) + sizeof(Svd))) {
    leave_out(line);
    return 0;
  }
  Sequence sequence(Rows * 100 + Cols);
  Matrix a;
  for (float& entry : a.reshaped()) entry = sequence.uniform<float>();
  Svd svd;
  Hash sigma, u, v;
  std::uint32_t passed = 0, sweeps = 0;
  for (std::uint32_t draw = 0; draw < first_draws; ++draw) {
    svd.update(a);
    sweeps += static_cast<std::uint32_t>(svd.sweeps());
    sigma.add(svd.singularValues().data(), svd.singularValues().size());
    u.add(svd.matrixU().data(), svd.matrixU().size());
    v.add(svd.matrixV().data(), svd.matrixV().size());
    const bool passes = svd.info() == Eigen::Success &&
                        orthonormal(svd.matrixU().data(), Rows, svd.matrixU().cols()) &&
                        orthonormal(svd.matrixV().data(), Cols, svd.matrixV().cols()) &&
                        reproduces(a.data(), Rows, Cols, svd.matrixU().data(),
                                   svd.singularValues().data(), svd.matrixV().data());
    passed += passes ? 1 : 0;
    for (float& entry : a.reshaped()) entry += 0x1p-10F * sequence.uniform<float>();
  }
  line.text("draws ").number(first_draws).text(" passed ").number(passed);
  line.text(" sweeps ").number(sweeps).text(" sigma ").hex(sigma.value());
  line.text(" u ").hex(u.value()).text(" v ").hex(v.value()).write();
  return static_cast<int>(first_draws - passed);
}

}  // namespace kernel_cases
