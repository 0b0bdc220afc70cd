// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "experiments/precision/system.hpp"

namespace experiments::precision {

/// Householder's X = Q·R, or Xᵀ = Q·R if X is wide (that is LQ), without pivots: β = R⁻¹·Qᵀ·y, or
/// Q·R⁻ᵀ·y, which is the shortest. Source: Golub & Van Loan, Matrix Computations, 4th ed.,
/// algorithms 5.3.2 and 5.6.2. `order` is the order of the rows of the matrix that is factored, a
/// place for each.
template <typename System>
void solve_by_qr(const System& system, const Index* order, Solution<System>& solution) {
  using Scalar = typename System::Scalar;
  Tall<System> factors(system, order);
  const Index m = factors.m, k = factors.k;
  Scalar tau[System::shortest];
  for (Index j = 0; j < k; ++j) {
    Scalar* const v = factors.column(j) + j;
    tau[j] = minnorm::makeReflector(v, m - j);
    for (Index c = j + 1; c < k; ++c) {
      minnorm::applyReflector(v, tau[j], factors.column(c) + j, m - j);
    }
    if (!(*v != Scalar(0))) {
      solution.status = Status::singular;
      return;
    }
  }

  solution.rank = k;
  Scalar work[System::longest];
  minnorm::fill(work, m, Scalar(0));
  if (system.is_wide()) {
    for (Index j = 0; j < k; ++j) {
      work[j] = (system.y[j] - minnorm::dot(factors.column(j), work, j)) / factors.column(j)[j];
    }
    minnorm::applyQ(factors.data(), m, tau, k, work);
    for (Index i = 0; i < m; ++i) solution.beta[order[i]] = work[i];
    return;
  }
  for (Index i = 0; i < m; ++i) work[i] = system.y[order[i]];
  for (Index j = 0; j < k; ++j) {
    minnorm::applyReflector(factors.column(j) + j, tau[j], work + j, m - j);
  }
  for (Index j = k - 1; j >= 0; --j) {
    work[j] /= factors.column(j)[j];
    minnorm::axpy(-work[j], factors.column(j), work, j);
    solution.beta[j] = work[j];
  }
}

/// With the rows as they come.
struct Qr {
  static constexpr std::string_view name = "qr";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    Index order[System::longest];
    in_order(order, System::longest);
    solve_by_qr(system, order, solution);
  }
};

/// With the rows of the matrix that is factored in the order of their largest entries, the largest
/// first: then the error of each row is relative to that row, without pivots (Cox & Higham, BIT 38
/// (1998)).
struct LqSorted {
  static constexpr std::string_view name = "lq-sorted";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    using std::abs;
    using Scalar = typename System::Scalar;
    const bool wide = system.is_wide();
    const Index m = std::max(system.x.rows(), system.x.cols());
    const Index k = std::min(system.x.rows(), system.x.cols());
    Scalar largest[System::longest];
    Index order[System::longest];
    in_order(order, m);
    for (Index i = 0; i < m; ++i) {
      largest[i] = Scalar(0);
      for (Index j = 0; j < k; ++j) {
        largest[i] = std::max<Scalar>(largest[i], abs(wide ? system.x(j, i) : system.x(i, j)));
      }
      // By insertion, which keeps the order of equal ones and takes no memory.
      for (Index at = i; at > 0 && largest[order[at]] > largest[order[at - 1]]; --at) {
        std::swap(order[at], order[at - 1]);
      }
    }
    solve_by_qr(system, order, solution);
  }
};

}  // namespace experiments::precision
