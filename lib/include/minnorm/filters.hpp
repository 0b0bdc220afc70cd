// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <cmath>

/// How much each singular mode counts in a solution: x = Σ f(r)·(u(r)·b/σ(r))·v(r), with filter
/// factors f(r) of 0 to 1 (Hansen, Rank-Deficient and Discrete Ill-Posed Problems, SIAM 1998,
/// chapter 4). JacobiSVD::solve(b, filter), rank(filter) and filterFactors(filter) take one. With
/// none, solve(b) and rank() have Eigen's rule: 1 where σ(r) ≥ threshold()·σ(0), else 0.
namespace minnorm {

/// Ridge regression, f(r) = σ²/(σ² + λ²): x minimises ‖A·x − b‖² + λ²·‖x‖². λ ≥ 0 and finite, in
/// the unit of the singular values; λ = 0 drops what is exactly 0 alone.
template <typename Scalar>
struct Tikhonov {
  Scalar lambda;

  template <typename Svd>
  Scalar operator()(const Svd& svd, Eigen::Index r) const {
    const Scalar sigma = svd.singularValues()[r];
    if (!(sigma > Scalar(0))) return Scalar(0);
    const Scalar ratio = lambda / sigma;
    return Scalar(1) / (Scalar(1) + ratio * ratio);
  }
};

/// The rank rule that knows the units of the columns: 1 where the matrix determines the mode, else
/// 0.
///
/// Data that are right to a relative τ in each entry are A + E with |E| ≤ τ·|A|, and to first order
/// move σ(r) by u(r)ᵀ·E·v(r), which is at most τ·Σ(j) ‖a(j)‖·|v(j, r)|. A mode counts if σ(r) is
/// above that for τ = threshold(). Beside σ(0), as in Eigen's rule, a column in large units hides
/// all that is small in others; here a column's unit makes no difference: scaling it scales its
/// ‖a(j)‖ and divides its v(j, r). Where all columns are as long, the two rules differ by a factor
/// of at most n·√n.
///
/// The modes that count need not be the leading ones. Needs V. ‖a(j)‖ is bounded by Σ σ·|v|, from
/// the factors: no memory, and 2·n·min(m, n) operations a mode, about a tenth of the
/// decomposition's.
struct ColumnUnits {
  template <typename Svd>
  typename Svd::Scalar operator()(const Svd& svd, Eigen::Index r) const {
    using Scalar = typename Svd::Scalar;
    const auto& sigma = svd.singularValues();
    const auto& v = svd.matrixV();
    if (!(sigma[r] > Scalar(0))) return Scalar(0);
    Scalar moved(0);
    for (Eigen::Index j = 0; j < v.rows(); ++j) {
      Scalar length(0);
      for (Eigen::Index s = 0; s < sigma.size(); ++s) {
        length += sigma[s] / sigma[0] * std::abs(v(j, s));
      }
      moved += length * std::abs(v(j, r));
    }
    return sigma[r] / sigma[0] > svd.threshold() * moved ? Scalar(1) : Scalar(0);
  }
};

}  // namespace minnorm
