// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "numerics/double_length.hpp"

/// Ordinary linear regression across the interpolation threshold: Schaeffer et al., Divergence at
/// the Interpolation Threshold, figures 1 to 5 and equation 1.
namespace experiments {

using Eigen::Index;

/// The most singular-value cutoffs (ablation 1) and mode counts (ablation 2) of one problem.
inline constexpr Index max_ablations = 16;

/// What all fits of one dataset share. D = features.
template <typename Scalar, Index MaxFeatures>
struct RegressionProblem {
  static constexpr Index max_triangle = (MaxFeatures + 1) * (MaxFeatures + 2) / 2;

  Index features = 0;    ///< D, 1 to MaxFeatures; 0: no problem set
  Index total_rows = 0;  ///< rows of the dataset, training and test
  Index cutoff_count = 0;
  Index mode_count = 0;
  /// Upper triangle, row by row, of [R c; 0 rho] where [X y] = Q [R c; 0 rho] over all rows: for
  /// every beta the sum of squared errors over all rows is |R beta - c|^2 + rho^2. It stands for
  /// the whole dataset in O(D^2) memory.
  std::array<Scalar, max_triangle> triangle;
  std::array<Scalar, MaxFeatures> beta;       ///< least squares over all rows
  std::array<Scalar, max_ablations> cutoffs;  ///< absolute singular-value cutoffs
  std::array<Index, max_ablations> modes;     ///< numbers of leading modes, >= 0

  /// Whether the triangle and beta are finite for this many features.
  bool is_finite(Index d) const {
    const auto finite = [](Scalar value) { return (Eigen::numext::isfinite)(value); };
    return std::all_of(triangle.begin(), triangle.begin() + (d + 1) * (d + 2) / 2, finite) &&
           std::all_of(beta.begin(), beta.begin() + d, finite);
  }
};

/// The result of one fit; docs/WIRE.md says what each number is. Errors are mean squared errors.
template <typename Scalar>
struct RegressionRecord {
  Eigen::ComputationInfo status = Eigen::Success;
  Index rank = 0;
  Scalar sigma_min{}, sigma_max{};
  Scalar train{}, test{};
  std::array<Index, max_ablations> cutoff_ranks{};
  std::array<Scalar, max_ablations> cutoff_trains{};
  std::array<Scalar, max_ablations> cutoff_tests{};
  std::array<Scalar, max_ablations> mode_tests{};
  Scalar residual_free_train{}, residual_free_test{};

  /// Whether no number overflowed; what a problem does not use is 0.
  bool is_finite() const {
    const auto finite = [](std::span<const Scalar> values) {
      return std::all_of(values.begin(), values.end(),
                         [](Scalar value) { return (Eigen::numext::isfinite)(value); });
    };
    const std::array scalars{sigma_min, sigma_max,           train,
                             test,      residual_free_train, residual_free_test};
    return finite(scalars) && finite(cutoff_trains) && finite(cutoff_tests) && finite(mode_tests);
  }
};

/// Fits the first n rows of a split, for one n after the other, with all three ablations.
///
/// Sums run in the library's four-lane order, so a record has the same bits on every board.
template <typename Scalar, Index MaxRows, Index MaxFeatures>
class Regression {
 public:
  using Problem = RegressionProblem<Scalar, MaxFeatures>;
  using Record = RegressionRecord<Scalar>;

  Problem problem;

  /// Row `row` of the loaded split: D features and then the target, to be filled in by the caller.
  Scalar* row(Index row) { return rows_[static_cast<std::size_t>(row)].data(); }

  /// Fits rows 0 to n - 1, where 1 <= n <= MaxRows and n < problem.total_rows. The status is
  /// InvalidInput where a row has a NaN or infinity, NumericalIssue where a result overflows; all
  /// numbers are 0 then.
  Record fit(Index n) {
    n_ = n;
    const Index features = problem.features;
    bool is_finite = true;
    for (Index i = 0; i < n; ++i) {
      targets_[i] = row(i)[features];
      ideal_[i] = minnorm::dot(row(i), problem.beta.data(), features);
      is_finite = is_finite && (Eigen::numext::isfinite)(targets_[i]);
    }
    svd_.compute(Rows(rows_.front().data(), n, features, Eigen::OuterStride<>(MaxFeatures + 1)));
    const auto status = is_finite ? svd_.info() : Eigen::InvalidInput;
    if (status != Eigen::Success) return {.status = status};

    Record record;
    const Index rank = svd_.nonzeroSingularValues();
    record.rank = rank;
    if (rank > 0) {
      record.sigma_max = sigma(0);
      record.sigma_min = sigma(rank - 1);
    }
    ablate_spectrum(record);
    ablate_residuals(record);
    if (!record.is_finite()) return {.status = Eigen::NumericalIssue};
    return record;
  }

