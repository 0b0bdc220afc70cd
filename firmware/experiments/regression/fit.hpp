// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include "experiments/regression/inputs.hpp"
#include "experiments/regression/record.hpp"

namespace experiments::regression {

/// Fits the first n rows of a split, for one n after the other, with all that record.hpp has.
///
/// Sums run in the library's four-lane order, so a record has the same bits on every board.
template <typename Scalar, Index MaxRows, Index MaxFeatures>
class Fit {
 public:
  /// The ablations: those of record.hpp, but for tests.
  std::array<Scalar, regression::cutoffs.size()> cutoffs;
  std::array<Index, regression::modes.size()> modes;

  Fit() {
    std::transform(regression::cutoffs.begin(), regression::cutoffs.end(), cutoffs.begin(),
                   [](double cutoff) { return Scalar(cutoff); });
    std::transform(regression::modes.begin(), regression::modes.end(), modes.begin(),
                   [](double mode) { return Index(mode); });
  }

  /// Fits rows 0 to n - 1 of the inputs, where 1 <= n <= MaxRows and n < total_rows. They stay
  /// where they are until the factors have been asked for.
  Record<Scalar> fit(const Inputs<Scalar>& inputs, Index n) {
    inputs_ = &inputs;
    n_ = n;
    const Index features = inputs.features;
    bool is_finite = true;
    for (Index i = 0; i < n; ++i) {
      targets_[i] = inputs.row(i)[features];
      ideal_[i] = minnorm::dot(inputs.row(i), inputs.beta, features);
      is_finite = is_finite && (Eigen::numext::isfinite)(targets_[i]);
    }
    svd_.compute(rows());
    const auto status = is_finite ? svd_.info() : Eigen::InvalidInput;
    if (status != Eigen::Success) {
      const bool is_valid = status == Eigen::NoConvergence;
      return {.status = is_valid ? Status::no_convergence : Status::invalid_input};
    }

    Record<Scalar> record;
    const Index rank = svd_.nonzeroSingularValues();
    record.rank = rank;
    if (rank > 0) {
      record.sigma_max = sigma(0);
      record.sigma_min = sigma(rank - 1);
    }
    ablate_spectrum(record);
    ablate_residuals(record);
    regularise(record);
    if (!record.is_finite()) return {.status = Status::overflow};
    refine(record);
    return record;
  }

  /// The three factors of equation 1 for the fit just made: for each mode r < record.rank,
  /// inverse_sigma(r), projection of a test row x (D values) on the right singular vector, and of
  /// the ideal model's training residuals E = y - X beta on the left one.
  Scalar inverse_sigma(Index r) const { return Scalar(1) / sigma(r); }
  Scalar test_projection(const Scalar* x, Index r) const {
    return minnorm::dot(x, svd_.matrixV().data() + r * inputs_->features, inputs_->features);
  }
  [[gnu::noinline]] Scalar residual_projection(Index r) const {
    return left_projection(residuals().data(), r);
  }

 private:
  using RowMatrix = minnorm::BoundedMatrix<Scalar, MaxRows, MaxFeatures, Eigen::RowMajor>;
  using Rows = Eigen::Map<const RowMatrix, 0, Eigen::OuterStride<>>;
  using Targets = minnorm::BoundedVector<Scalar, MaxRows>;
  using Coefficients = minnorm::BoundedVector<Scalar, MaxFeatures>;
  static constexpr Index max_rank = std::min(MaxRows, MaxFeatures);

  struct Errors {
    Scalar train, test;
  };

  Rows rows() const {
    const Index features = inputs_->features;
    return {inputs_->rows, n_, features, Eigen::OuterStride<>(features + 1)};
  }

  Scalar sigma(Index r) const { return svd_.singularValues()[r]; }

  Scalar left_projection(const Scalar* values, Index r) const {
    return minnorm::dot(svd_.matrixU().data() + r * n_, values, n_);
  }

  /// The solution for n targets that minimises the squared error plus lambda^2 |beta|^2; the
  /// minimum-norm one of all singular values for lambda = 0.
  Coefficients damped(const Scalar* targets, Scalar lambda) const {
    return svd_.solve(Eigen::Map<const Targets>(targets, n_), minnorm::Tikhonov<Scalar>{lambda});
  }

  /// E = y - X beta*.
  std::array<Scalar, MaxRows> residuals() const {
    std::array<Scalar, MaxRows> values;
    for (Index i = 0; i < n_; ++i) values[i] = targets_[i] - ideal_[i];
    return values;
  }

