// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/gram_schmidt.hpp>
#include <minnorm/internal/jacobi.hpp>
#include <minnorm/internal/scaling.hpp>
#include <minnorm/internal/space.hpp>
#include <minnorm/internal/warm_start.hpp>

#include <type_traits>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// As Eigen::ComputationInfo has them. invalidInput: the matrix had a NaN or infinity, and counts
/// as zero. noStart: Eigen has no such thing, and none is told of.
enum class SvdStatus { success = 0, noConvergence = 2, invalidInput = 3, noStart };

/// The hard bound on the number of sweeps (LAPACK's).
inline constexpr int maxSweeps = 30;

struct SvdOutcome {
  int sweeps;
  SvdStatus status;
};

/// A = U·Σ·Vᵀ of a matrix of m ≥ n values a column that stands at `from`.
///
/// left: n columns of m values, or leftWanted if that is more; returns the first leftWanted left
/// singular vectors; may be `from`. right: n columns of n values; returns the first rightWanted
/// right ones. What is not wanted is work. sigma: returns n singular values. wanted(bool): its
/// argument, or a type that is its value where all calls have the same. outcome: returned. space:
/// work, of space.hpp. start: bool or its type; `right` holds those of a matrix that differs
/// little. If they are no good, outcome is noStart, and all else that is returned is lost.
///
/// If the rows of A differ much in length, A·P = Q·R first, and Jacobi on P·Rᵀ: its columns become
/// V, and Q becomes U. Else Jacobi works on A.
template <int MaxSweeps, typename Scalar, typename M, typename N, typename Wanted, typename Space,
          typename Start = std::false_type>
void svd(const Scalar* from, Scalar* left, M m, Index leftWanted, Scalar* right, N n,
         Index rightWanted, Scalar* sigma, Wanted wanted, SvdOutcome& outcome, Space space,
         Start start = {}) {
  const auto vectors = wanted(leftWanted + rightWanted > 0);
  const auto accumulateLeft = wanted(leftWanted > 0), accumulateRight = wanted(rightWanted > 0);
  typename Space::Rows work(space);
  const Scalar power = normalize(from, left, m, n, work.sums);
  outcome = {0, SvdStatus::success};
  Index nonzero = 0;
  if (power > Scalar(0)) {
    JacobiOutcome iteration;
    if (rowsGraded(left, m, n, work.sums)) {
      typename Space::Order order(space);
      pivotedGramSchmidt(left, m, n, right, sigma, order.places, work.sums);
      iteration =
          jacobi<MaxSweeps>(right, n, left, m, n, sigma, vectors, accumulateLeft, space, Start());
    } else {
      if (start) {
        if (!startFrom(left, left, m, right, n, work.sums, sigma)) {
          outcome.status = SvdStatus::noStart;
          return;
        }
      } else if (accumulateRight) {
        fill(right, n * n, Scalar(0));
        for (Index j = 0; j < n; ++j) right[j * (n + 1)] = Scalar(1);
      }
      iteration =
          jacobi<MaxSweeps>(left, m, right, n, n, sigma, vectors, accumulateRight, space, start);
    }
    outcome.sweeps = iteration.sweeps;
    if (!iteration.converged) outcome.status = SvdStatus::noConvergence;
    while (nonzero < n && sigma[nonzero] > Scalar(0)) sigma[nonzero++] *= Scalar(1) / power;
  } else if (power != Scalar(0)) {
    outcome.status = SvdStatus::invalidInput;
  }
  fill(sigma + nonzero, n - nonzero, Scalar(0));
  if (nonzero < leftWanted) completeBasis(left, m, nonzero, leftWanted, work.sums);
  if (nonzero < rightWanted) completeBasis(right, n, nonzero, rightWanted, work.sums);
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