  /// The three factors of equation 1 for the fit just made: for each mode r < record.rank,
  /// inverse_sigma(r), projection of a test row x (D values) on the right singular vector, and of
  /// the ideal model's training residuals E = y - X beta on the left one.
  Scalar inverse_sigma(Index r) const { return Scalar(1) / sigma(r); }
  Scalar test_projection(const Scalar* x, Index r) const {
    return minnorm::dot(x, svd_.matrixV().data() + r * problem.features, problem.features);
  }
  Scalar residual_projection(Index r) const {
    std::array<Scalar, MaxRows> residuals;
    for (Index i = 0; i < n_; ++i) residuals[i] = targets_[i] - ideal_[i];
    return left_projection(residuals.data(), r);
  }

 private:
  using RowMatrix =
      Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor, MaxRows, MaxFeatures>;
  using Rows = Eigen::Map<const RowMatrix, 0, Eigen::OuterStride<>>;
  using Coefficients = Eigen::Matrix<Scalar, Eigen::Dynamic, 1, Eigen::ColMajor, MaxFeatures, 1>;
  static constexpr Index max_rank = std::min(MaxRows, MaxFeatures);

  static constexpr int refinements = 8;  ///< most passes of refine(); most fits take three or four

  struct Errors {
    Scalar train, test;
  };

  Scalar sigma(Index r) const { return svd_.singularValues()[r]; }

  Scalar left_projection(const Scalar* values, Index r) const {
    return minnorm::dot(svd_.matrixU().data() + r * n_, values, n_);
  }

  /// beta += (u_r . y / sigma_r) v_r: one more mode of the minimum-norm solution V S+ U' y.
  void add_mode(Coefficients& beta, const Scalar* targets, Index r) const {
    beta += svd_.matrixV().col(r) * (left_projection(targets, r) / sigma(r));
  }

  /// Errors of x . beta against the targets times `weight`, on the training rows and on all others.
  /// Weight 0 gives the errors against X beta* if beta stands for the difference from beta*.
  [[gnu::noinline]] Errors errors(const Coefficients& beta, Scalar weight) const {
    const Index features = problem.features;
    std::array<Scalar, MaxRows> training;
    for (Index i = 0; i < n_; ++i) {
      training[i] = minnorm::dot(rows_[i].data(), beta.data(), features) - weight * targets_[i];
    }
    std::array<Scalar, MaxFeatures + 1> all;
    const Scalar* line = problem.triangle.data();
    for (Index k = 0; k < features; ++k) {
      const Index length = features - k;
      all[k] = minnorm::dot(line, beta.data() + k, length) - weight * line[length];
      line += length + 1;
    }
    all[features] = weight * *line;

    const Scalar train_sum = minnorm::dot(training.data(), training.data(), n_);
    const Scalar all_sum = minnorm::dot(all.data(), all.data(), features + 1);
    // Rounding may leave less than nothing for the test rows. A NaN stays one.
    const Scalar rest = all_sum - train_sum;
    const Scalar test_sum = rest < Scalar(0) ? Scalar(0) : rest;
    return {train_sum / Scalar(n_), test_sum / Scalar(problem.total_rows - n_)};
  }

