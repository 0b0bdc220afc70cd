// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "experiments/experiment.hpp"

namespace experiments::precision {

/// What came of a fit; its β counts if it is ok or unfinished.
enum class Status : std::uint8_t {
  ok,
  singular,        ///< a pivot is not positive: of a Gram matrix, or of R
  no_convergence,  ///< of the decomposition
  invalid_input,   ///< a number of the data has no finite value in the scalar
  overflow,        ///< the solution has none
  unfinished,      ///< the last iteration still moved it
  diverged,        ///< refinement's corrections did not shrink
};

/// Least squares X·β = y: n rows, D features.
template <typename Scalar_, Index MaxRows_, Index MaxFeatures_>
struct System {
  using Scalar = Scalar_;
  static constexpr Index MaxRows = MaxRows_, MaxFeatures = MaxFeatures_;
  static constexpr Index longest = std::max(MaxRows, MaxFeatures);
  static constexpr Index shortest = std::min(MaxRows, MaxFeatures);
  using Matrix = minnorm::BoundedMatrix<Scalar, MaxRows, MaxFeatures>;
  using Targets = minnorm::BoundedVector<Scalar, MaxRows>;
  using Coefficients = minnorm::BoundedVector<Scalar, MaxFeatures>;

  Matrix x;
  Targets y;
  double ridge;  ///< λ that a regularised solver may take, in the unit of σ²

  bool is_wide() const { return x.rows() < x.cols(); }
};

/// β and what it took.
template <typename System>
struct Solution {
  Status status = Status::ok;
  Index rank = 0;        ///< singular modes or pivots used
  Index iterations = 0;  ///< sweeps, passes, or steps; 0 of a direct method
  typename System::Coefficients beta;
};

/// order := 0, 1, …
inline void in_order(Index* order, Index count) {
  for (Index i = 0; i < count; ++i) order[i] = i;
}

/// X, or Xᵀ if X is wide, its rows in the order given: m ≥ k rows and columns, one column after the
/// other.
template <typename System>
class Tall {
  using Scalar = typename System::Scalar;

 public:
  Tall(const System& system, const Index* order)
      : m{std::max(system.x.rows(), system.x.cols())},
        k{std::min(system.x.rows(), system.x.cols())} {
    const bool wide = system.is_wide();
    for (Index j = 0; j < k; ++j) {
      for (Index i = 0; i < m; ++i) {
        column(j)[i] = wide ? system.x(j, order[i]) : system.x(order[i], j);
      }
    }
  }

  const Index m, k;

  Scalar* data() { return values_; }
  Scalar* column(Index j) { return values_ + j * m; }
  const Scalar* column(Index j) const { return values_ + j * m; }

 private:
  Scalar values_[System::longest * System::shortest];
};

}  // namespace experiments::precision
