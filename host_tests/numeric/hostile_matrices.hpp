// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include "kernel/sequence.hpp"

namespace numeric_test {

/// A matrix of the hostile search, of 1 to 8 rows and columns.
template <typename Scalar>
using SmallMatrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 8, 8>;

/// A finite matrix of a kind that iterations and scalings find hard, drawn from `sequence`: entries
/// of any bits, of exponents over a part or the whole of the type's range, small integers, borders
/// of the range; with zeros, triangles and blocks, of low rank, with columns and rows that are
/// copies, nearly parallel, or far apart in length.
template <typename Scalar>
SmallMatrix<Scalar> hostileMatrix(Eigen::Index rows, Eigen::Index cols,
                                  kernel_cases::Sequence& sequence);

/// Changes some bits, entries, columns or rows; `a` stays finite.
template <typename Scalar>
void mutate(SmallMatrix<Scalar>& a, kernel_cases::Sequence& sequence);

}  // namespace numeric_test