  /// The fit itself and ablations 1 and 2. Both keep the leading k modes: a cutoff in the fit, the
  /// projection of the test rows on the leading modes in the test error only.
  void ablate_spectrum(Record& record) {
    std::array<Errors, max_rank + 1> leading;
    Coefficients beta = Coefficients::Zero(problem.features);
    leading[0] = errors(beta, Scalar(1));
    for (Index r = 0; r < record.rank; ++r) {
      add_mode(beta, targets_.data(), r);
      leading[r + 1] = errors(beta, Scalar(1));
    }
    refine(beta);
    leading[record.rank] = errors(beta, Scalar(1));
    record.train = leading[record.rank].train;
    record.test = leading[record.rank].test;
    for (Index c = 0; c < problem.cutoff_count; ++c) {
      Index kept = record.rank;
      while (kept > 0 && sigma(kept - 1) < problem.cutoffs[c]) --kept;
      record.cutoff_ranks[c] = kept;
      record.cutoff_trains[c] = leading[kept].train;
      record.cutoff_tests[c] = leading[kept].test;
    }
    for (Index m = 0; m < problem.mode_count; ++m) {
      record.mode_tests[m] = leading[std::min(problem.modes[m], record.rank)].test;
    }
  }

  /// Recomputes the minimum-norm solution so that it is right to rounding, where the
  /// decomposition's errors, multiplied by the condition of the rows, would leave it less. It is
  /// iterative refinement of p + A q = b, A' p = c with residuals in double length (Björck, BIT 7
  /// (1967)): A, which has at least as many rows as columns, is X with b = y, c = 0, q = beta; or
  /// X' with b = 0, c = y, p = beta. The first pass, from zeros, is V S+ U' y.
  [[gnu::noinline]] void refine(Coefficients& beta) const {
    using Sum = numerics::DoubleLength<Scalar>;
    constexpr Index longest = std::max(MaxRows, MaxFeatures);
    const Index features = problem.features;
    const bool wide = n_ < features;
    const Index m = wide ? features : n_, k = wide ? n_ : features;
    const Scalar* left = wide ? svd_.matrixV().data() : svd_.matrixU().data();
    const Scalar* right = wide ? svd_.matrixU().data() : svd_.matrixV().data();
    const auto a = [&](Index i, Index j) { return wide ? rows_[j][i] : rows_[i][j]; };
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
    for (int pass = 0; moves && pass < refinements; ++pass) {
      for (Index i = 0; i < m; ++i) {
        Sum rest(wide ? Scalar(0) : targets_[i]);
        rest.add(-p[i].high());
        rest.add(-p[i].low());
        for (Index j = 0; j < k; ++j) subtract(rest, a(i, j), q[j]);
        first[i] = rest.high();
      }
      for (Index j = 0; j < k; ++j) {
        Sum rest(wide ? targets_[j] : Scalar(0));
        for (Index i = 0; i < m; ++i) subtract(rest, a(i, j), p[i]);
        second[j] = rest.high();
      }
      std::array<Scalar, max_rank> along;
      const Index rank = svd_.nonzeroSingularValues();
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
      if (!(length < longest_correction)) break;
      if (pass == 0) longest_correction = length;
      const bool p_moves = correct(p.data(), first.data(), m);
      const bool q_moves = correct(q.data(), second.data(), k);
      moves = wide ? p_moves : q_moves;
    }
    const Sum* const solution = wide ? p.data() : q.data();
    for (Index j = 0; j < features; ++j) {
      // Double length overflows sooner.
      if (!(Eigen::numext::isfinite)(solution[j].high())) return;
    }
    for (Index j = 0; j < features; ++j) beta[j] = solution[j].high();
  }

  /// Ablation 3: the targets become X beta*, which the model can fit exactly.
  void ablate_residuals(Record& record) {
    Coefficients beta = Coefficients::Zero(problem.features);
    for (Index r = 0; r < record.rank; ++r) add_mode(beta, ideal_.data(), r);
    for (Index j = 0; j < problem.features; ++j) beta[j] -= problem.beta[j];
    const Errors residual_free = errors(beta, Scalar(0));
    record.residual_free_train = residual_free.train;
    record.residual_free_test = residual_free.test;
  }

  std::array<std::array<Scalar, MaxFeatures + 1>, MaxRows> rows_;
  std::array<Scalar, MaxRows> targets_;  ///< y
  std::array<Scalar, MaxRows> ideal_;    ///< X beta*
  Index n_ = 0;
  minnorm::JacobiSVD<RowMatrix, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
};

}  // namespace experiments