  /// beta += (u_r . y / sigma_r) v_r: one more mode of the minimum-norm solution V S+ U' y.
  void add_mode(Coefficients& beta, const Scalar* targets, Index r) const {
    beta += svd_.matrixV().col(r) * (left_projection(targets, r) / sigma(r));
  }

  /// Errors of x . beta against the targets times `weight`, on the training rows and on all others.
  /// Weight 0 gives the errors against X beta* if beta stands for the difference from beta*.
  [[gnu::noinline]] Errors errors(const Coefficients& beta, Scalar weight) const {
    const Index features = inputs_->features;
    std::array<Scalar, MaxRows> training;
    for (Index i = 0; i < n_; ++i) {
      training[i] = minnorm::dot(inputs_->row(i), beta.data(), features) - weight * targets_[i];
    }
    std::array<Scalar, MaxFeatures + 1> all;
    const Scalar* line = inputs_->triangle;
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
    return {train_sum / Scalar(n_), test_sum / (inputs_->total_rows - Scalar(n_))};
  }

  /// The fit itself and ablations 1 and 2. Both keep the leading k modes: a cutoff in the fit, the
  /// projection of the test rows on the leading modes in the test error only.
  void ablate_spectrum(Record<Scalar>& record) {
    std::array<Errors, max_rank + 1> leading;
    Coefficients beta = Coefficients::Zero(inputs_->features);
    leading[0] = errors(beta, Scalar(1));
    for (Index r = 0; r < record.rank; ++r) {
      add_mode(beta, targets_.data(), r);
      leading[r + 1] = errors(beta, Scalar(1));
    }
    record.norm = (Eigen::numext::sqrt)(minnorm::dot(beta.data(), beta.data(), beta.size()));
    record.train = leading[record.rank].train;
    record.test = leading[record.rank].test;
    for (std::size_t c = 0; c < cutoffs.size(); ++c) {
      Index kept = record.rank;
      while (kept > 0 && sigma(kept - 1) < cutoffs[c]) --kept;
      record.cutoff_ranks[c] = kept;
      record.cutoff_trains[c] = leading[kept].train;
      record.cutoff_tests[c] = leading[kept].test;
    }
    for (std::size_t m = 0; m < modes.size(); ++m) {
      record.mode_tests[m] = leading[std::min(modes[m], record.rank)].test;
    }
  }

  /// Ablation 3: the targets become X beta*, which the model can fit exactly, and then what is left
  /// of them.
  void ablate_residuals(Record<Scalar>& record) {
    Coefficients beta = damped(ideal_.data(), Scalar(0));
    for (Index j = 0; j < inputs_->features; ++j) beta[j] -= inputs_->beta[j];
    const Errors residual_free = errors(beta, Scalar(0));
    record.residual_free_train = residual_free.train;
    record.residual_free_test = residual_free.test;
    beta = damped(residuals().data(), Scalar(0));
    const Errors residual = errors(beta, Scalar(0));
    record.residual_train = residual.train;
    record.residual_test = residual.test;
  }

  void regularise(Record<Scalar>& record) const {
    const Index features = inputs_->features;
    Scalar squares{};
    const Scalar* line = inputs_->triangle;
    for (Index length = features; length > 0; --length) {
      squares += minnorm::dot(line, line, length);
      line += length + 1;
    }
    const Scalar unit = squares / (inputs_->total_rows * Scalar(features)) * Scalar(n_);
    for (std::size_t k = 0; k < ridges.size(); ++k) {
      const Scalar lambda = (Eigen::numext::sqrt)(Scalar(ridges[k]) * unit);
      const Errors ridge = errors(damped(targets_.data(), lambda), Scalar(1));
      record.ridge_trains[k] = ridge.train;
      record.ridge_tests[k] = ridge.test;
    }
  }

  void refine(Record<Scalar>& record) const {
    Coefficients beta(inputs_->features);
    record.refinement =
        minnorm::refine(svd_, rows(), Eigen::Map<const Targets>(targets_.data(), n_), beta).status;
    if (record.refinement == Refinement::diverged || record.refinement == Refinement::overflow) {
      return;
    }
    const Errors refined = errors(beta, Scalar(1));
    if (!(Eigen::numext::isfinite)(refined.train + refined.test)) {
      record.refinement = Refinement::overflow;
      return;
    }
    record.refined_train = refined.train;
    record.refined_test = refined.test;
  }

  const Inputs<Scalar>* inputs_ = nullptr;
  std::array<Scalar, MaxRows> targets_;  ///< y
  std::array<Scalar, MaxRows> ideal_;    ///< X beta*
  Index n_ = 0;
  minnorm::JacobiSVD<RowMatrix, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
};

}  // namespace experiments::regression
