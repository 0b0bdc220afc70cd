// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/macros_begin.hpp>

#include <Eigen/Core>

#include <cmath>

#include <minnorm/internal/ieee_begin.hpp>

/// How much each singular mode counts in a solution: x = Σ f(r)·(u(r)·b/σ(r))·v(r), with filter
/// factors f(r) of 0 to 1 (Hansen, Rank-Deficient and Discrete Ill-Posed Problems, SIAM 1998,
/// chapter 4). JacobiSVD::solve(b, filter), rank(filter) and filterFactors(filter) take one. With
/// none, solve(b) and rank() have Eigen's rule: 1 where σ(r) ≥ threshold()·σ(0), else 0.
namespace minnorm {

/// Ridge regression, f(r) = σ²/(σ² + λ²): x minimises ‖A·x − b‖² + λ²·‖x‖². λ ≥ 0 and finite, in
/// the unit of the singular values; λ = 0 drops what is exactly 0 alone.
///
/// @code
/// const Eigen::Matrix3f a = Eigen::Vector3f(1.0f, 0.5f, 1e-4f).asDiagonal();
/// const minnorm::JacobiSVD<Eigen::Matrix3f> svd(a, Eigen::ComputeFullU | Eigen::ComputeFullV);
/// const Eigen::Vector3f step = svd.solve(Eigen::Vector3f::Ones(), minnorm::Tikhonov{0.01f});
/// const auto rank = svd.rank(minnorm::ColumnUnits());
/// @endcode
template <typename Number>
struct Tikhonov {
  Number lambda;

  template <typename Svd>
  typename Svd::Scalar operator()(const Svd& svd, Eigen::Index r) const {
    using Scalar = typename Svd::Scalar;
    const Scalar sigma = svd.singularValues()[r];
    if (!(sigma > Scalar(0))) return Scalar(0);
    const Scalar ratio = Scalar(lambda) / sigma;
    return Scalar(1) / (Scalar(1) + ratio * ratio);
  }
};
template <typename Number>
Tikhonov(Number) -> Tikhonov<Number>;

/// The rank rule that knows the units of the columns: 1 where the matrix determines the mode, else
/// 0.
///
/// Data that are right to a relative τ in each entry are A + E with |E| ≤ τ·|A|, and to first order
/// move σ(r) by u(r)ᵀ·E·v(r), which is at most τ·Σ(j) ‖a(j)‖·|v(j, r)|. A mode counts if σ(r) is
/// above that for τ = threshold(), with ‖a(j)‖ bounded by Σ(s) σ(s)·|v(j, s)|. Beside σ(0), as in
/// Eigen's rule, a column in large units hides all that is small in others; here a column's unit
/// makes little difference: scaling it scales its ‖a(j)‖ and divides its v(j, r).
///
/// The modes that count need not be the leading ones. Needs V. No memory, and n·min(m, n) products
/// a mode.
struct ColumnUnits {
  template <typename Svd>
  typename Svd::Scalar operator()(const Svd& svd, Eigen::Index r) const {
    using std::abs;
    using Scalar = typename Svd::Scalar;
    const auto& sigma = svd.singularValues();
    const auto& v = svd.matrixV();
    if (!(sigma[r] > Scalar(0))) return Scalar(0);
    Scalar moved(0);
    for (Eigen::Index s = 0; s < sigma.size(); ++s) {
      Scalar overlap(0);
      for (Eigen::Index j = 0; j < v.rows(); ++j) overlap += abs(v(j, s)) * abs(v(j, r));
      moved += sigma[s] / sigma[0] * overlap;
    }
    return sigma[r] / sigma[0] > svd.threshold() * moved ? Scalar(1) : Scalar(0);
  }
};

}  // namespace minnorm

#include <minnorm/internal/ieee_end.hpp>
#include <minnorm/internal/macros_end.hpp>
