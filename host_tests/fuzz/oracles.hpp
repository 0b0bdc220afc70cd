// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>

#include "numeric/hostile_matrices.hpp"
#include "numeric/precision.hpp"

namespace fuzz {

using Eigen::Index;
template <typename Scalar>
using Small = numeric_test::SmallMatrix<Scalar>;
template <typename Scalar>
using Column = minnorm::BoundedVector<Scalar, 8>;

/// What a JacobiSVD found; no factors if it has none.
template <typename Scalar>
struct Decomposed {
  Eigen::ComputationInfo info;
  int sweeps;
  Index rank, nonzero;
  Column<Scalar> sigma;
  Small<Scalar> u, v;
};

/// Whether both found the same, to the bit.
template <typename Scalar>
bool same(const Decomposed<Scalar>& a, const Decomposed<Scalar>& b);

/// What is to hold of results for an A. Whatever does not ends the program: see require().
///
/// Ratios count in max(m, n)·ε times a norm: those of a singular value decomposition are below the
/// 5 of docs/ACCURACY.md, those of least squares below LAPACK's own limit for them, 30 (dtest.in).
template <typename Scalar>
class Oracles {
  using W = numeric_test::Wide<Scalar>;
  using Wide = Eigen::Matrix<W, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 8, 8>;

 public:
  using Matrix = Small<Scalar>;

  explicit Oracles(const Matrix& a);

  bool is_finite() const { return is_finite_; }
  W norm() const { return wide_.norm(); }

  /// The most that a COD leaves away of A: columns that are no longer than `threshold` times the
  /// longest, each, or a little more, since their lengths are carried.
  W away(Scalar threshold) const;

  /// A = U·Σ·Vᵀ, orthonormal factors, order, rank; or what is promised of a NaN or infinity.
  void svd(const Decomposed<Scalar>& found) const;

  /// Singular values without factors are those with them.
  void values(const Decomposed<Scalar>& with, const Decomposed<Scalar>& without) const;

  /// A·P = Q·T·Z but for what is `away`.
  void cod(const Matrix& q, const Matrix& t, const Matrix& z, const Matrix& p, W away) const;

  /// x minimises ‖A·x − b‖² + λ²·‖x‖² over an A of which no more than `cut` was left away.
  void solution(const Matrix& x, const Matrix& b, Scalar lambda, W cut) const;

  /// No mode with a factor of 1 is left in b − A·x; the others have 0.
  void modes(const Decomposed<Scalar>& svd, const Column<Scalar>& factors, const Matrix& x,
             const Matrix& b) const;

  /// Moore and Penrose's four conditions.
  void inverse(const Matrix& x, const Decomposed<Scalar>& svd) const;

 private:
  W rounding(W scale) const;
  W underflow(W scale) const;

  Matrix a_;
  Wide wide_;
  bool is_finite_;
};

/// The largest singular value that does not count.
template <typename Scalar>
Scalar cut(const Decomposed<Scalar>& svd) {
  return svd.rank < svd.sigma.size() ? svd.sigma[svd.rank] : Scalar(0);
}

}  // namespace fuzz
