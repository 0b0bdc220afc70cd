// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include <limits>

#include "experiments/regression/double_length.hpp"
#include "experiments/regression/inputs.hpp"
#include "experiments/regression/record.hpp"

namespace experiments::regression {

/// The minimum-norm solution of the first n rows, right to rounding, where the decomposition's
/// errors, multiplied by the condition of the rows, would leave it less: beta (D values), written
/// unless the result is diverged or overflow. It is
/// iterative refinement of p + A q = b, A' p = c with residuals in double length (Björck, BIT 7
/// (1967)): A, which has at least as many rows as columns, is X with b = y, c = 0, q = beta; or X'
/// with b = 0, c = y, p = beta. The first pass, from zeros, is V S+ U' y.
template <Index max_rows, Index max_features, typename Scalar, typename Svd, typename Coefficients>
[[gnu::noinline]] Refinement refine(const Inputs<Scalar>& inputs, Index n, const Scalar* targets,
                                    const Svd& svd, Coefficients& beta) {
  using Sum = DoubleLength<Scalar>;
  constexpr Index longest = std::max(max_rows, max_features);
  constexpr Index max_rank = std::min(max_rows, max_features);
  constexpr int most_passes = 8;  // most fits take three or four
  const Index features = inputs.features;
  const bool wide = n < features;
  const Index m = wide ? features : n, k = wide ? n : features;
  const Scalar* left = wide ? svd.matrixV().data() : svd.matrixU().data();
  const Scalar* right = wide ? svd.matrixU().data() : svd.matrixV().data();
  const auto a = [&](Index i, Index j) { return wide ? inputs.row(j)[i] : inputs.row(i)[j]; };
  const auto sigma = [&](Index r) { return svd.singularValues()[r]; };
  const auto correct = [](Sum* sums, const Scalar* by, Index count) {
    bool moves = false;
    for (Index i = 0; i < count; ++i) {
      const Scalar before = sums[i].high();
      sums[i].add(by[i]);
      moves = moves || sums[i].high() != before;
    }
    return moves;
  };
  const auto subtract = [](Sum& sum, Scalar x, const Sum& y) {
    sum.add_product(-x, y.high());
    sum.add(-x * y.low());
  };

  std::array<Sum, longest> p;
  std::array<Sum, max_rank> q;
  std::array<Scalar, longest> first;  // residuals, and then corrections
  std::array<Scalar, max_rank> second;
  const Scalar* const by = wide ? first.data() : second.data();
  Scalar longest_correction = std::numeric_limits<Scalar>::infinity();
  bool moves = true;
  for (int pass = 0; moves && pass < most_passes; ++pass) {
    for (Index i = 0; i < m; ++i) {
      Sum rest(wide ? Scalar(0) : targets[i]);
      rest.add(-p[i].high());
      rest.add(-p[i].low());
      for (Index j = 0; j < k; ++j) subtract(rest, a(i, j), q[j]);
      first[i] = rest.high();
    }
    for (Index j = 0; j < k; ++j) {
      Sum rest(wide ? targets[j] : Scalar(0));
      for (Index i = 0; i < m; ++i) subtract(rest, a(i, j), p[i]);
      second[j] = rest.high();
    }
    std::array<Scalar, max_rank> along;
    const Index rank = svd.nonzeroSingularValues();
    for (Index r = 0; r < rank; ++r) {
      along[r] = minnorm::dot(right + r * k, second.data(), k) / sigma(r) -
                 minnorm::dot(left + r * m, first.data(), m);
    }
    minnorm::fill(second.data(), k, Scalar(0));
    for (Index r = 0; r < rank; ++r) {
      minnorm::axpy(along[r], left + r * m, first.data(), m);
      minnorm::axpy(-along[r] / sigma(r), right + r * k, second.data(), k);
    }
    // A correction as long as the solution says that a singular value is noise.
    const Scalar length = minnorm::dot(by, by, features);
    if (!(length < longest_correction)) {
      return (Eigen::numext::isfinite)(length) ? Refinement::diverged : Refinement::overflow;
    }
    if (pass == 0) longest_correction = length;
    const bool p_moves = correct(p.data(), first.data(), m);
    const bool q_moves = correct(q.data(), second.data(), k);
    moves = wide ? p_moves : q_moves;
  }
  const Sum* const solution = wide ? p.data() : q.data();
  for (Index j = 0; j < features; ++j) {
    if (!(Eigen::numext::isfinite)(solution[j].high())) return Refinement::overflow;
  }
  for (Index j = 0; j < features; ++j) beta[j] = solution[j].high();
  return moves ? Refinement::unfinished : Refinement::converged;
}

}  // namespace experiments::regression
