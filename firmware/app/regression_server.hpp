// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "app/line.hpp"
#include "experiments/regression.hpp"

namespace app {

/// Serves the regression's requests of docs/WIRE.md, one after the other. Sink takes spans of bytes
/// to send.
template <typename Scalar, Capacity capacity, typename Sink>
class RegressionServer {
 public:
  explicit RegressionServer(Sink sink) : line_{sink} {}

  /// The longest frame body a request may have: a `problem` or the `probes` at capacity.
  static constexpr std::size_t longest_request =
      wire::shortest_body + (7 + experiments::max_ablations) * wire::integer_bytes +
      experiments::max_ablations * wire::real_bytes<double> +
      std::max(experiments::RegressionProblem<Scalar, capacity.features>::max_triangle +
                   capacity.features,
               capacity.probes* capacity.features) *
          wire::real_bytes<Scalar>;

  void serve(const wire::Frame& request) {
    wire::Reader reader{request.payload};
    switch (static_cast<wire::Kind>(request.kind)) {
      case wire::Kind::hello:
        return line_.template hello<Scalar>(request, "regression", capacity, longest_request);
      case wire::Kind::problem:
        return line_.answer(request, problem(reader));
      case wire::Kind::rows:
        return line_.answer(request, rows(reader));
      case wire::Kind::probes:
        return line_.answer(request, probes(reader));
      case wire::Kind::fit:
        return fit(request, reader);
      default:
        return line_.answer(request, unknown);
    }
  }

 private:
  using Index = Eigen::Index;
  using Regression = experiments::Regression<Scalar, capacity.rows, capacity.features>;

  /// Of a record, the longest message: its reals, and the integers and heads of arrays beside them.
  static constexpr std::size_t longest_values =
      experiments::max_ablations * wire::integer_bytes +
      std::max<std::size_t>(6 + 3 * experiments::max_ablations, 3 * capacity.features) *
          wire::real_bytes<Scalar>;

  Verdict problem(wire::Reader& reader) {
    auto& problem = regression_.problem;
    problem.features = 0;
    loaded_rows_ = loaded_probes_ = 0;

    reader.array(6);
    const Index features = reader.integer();
    problem.total_rows = reader.integer();
    if (!reader.ok() || features == 0) return malformed;
    if (features > static_cast<Index>(capacity.features)) {
      return {
          {wire::Refusal::over_capacity,
           "The problem has more features than this board has memory for: hello tells how many."}};
    }
    const bool triangle_fits =
        reader.reals(problem.triangle) == (features + 1) * (features + 2) / 2;
    const bool beta_fits = reader.reals(problem.beta) == features;
    problem.cutoff_count = reader.reals(problem.cutoffs);
    problem.mode_count = reader.array();
    if (!triangle_fits || !beta_fits || problem.mode_count > experiments::max_ablations) {
      return malformed;
    }
    for (Index m = 0; m < problem.mode_count; ++m) problem.modes[m] = reader.integer();
    if (!reader.complete()) return malformed;
    if (!problem.is_finite(features)) {
      return {{wire::Refusal::malformed, "The triangle or beta has a value that is not finite."}};
    }
    problem.features = features;
    return {};
  }

  Verdict rows(wire::Reader& reader) {
    if (regression_.problem.features == 0) return no_problem;
    reader.array(3);
    const auto split = reader.integer();
    const Index first = reader.integer();
    const Index width = regression_.problem.features + 1;
    const Index values = reader.array();
    const Index count = values / width;
    if (!reader.ok() || values % width != 0) return malformed;
    choose(split);
    if (first > loaded_rows_) {
      return {{wire::Refusal::out_of_order, "Rows are missing: send those before these first."}};
    }
    if (first + count > static_cast<Index>(capacity.rows)) {
      return {{wire::Refusal::over_capacity,
               "The split has more rows than this board has memory for: hello tells how many."}};
    }
    loaded_rows_ = first;
    for (Index i = first; i < first + count; ++i) {
      for (Index j = 0; j < width; ++j) regression_.row(i)[j] = reader.real<Scalar>();
    }
    if (!reader.complete()) return malformed;
    loaded_rows_ = first + count;
    return {};
  }

