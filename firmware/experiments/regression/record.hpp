// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/refine.hpp>

#include <algorithm>

#include "experiments/experiment.hpp"

namespace experiments::regression {

/// Ablation 1: absolute singular-value cutoffs, 10^-3 to 1 by half powers.
inline constexpr std::array<double, 7> cutoffs{
    0.001, 0.0031622776601683794, 0.01, 0.03162277660168379, 0.1, 0.31622776601683794, 1.0};

/// Ablation 2: numbers of leading modes.
inline constexpr std::array<double, 13> modes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25};

/// Ridges lambda, as shares of n times the mean squared feature of all rows.
inline constexpr std::array<double, 7> ridges{1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12};

/// What came of a fit; all numbers are 0 unless it is ok.
enum class Status {
  ok,
  overflow,        ///< a result is beyond the Scalar
  no_convergence,  ///< of the decomposition
  invalid_input,   ///< a row has a NaN or infinity
};

using minnorm::Refinement;

/// The result of one fit, V S+ U' y with every singular value that is not 0. Errors are mean
/// squared errors.
template <typename Scalar>
struct Record {
  Status status = Status::ok;
  Index rank = 0;                   ///< singular values that are not 0
  Scalar sigma_min{}, sigma_max{};  ///< the smallest and the largest of those
  Scalar train{}, test{};           ///< on the training rows, and on all others
  std::array<Index, cutoffs.size()> cutoff_ranks{};
  std::array<Scalar, cutoffs.size()> cutoff_trains{}, cutoff_tests{};
  std::array<Scalar, modes.size()> mode_tests{};  ///< with the test rows projected
  /// With targets X beta*, which the model explains: the test error is the bias term's,
  /// x (X+ X - I) beta*.
  Scalar residual_free_train{}, residual_free_test{};
  /// With targets E = y - X beta*, which it does not: x X+ E, the variance term, in place of an
  /// error.
  Scalar residual_train{}, residual_test{};
  Scalar norm{};  ///< of beta
  /// Of (X'X + lambda I)^-1 X'y instead.
  std::array<Scalar, ridges.size()> ridge_trains{}, ridge_tests{};
  Refinement refinement = Refinement::converged;
  /// Of the solution that minnorm::refine() gives; 0 unless it is converged or unfinished.
  Scalar refined_train{}, refined_test{};

  static constexpr auto columns = std::to_array<Column>({
      {"n"},
      {"status", 1, labels<Status>},
      {"rank"},
      {"sigma_min"},
      {"sigma_max"},
      {"train"},
      {"test"},
      {"cutoff_rank", cutoffs.size()},
      {"cutoff_train", cutoffs.size()},
      {"cutoff_test", cutoffs.size()},
      {"mode_test", modes.size()},
      {"residual_free_train"},
      {"residual_free_test"},
      {"residual_train"},
      {"residual_test"},
      {"norm"},
      {"ridge_train", ridges.size()},
      {"ridge_test", ridges.size()},
      {"refinement", 1, labels<Refinement>},
      {"refined_train"},
      {"refined_test"},
  });
  using Row = std::array<Scalar, Table{"records", columns}.width()>;

  /// The row of the fit of n training rows: in the order of the columns.
  Row row(Index n) const {
    Row values;
    auto at = values.begin();
    const auto put = [&at](auto value) { *at++ = static_cast<Scalar>(value); };
    put(n);
    put(static_cast<int>(status));
    for (const auto value : {Scalar(rank), sigma_min, sigma_max, train, test}) put(value);
    for (const Index value : cutoff_ranks) put(value);
    for (const Scalar value : cutoff_trains) put(value);
    for (const Scalar value : cutoff_tests) put(value);
    for (const Scalar value : mode_tests) put(value);
    for (const Scalar value : {residual_free_train, residual_free_test}) put(value);
    for (const Scalar value : {residual_train, residual_test, norm}) put(value);
    for (const Scalar value : ridge_trains) put(value);
    for (const Scalar value : ridge_tests) put(value);
    put(static_cast<int>(refinement));
    for (const Scalar value : {refined_train, refined_test}) put(value);
    return values;
  }

  /// Whether no number overflowed. Not inlined: its row need not stay on the stack of a fit.
  [[gnu::noinline]] bool is_finite() const {
    const Row values = row(0);
    return std::all_of(values.begin(), values.end(),
                       [](Scalar value) { return (Eigen::numext::isfinite)(value); });
  }
};

}  // namespace experiments::regression
