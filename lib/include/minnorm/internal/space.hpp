// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/count.hpp>

namespace minnorm::internal {

/// The work space of svd() on its stack, for m ≤ MaxM, n ≤ MaxN. Each part is made where it is
/// needed, so that parts that are needed one after the other share their memory.
template <typename Scalar, int MaxM, int MaxN>
struct StackSpace {
  struct Rows {
    explicit Rows(const StackSpace& /*unused*/) {}
    Scalar sums[MaxM];
  };
  struct Order {
    explicit Order(const StackSpace& /*unused*/) {}
    Index places[MaxN];
  };
  struct Columns {
    explicit Columns(const StackSpace& /*unused*/) {}
    Scalar squares[MaxN], floors[MaxN], weights[MaxN];
  };
};

/// The same in memory of the caller's, m + 3·n values.
template <typename Scalar>
struct GivenSpace {
  Scalar* values;
  Index m, n;

  struct Rows {
    explicit Rows(const GivenSpace& space) : sums(space.values) {}
    Scalar* sums;
  };
  struct Order {
    explicit Order(const GivenSpace& space) : places(space.values + space.m) {}
    Scalar* places;
  };
  struct Columns {
    explicit Columns(const GivenSpace& space)
        : squares(space.values + space.m), floors(squares + space.n), weights(floors + space.n) {}
    Scalar *squares, *floors, *weights;
  };
};

}  // namespace minnorm::internal