  Verdict probes(wire::Reader& reader) {
    if (regression_.problem.features == 0) return no_problem;
    reader.array(2);
    const auto split = reader.integer();
    const Index values = reader.array();
    const Index features = regression_.problem.features;
    if (!reader.ok() || values % features != 0) return malformed;
    choose(split);
    loaded_probes_ = 0;
    if (values / features > static_cast<Index>(capacity.probes)) {
      return {{wire::Refusal::over_capacity,
               "There are more probes than this board has memory for: hello tells how many."}};
    }
    for (Index i = 0; i < values / features; ++i) {
      for (Index j = 0; j < features; ++j) probes_[i][j] = reader.real<Scalar>();
    }
    if (!reader.complete()) return malformed;
    loaded_probes_ = values / features;
    return {};
  }

  void fit(const wire::Frame& request, wire::Reader& reader) {
    reader.array(3);
    const auto split = reader.integer();
    const Index first = reader.integer();
    const Index last = reader.integer();
    const Verdict verdict = fit_verdict(reader.complete(), split, first, last);
    line_.answer(request, verdict);
    if (verdict) return;

    std::uint32_t factors = 0;
    for (Index n = first; n <= last; ++n) {
      const auto record = regression_.fit(n);
      send_record(n, record);
      for (Index p = 0; p < loaded_probes_; ++p, ++factors) send_factors(n, p, record.rank);
    }
    auto end = line_.message();
    end.array(5).integer(split).integer(first).integer(last);
    end.integer(last - first + 1).integer(factors);
    line_.send(wire::Kind::end, end);
  }

  Verdict fit_verdict(bool readable, std::int32_t split, Index first, Index last) const {
    if (!readable || first < 1 || last < first) return malformed;
    if (regression_.problem.features == 0) return no_problem;
    if (last >= regression_.problem.total_rows) {
      return {{wire::Refusal::malformed,
               "A fit must leave at least one row of the dataset for testing."}};
    }
    if (last > static_cast<Index>(capacity.rows)) {
      return {{wire::Refusal::over_capacity,
               "The fit takes more rows than this board has memory for: hello tells how many."}};
    }
    if (split != split_ || last > loaded_rows_) {
      return {
          {wire::Refusal::out_of_order, "The rows of this split are not loaded: send them first."}};
    }
    return {};
  }

  void send_record(Index n, const typename Regression::Record& record) {
    const Index cutoffs = regression_.problem.cutoff_count;
    const Index modes = regression_.problem.mode_count;
    auto writer = line_.message();
    writer.array(14).integer(split_).integer(n).integer(record.status).integer(record.rank);
    writer.real(record.sigma_min).real(record.sigma_max).real(record.train).real(record.test);
    writer.array(cutoffs);
    for (Index c = 0; c < cutoffs; ++c) writer.integer(record.cutoff_ranks[c]);
    writer.array(cutoffs);
    for (Index c = 0; c < cutoffs; ++c) writer.real(record.cutoff_trains[c]);
    writer.array(cutoffs);
    for (Index c = 0; c < cutoffs; ++c) writer.real(record.cutoff_tests[c]);
    writer.array(modes);
    for (Index m = 0; m < modes; ++m) writer.real(record.mode_tests[m]);
    writer.real(record.residual_free_train).real(record.residual_free_test);
    line_.send(wire::Kind::record, writer);
  }

  void send_factors(Index n, Index probe, Index rank) {
    auto writer = line_.message();
    writer.array(6).integer(split_).integer(n).integer(probe);
    writer.array(rank);
    for (Index r = 0; r < rank; ++r) writer.real(regression_.inverse_sigma(r));
    writer.array(rank);
    for (Index r = 0; r < rank; ++r)
      writer.real(regression_.test_projection(probes_[probe].data(), r));
    writer.array(rank);
    for (Index r = 0; r < rank; ++r) writer.real(regression_.residual_projection(r));
    line_.send(wire::Kind::factors, writer);
  }

  /// Another split than the one loaded forgets what was loaded.
  void choose(std::int32_t split) {
    if (split == split_) return;
    split_ = split;
    loaded_rows_ = loaded_probes_ = 0;
  }

  static constexpr Complaint no_problem{wire::Refusal::out_of_order,
                                        "No problem is set: send one first."};

  Line<longest_values, Sink> line_;
  Regression regression_;
  std::array<std::array<Scalar, capacity.features>, capacity.probes> probes_;
  std::int32_t split_ = 0;
  Index loaded_rows_ = 0;
  Index loaded_probes_ = 0;
};

}  // namespace app
