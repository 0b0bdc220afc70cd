// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/macros_begin.hpp>

#include <Eigen/Core>

namespace minnorm {

/// A matrix whose size is known at run time, of at most MaxRows × MaxCols, in memory of its own
/// without a heap.
template <typename Scalar, int MaxRows, int MaxCols, int Order = Eigen::ColMajor>
using BoundedMatrix =
    Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Order, MaxRows, MaxCols>;

/// A column of at most MaxSize values, likewise.
template <typename Scalar, int MaxSize>
using BoundedVector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1, Eigen::ColMajor, MaxSize, 1>;

}  // namespace minnorm

#include <minnorm/internal/macros_end.hpp>
