// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <string_view>

#include "experiments/precision/system.hpp"
#include "numerics/scalars.hpp"

namespace experiments::precision {

/// G + λI = L·Lᵀ of the Gram matrix G = XᵀX, or XXᵀ if X is wide: β = (XᵀX + λI)⁻¹·Xᵀy, or
/// Xᵀ·(XXᵀ + λI)⁻¹·y, which is the same where both exist. What most firmware does. Source: Golub &
/// Van Loan, Matrix Computations, 4th ed., algorithms 4.2.1 and 5.3.1. lambda(mean): λ by the mean
/// of G's diagonal.
template <typename System, typename Lambda>
void solve_by_cholesky(const System& system, const Lambda& lambda, Solution<System>& solution) {
  using std::sqrt;
  using Scalar = typename System::Scalar;
  Index order[System::longest];
  in_order(order, System::longest);
  const Tall<System> tall(system, order);
  const Index m = tall.m, k = tall.k;
  // Row i of L is l[i]: sums run along memory.
  Scalar l[System::shortest][System::shortest];
  Scalar trace(0);
  for (Index i = 0; i < k; ++i) {
    for (Index j = 0; j <= i; ++j) l[i][j] = minnorm::dot(tall.column(i), tall.column(j), m);
    trace += l[i][i];
  }
  const Scalar shift = lambda(trace / Scalar(static_cast<float>(k)));
  for (Index i = 0; i < k; ++i) {
    l[i][i] += shift;
    for (Index j = 0; j < i; ++j) {
      l[i][j] = (l[i][j] - minnorm::dot(l[i], l[j], j)) / l[j][j];
    }
    const Scalar pivot = l[i][i] - minnorm::dot(l[i], l[i], i);
    if (!(pivot > Scalar(0))) {
      const bool is_number = (Eigen::numext::isfinite)(pivot);
      solution.status = is_number ? Status::singular : Status::overflow;
      return;
    }
    l[i][i] = sqrt(pivot);
  }

  solution.rank = k;
  Scalar z[System::shortest];
  for (Index i = 0; i < k; ++i) {
    const Scalar right =
        system.is_wide() ? system.y[i] : minnorm::dot(tall.column(i), system.y.data(), m);
    z[i] = (right - minnorm::dot(l[i], z, i)) / l[i][i];
  }
  for (Index i = k - 1; i >= 0; --i) {
    z[i] /= l[i][i];
    minnorm::axpy(-z[i], l[i], z, i);
  }
  if (!system.is_wide()) {
    for (Index i = 0; i < k; ++i) solution.beta[i] = z[i];
    return;
  }
  for (Index i = 0; i < k; ++i) minnorm::axpy(z[i], tall.column(i), solution.beta.data(), m);
}

struct Cholesky {
  static constexpr std::string_view name = "cholesky";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    using Scalar = typename System::Scalar;
    solve_by_cholesky(
        system, [](Scalar) { return Scalar(0); }, solution);
  }
};

/// λ = ε·mean.
struct CholeskyEps {
  static constexpr std::string_view name = "cholesky-eps";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    using Scalar = typename System::Scalar;
    const auto lambda = [](Scalar mean) { return std::numeric_limits<Scalar>::epsilon() * mean; };
    solve_by_cholesky(system, lambda, solution);
  }
};

/// λ = √ε·mean.
struct CholeskySqrtEps {
  static constexpr std::string_view name = "cholesky-sqrt-eps";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    using std::sqrt;
    using Scalar = typename System::Scalar;
    const Scalar share = sqrt(std::numeric_limits<Scalar>::epsilon());
    solve_by_cholesky(
        system, [&](Scalar mean) { return share * mean; }, solution);
  }
};

/// The λ that the system brings.
struct CholeskyOptimal {
  static constexpr std::string_view name = "cholesky-optimal";

  template <typename System>
  static void solve(const System& system, Solution<System>& solution) {
    using Scalar = typename System::Scalar;
    const auto lambda = numerics::rounded<Scalar>(system.ridge);
    solve_by_cholesky(
        system, [&](Scalar) { return lambda; }, solution);
  }
};

}  // namespace experiments::precision
