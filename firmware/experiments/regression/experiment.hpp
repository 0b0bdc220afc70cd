// SPDX-License-Identifier: MIT
#pragma once

#include "experiments/regression/fit.hpp"

/// Ordinary linear regression across the interpolation threshold: Schaeffer et al., Divergence at
/// the Interpolation Threshold, figures 1 to 5 and equation 1.
namespace experiments::regression {

/// A repeat is a split, whose training rows are loaded in its order; its unit fits the first n of
/// them for each n. A fit is a row of `records`, and a singular mode of it one of `factors`: the
/// three factors of equation 1 for a probe x, 1/σ, x·v, and u·E with the ideal model's training
/// residuals E = y − X β.
template <typename Scalar, Capacity capacity>
class Experiment {
 public:
  static constexpr auto factor_columns = std::to_array<Column>({{"n"},
                                                                {"probe"},
                                                                {"mode"},
                                                                {"inverse_sigma"},
                                                                {"test_projection"},
                                                                {"residual_projection"}});
  static constexpr std::array<Table, 2> tables{
      {{"records", Record<Scalar>::columns}, {"factors", factor_columns}}};
  static constexpr auto inputs = inputs_for(capacity);
  static constexpr Index cases = 1;
  static constexpr Index repeats = 50;
  static constexpr std::array<Parameter, 6> parameters{{{"rows", capacity.rows},
                                                        {"features", capacity.features},
                                                        {"probes", capacity.probes},
                                                        {"cutoffs", cutoffs},
                                                        {"modes", modes},
                                                        {"ridges", ridges}}};

  std::string_view check(const Loaded<Scalar>& given) const {
    return Inputs<Scalar>::check(given, capacity);
  }

  template <typename Send>
  void compute(const Unit& /*unit*/, const Loaded<Scalar>& given, Send&& send) {
    const auto split = Inputs<Scalar>::of(given);
    for (Index n = 1; n <= split.count; ++n) {
      const auto record = fit_.fit(split, n);
      send_record(record, n, send);
      for (Index p = 0; p < split.probe_count; ++p) {
        const Scalar* const x = split.probes + p * split.features;
        for (Index r = 0; r < record.rank; ++r) {
          send(TableNumber<1>{},
               std::array{Scalar(n), Scalar(p), Scalar(r + 1), fit_.inverse_sigma(r),
                          fit_.test_projection(x, r), fit_.residual_projection(r)});
        }
      }
    }
  }

 private:
  /// Not inlined: a row need not stay on the stack while the next fit is made.
  template <typename Send>
  [[gnu::noinline]] static void send_record(const Record<Scalar>& record, Index n, Send& send) {
    send(TableNumber<0>{}, record.row(n));
  }

  Fit<Scalar, capacity.rows, capacity.features> fit_;
};

}  // namespace experiments::regression
