// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/complete_orthogonal_decomposition.hpp>
#include <minnorm/jacobi_svd.hpp>

#include "numerics/exponential.hpp"

namespace experiments::gradient_flow {

/// Gradient flow and gradient descent on ½‖X·w − y‖² for one X, of at most MaxRows × MaxColumns,
/// and one y. Where the flow is at a time comes from an SVD and where it ends from a complete
/// orthogonal decomposition, so that each checks the other.
template <typename Scalar, int MaxRows, int MaxColumns>
class LeastSquaresFlow {
 public:
  using Index = Eigen::Index;
  using Matrix = minnorm::BoundedMatrix<Scalar, MaxRows, MaxColumns>;
  using Targets = minnorm::BoundedVector<Scalar, MaxRows>;
  using Weights = minnorm::BoundedVector<Scalar, MaxColumns>;
  using Gram = minnorm::BoundedMatrix<Scalar, MaxRows, MaxRows>;

  void set(const Matrix& x, const Targets& y) {
    rows_ = x.transpose();
    y_ = y;
    svd_.compute(x);
    cod_.compute(x);
  }

  /// The SVD of X.
  const auto& svd() const { return svd_; }

  /// w(t) of dw/dt = −Xᵀ(X·w − y), w(0) = start: what is left to go falls as e^(−σ²t) along each
  /// right singular vector. From 0, with full row rank, it is Xᵀ(I − e^(−XXᵀt))(XXᵀ)⁻¹y.
  Weights at(Scalar t, const Weights& start) const {
    Weights w = start;
    for (Index r = 0; r < svd_.rank(); ++r) {
      const Scalar sigma = svd_.singularValues()[r];
      const Scalar* const u = svd_.matrixU().col(r).data();
      const Scalar* const v = svd_.matrixV().col(r).data();
      const Scalar whole = minnorm::dot(u, y_.data(), y_.size()) / sigma -
                           minnorm::dot(v, start.data(), start.size());
      const Scalar done = Scalar(1) - numerics::exponential(-(sigma * sigma) * t);
      minnorm::axpy(done * whole, v, w.data(), w.size());
    }
    return w;
  }

  /// w(∞) = X⁺y + what start has in the null space of X.
  Weights limit(const Weights& start) const { return start - cod_.solve(residuals(start)); }

  /// The projection of w on the null space of X, (I − X⁺X)·w.
  Weights in_null_space(const Weights& w) const { return w - cod_.solve(products(w)); }

  /// X·w − y
  Targets residuals(const Weights& w) const { return products(w) - y_; }

  /// XXᵀ
  Gram gram() const {
    Gram gram(y_.size(), y_.size());
    for (Index j = 0; j < gram.cols(); ++j) {
      for (Index i = 0; i < gram.rows(); ++i) {
        gram(i, j) = minnorm::dot(rows_.col(i).data(), rows_.col(j).data(), rows_.rows());
      }
    }
    return gram;
  }

  /// One step of gradient descent. The gradient comes first: to add its terms to w one by one
  /// would round as often, and move w in the null space too.
  void descend(Scalar step, Weights& w) const {
    const Targets excess = residuals(w);
    Weights gradient = Weights::Zero(w.size());
    for (Index i = 0; i < excess.size(); ++i) {
      minnorm::axpy(excess[i], rows_.col(i).data(), gradient.data(), w.size());
    }
    minnorm::axpy(-step, gradient.data(), w.data(), w.size());
  }

 private:
  /// X·w
  Targets products(const Weights& w) const {
    Targets product(y_.size());
    for (Index i = 0; i < product.size(); ++i) {
      product[i] = minnorm::dot(rows_.col(i).data(), w.data(), w.size());
    }
    return product;
  }

  using Transposed = minnorm::BoundedMatrix<Scalar, MaxColumns, MaxRows>;
  Transposed rows_;
  Targets y_;
  minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
  minnorm::CompleteOrthogonalDecomposition<Matrix> cod_;
};

}  // namespace experiments::gradient_flow
