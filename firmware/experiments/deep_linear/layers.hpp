// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <minnorm/building_blocks.hpp>

#include <array>

#include "experiments/deep_linear/norms.hpp"

namespace experiments::deep_linear {

/// ThreeLayers for 2 to `most` layers x → W_L … W_1 x, the middle ones of which start as I. Each
/// has its own matrix.
template <typename Scalar, Eigen::Index inputs, Eigen::Index outputs, Eigen::Index most>
class Layers {
 public:
  using Index = Eigen::Index;
  static constexpr Index widest = inputs + outputs;

  /// R of the layers at the start, by rows.
  using Triangle = Eigen::Matrix<Scalar, widest, widest, Eigen::RowMajor>;
  /// A function, by outputs.
  using Function = Eigen::Array<Scalar, outputs, inputs, Eigen::RowMajor>;

  /// W_1 = α R₁, W_L = β R_Lᵀ for R = [R_L R₁], and I between.
  void start(const Triangle& r, Scalar alpha, Scalar beta, Index layers) {
    middles_ = layers - 2;
    for (Index i = 0; i < widest; ++i) {
      for (Index k = 0; k < outputs; ++k) head(middles_)(k, i) = beta * r(i, k);
      for (Index j = 0; j < inputs; ++j) first_(i, j) = alpha * r(i, outputs + j);
    }
    for (Index j = 0; j < middles_; ++j) middle(j).setIdentity();
    evaluate();
  }

  /// W_L … W_1
  const Function& function() const { return function_; }

  /// (F Fᵀ)(k, l) for F = W_L … W_2
  Scalar head_product(Index k, Index l) const { return product(head(0), k, head(0), l); }

  /// As that of ThreeLayers.
  Scalar layers_bound(const Triangle& r, Scalar alpha, Scalar first_norm) const {
    Scalar bound = at_least_one(first_norm + moved(first_, r, outputs, alpha, widest));
    const Middle identity = Middle::Identity();
    for (Index j = 0; j < middles_; ++j) {
      bound *= 1 + moved(middle(j), identity, 0, Scalar(1), widest);
    }
    Eigen::Matrix<Scalar, outputs, outputs> last;
    for (Index k = 0; k < outputs; ++k) {
      for (Index l = 0; l < outputs; ++l)
        last(k, l) = product(head(middles_), k, head(middles_), l);
    }
    return bound * at_least_one(std::sqrt(largest_eigenvalue_bound(last)));
  }

  /// A step of descent; slope is the step size times the gradient of the loss by the function.
  void descend(const Function& slope) {
    // back_ = slope (W_j … W_1)ᵀ, the gradient by what is above of layer j.
    for (Index i = 0; i < widest; ++i) {
      for (Index k = 0; k < outputs; ++k) {
        back_(k, i) = minnorm::dot(&slope(k, 0), &first_(i, 0), minnorm::Fixed<inputs>());
      }
      for (Index k = 0; k < outputs; ++k) {
        minnorm::axpy(-head(0)(k, i), &slope(k, 0), &first_(i, 0), minnorm::Fixed<inputs>());
      }
    }
    for (Index j = 0; j < middles_; ++j) step_middle(middle(j), head(j + 1));
    minnorm::axpy(Scalar(-1), back_.data(), head(middles_).data(), back_.size());
    evaluate();
  }

 private:
  /// By outputs.
  using Head = Eigen::Matrix<Scalar, outputs, widest, Eigen::RowMajor>;
  using Middle = Eigen::Matrix<Scalar, widest, widest, Eigen::RowMajor>;

  static Scalar product(const Head& x, Index k, const Head& y, Index l) {
    return minnorm::dot(&x(k, 0), &y(l, 0), minnorm::Fixed<widest>());
  }

  /// Head j is W_L … W_(j+2): W_L itself after the middle ones.
  Head& head(Index j) { return heads_[static_cast<std::size_t>(j)]; }
  const Head& head(Index j) const { return heads_[static_cast<std::size_t>(j)]; }
  Middle& middle(Index j) { return middle_[static_cast<std::size_t>(j)]; }
  const Middle& middle(Index j) const { return middle_[static_cast<std::size_t>(j)]; }

  void step_middle(Middle& weights, const Head& above) {
    Head next;
    for (Index i = 0; i < widest; ++i) {
      for (Index k = 0; k < outputs; ++k) {
        next(k, i) = minnorm::dot(&back_(k, 0), &weights(i, 0), minnorm::Fixed<widest>());
      }
      for (Index k = 0; k < outputs; ++k) {
        minnorm::axpy(-above(k, i), &back_(k, 0), &weights(i, 0), minnorm::Fixed<widest>());
      }
    }
    back_ = next;
  }

  void evaluate() {
    for (Index j = middles_ - 1; j >= 0; --j) multiply(head(j + 1), middle(j), head(j));
    multiply(head(0), first_, function_);
  }

  /// result = above · weights
  template <typename Weights, typename Result>
  static void multiply(const Head& above, const Weights& weights, Result& result) {
    minnorm::fill(result.data(), result.size(), Scalar(0));
    for (Index i = 0; i < widest; ++i) {
      for (Index k = 0; k < outputs; ++k) {
        minnorm::axpy(above(k, i), &weights(i, 0), &result(k, 0), weights.cols());
      }
    }
  }

  Index middles_ = 0;
  Eigen::Matrix<Scalar, widest, inputs, Eigen::RowMajor> first_;
  std::array<Middle, most - 2> middle_;
  std::array<Head, most - 1> heads_;
  Head back_;
  Function function_;
};

}  // namespace experiments::deep_linear
