// SPDX-License-Identifier: MIT
#include "oracles.hpp"

#include <cmath>
#include <limits>

#include "c/functions.hpp"
#include "numeric/ratios_of.hpp"
#include "target.hpp"

namespace fuzz {
namespace {

constexpr double svd_limit = 5, least_squares_limit = 30;

template <typename Scalar>
using Limits = std::numeric_limits<Scalar>;

template <typename Scalar>
bool is_identity(const Small<Scalar>& m) {
  return sameBits(m, Small<Scalar>::Identity(m.rows(), m.cols()));
}

/// As documented: as many leading singular values as are not below the bound.
template <typename Scalar>
void expect_rank(const Decomposed<Scalar>& svd) {
  const Scalar relative = Scalar(svd.sigma.size()) * Limits<Scalar>::epsilon();
  for (Index r = 0; r < svd.sigma.size(); ++r) {
    const bool counts =
        svd.sigma[r] >= Limits<Scalar>::min() && svd.sigma[r] >= svd.sigma[0] * relative;
    require(counts == (r < svd.rank), "The rank is not that of the singular values.");
    require((svd.sigma[r] > Scalar(0)) == (r < svd.nonzero),
            "The singular values that are not 0 are miscounted.");
  }
}

template <typename Scalar>
void expect_invalid(const Decomposed<Scalar>& svd) {
  require(svd.info == Eigen::InvalidInput, "A NaN or infinity is no invalid input.");
  require(svd.rank == 0 && svd.nonzero == 0 && (svd.sigma.array() == Scalar(0)).all(),
          "An invalid input has singular values.");
  require(is_identity<Scalar>(svd.u) && is_identity<Scalar>(svd.v),
          "The factors of an invalid input are not the identity.");
}

}  // namespace

template <typename Scalar>
bool same(const Decomposed<Scalar>& a, const Decomposed<Scalar>& b) {
  return a.info == b.info && a.sweeps == b.sweeps && a.rank == b.rank &&
         sameBits(a.sigma, b.sigma) && sameBits(a.u, b.u) && sameBits(a.v, b.v);
}

template <typename Scalar>
Oracles<Scalar>::Oracles(const Matrix& a)
    : a_{a}, wide_{a.template cast<W>()}, is_finite_{a.allFinite()} {}

/// What rounding may do to something of this size.
template <typename Scalar>
typename Oracles<Scalar>::W Oracles<Scalar>::rounding(W scale) const {
  const auto size = static_cast<W>(std::max(a_.rows(), a_.cols()));
  return static_cast<W>(least_squares_limit) * size * numeric_test::ulp<Scalar> * scale;
}

/// What it may do to something that is `scale` times a number beside which others are denormal.
template <typename Scalar>
typename Oracles<Scalar>::W Oracles<Scalar>::underflow(W scale) const {
  const auto size = static_cast<W>(std::max(a_.rows(), a_.cols()));
  return static_cast<W>(least_squares_limit) * size * static_cast<W>(Limits<Scalar>::denorm_min()) *
         scale;
}

template <typename Scalar>
typename Oracles<Scalar>::W Oracles<Scalar>::away(Scalar threshold) const {
  return 2 * std::sqrt(static_cast<W>(a_.cols())) * static_cast<W>(threshold) * norm();
}

template <typename Scalar>
void Oracles<Scalar>::svd(const Decomposed<Scalar>& found) const {
  if (!is_finite_) return expect_invalid(found);
  require(found.info == Eigen::Success, "An SVD did not converge.");
  const auto ratios = numeric_test::ratiosOf(a_, found.u, found.sigma, found.v);
  require(ratios.ordered, "Singular values are not in order.");
  require(ratios.residual < svd_limit, "A is not U·Σ·Vᵀ.");
  require(ratios.u < svd_limit, "U is not orthonormal.");
  require(ratios.v < svd_limit, "V is not orthonormal.");
  expect_rank(found);
}

template <typename Scalar>
void Oracles<Scalar>::values(const Decomposed<Scalar>& with,
                             const Decomposed<Scalar>& without) const {
  if (!is_finite_) return expect_invalid(without);
  require(without.info == Eigen::Success, "An SVD without factors did not converge.");
  require(numeric_test::differenceRatio(with.sigma, without.sigma, std::max(a_.rows(), a_.cols())) <
              svd_limit,
          "Singular values without factors are others.");
  expect_rank(without);
}

template <typename Scalar>
void Oracles<Scalar>::cod(const Matrix& q, const Matrix& t, const Matrix& z, const Matrix& p,
                          W away) const {
  const Wide left = q.template cast<W>(), right = z.template cast<W>();
  require(numeric_test::nonOrthogonality<Scalar>(left) < least_squares_limit,
          "Q is not orthogonal.");
  require(numeric_test::nonOrthogonality<Scalar>(right) < least_squares_limit,
          "Z is not orthogonal.");
  if (!t.allFinite()) {
    return require(norm() + rounding(norm()) > static_cast<W>(Limits<Scalar>::max()),
                   "T overflows though A's norm does not.");
  }
  const Wide product = left * t.template cast<W>() * right;
  const Wide permuted = wide_ * p.template cast<W>();
  require((permuted - product).norm() <= away + rounding(norm()) + underflow(1), "A is not Q·T·Z.");
}

/// The gradient is that of rounding: of b, of A·x, and of x where it is denormal.
template <typename Scalar>
void Oracles<Scalar>::solution(const Matrix& x, const Matrix& b, Scalar lambda, W cut) const {
  require(x.allFinite(), "A solution is not finite.");
  const Wide wide_x = x.template cast<W>(), wide_b = b.template cast<W>();
  const W square = static_cast<W>(lambda) * static_cast<W>(lambda);
  const Wide gradient = wide_.transpose() * (wide_b - wide_ * wide_x) - square * wide_x;
  const W sides = wide_b.norm() + norm() * wide_x.norm();
  require(gradient.norm() <= rounding(norm() * sides + square * wide_x.norm()) +
                                 underflow(norm() * norm() + square + norm()) + cut * sides,
          "A solution is not the least-squares one.");
}

template <typename Scalar>
void Oracles<Scalar>::modes(const Decomposed<Scalar>& svd, const Column<Scalar>& factors,
                            const Matrix& x, const Matrix& b) const {
  const Wide wide_x = x.template cast<W>(), wide_b = b.template cast<W>();
  // What a mode has of x may be beyond the type's numbers.
  const auto most = static_cast<W>(Limits<Scalar>::max() / 16);
  for (Index r = 0; r < factors.size(); ++r) {
    if (factors[r] == Scalar(0)) continue;
    require(factors[r] == Scalar(1), "A mode counts in part.");
    if (wide_b.norm() > most * static_cast<W>(svd.sigma[r])) return;
  }
  require(x.allFinite(), "A solution is not finite.");
  const Wide rest = wide_b - wide_ * wide_x;
  const W sides = wide_b.norm() + norm() * wide_x.norm();
  for (Index r = 0; r < factors.size(); ++r) {
    if (factors[r] == Scalar(0)) continue;
    const W along = (svd.u.col(r).template cast<W>().transpose() * rest).value();
    require(std::abs(along) <= rounding(sides) + underflow(norm() + 1),
            "A mode that counts is left in the residual.");
  }
}

/// X = V·Σ⁺·Uᵀ with errors of ε/σ in each mode: those of A·X and X·A are ε·σ₁/σ_r, those of A·X·A
/// and X·A·X that times a norm.
template <typename Scalar>
void Oracles<Scalar>::inverse(const Matrix& x, const Decomposed<Scalar>& svd) const {
  require(x.allFinite(), "A pseudoinverse is not finite.");
  const Wide wide_x = x.template cast<W>();
  const W condition = static_cast<W>(svd.sigma[0]) / static_cast<W>(svd.sigma[svd.rank - 1]);
  const W error = rounding(condition) + underflow(norm());
  const Wide ax = wide_ * wide_x, xa = wide_x * wide_;
  require((ax - ax.transpose()).norm() <= error, "A·A⁺ is not symmetric.");
  require((xa - xa.transpose()).norm() <= error, "A⁺·A is not symmetric.");
  const auto away = static_cast<W>(a_.cols()) * static_cast<W>(cut(svd));
  require((ax * wide_ - wide_).norm() <= error * norm() + away, "A·A⁺·A is not A.");
  require((xa * wide_x - wide_x).norm() <= error * wide_x.norm() + underflow(condition),
          "A⁺·A·A⁺ is not A⁺.");
}

template bool same(const Decomposed<float>&, const Decomposed<float>&);
template bool same(const Decomposed<double>&, const Decomposed<double>&);
template class Oracles<float>;
template class Oracles<double>;

}  // namespace fuzz
