// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <minnorm/building_blocks.hpp>

#include "experiments/deep_linear/norms.hpp"

namespace experiments::deep_linear {

/// Gradient descent on a linear network x → W3 W2 W1 x of any width that starts from W2 = I,
/// computed in inputs + outputs dimensions. With x in coordinates of the space that the training
/// rows span, the hidden layers move only in the span of W1(0) and W3(0)ᵀ, so they can start from R
/// in
///
///     [W3(0)ᵀ/β  W1(0)/α] = Q R,  α and β being scales,
///
/// and the function is the same after every step. W2 and W3 act on it through F = W3 W2, N = W2ᵀ W2
/// and M = W3 W3ᵀ alone, whose steps follow from their own values, with a sixth less work.
template <typename Scalar, Eigen::Index inputs, Eigen::Index outputs>
class ThreeLayers {
 public:
  using Index = Eigen::Index;
  static constexpr Index widest = inputs + outputs;

  /// R of the layers at the start, by rows.
  using Triangle = Eigen::Matrix<Scalar, widest, widest, Eigen::RowMajor>;
  /// A function, by outputs.
  using Function = Eigen::Array<Scalar, outputs, inputs, Eigen::RowMajor>;

  /// W1 = α R₁, W2 = I, W3 = β R₃ᵀ for R = [R₃ R₁].
  void start(const Triangle& r, Scalar alpha, Scalar beta, Index /*layers*/ = 3) {
    width_ = alpha == Scalar(0) ? outputs : widest;  // then the span is that of W3(0)ᵀ
    for (Index i = 0; i < width_; ++i) {
      for (Index k = 0; k < outputs; ++k) head_(k, i) = beta * r(i, k);
      for (Index j = 0; j < inputs; ++j) first_(i, j) = alpha * r(i, outputs + j);
      for (Index j = 0; j <= i; ++j) middle_(i, j) = Scalar(i == j);
    }
    for (Index k = 0; k < outputs; ++k) {
      for (Index l = 0; l < outputs; ++l) last_(k, l) = product(head_, k, head_, l);
    }
    evaluate();
  }

  /// W3 W2 W1
  const Function& function() const { return function_; }

  /// (F Fᵀ)(k, l)
  Scalar head_product(Index k, Index l) const { return product(head_, k, head_, l); }

  /// At least the greatest product of spectral norms of some of the layers, of which the first had
  /// `first_norm` at the start. Of each layer's movement the Frobenius norm is taken.
  Scalar layers_bound(const Triangle& r, Scalar alpha, Scalar first_norm) const {
    Scalar middle(0);  // ‖N − I‖²
    for (Index i = 0; i < width_; ++i) {
      middle += 2 * minnorm::dot(&middle_(i, 0), &middle_(i, 0), i) +
                (middle_(i, i) - 1) * (middle_(i, i) - 1);
    }
    return at_least_one(first_norm + moved(first_, r, outputs, alpha, width_)) *
           std::sqrt(1 + std::sqrt(middle)) *
           at_least_one(std::sqrt(largest_eigenvalue_bound(last_)));
  }

  /// A step of descent; slope is the step size times the gradient of the loss by the function.
  void descend(const Function& slope) {
    step_first(slope);
    begin_head();
    step_middle();
    finish_head();
    evaluate();
  }

 private:
  /// By outputs.
  using Head = Eigen::Matrix<Scalar, outputs, widest, Eigen::RowMajor>;

  Scalar product(const Head& x, Index k, const Head& y, Index l) const {
    return minnorm::dot(&x(k, 0), &y(l, 0), width_);
  }

  /// P = slope W1ᵀ, and W1 −= Fᵀ slope.
  void step_first(const Function& slope) {
    for (Index i = 0; i < width_; ++i) {
      for (Index k = 0; k < outputs; ++k) {
        back_(k, i) = minnorm::dot(&slope(k, 0), &first_(i, 0), minnorm::Fixed<inputs>());
      }
      for (Index k = 0; k < outputs; ++k) {
        minnorm::axpy(-head_(k, i), &slope(k, 0), &first_(i, 0), minnorm::Fixed<inputs>());
      }
    }
  }

  /// F for the next W2 and the present W3: W3 (W2 − W3ᵀ P) = F − M P.
  void begin_head() {
    next_ = head_;
    for (Index k = 0; k < outputs; ++k) {
      for (Index l = 0; l < outputs; ++l) {
        minnorm::axpy(-last_(k, l), &back_(l, 0), &next_(k, 0), width_);
      }
    }
  }

  /// P N, and N −= Fᵀ P + Pᵀ (F − M P); N is symmetric: its lower triangle stands for it.
  void step_middle() {
    for (Index i = 0; i < width_; ++i) {
      Scalar* const row = &middle_(i, 0);
      for (Index k = 0; k < outputs; ++k) {
        turned_(k, i) = minnorm::dot(&back_(k, 0), row, i + 1);
        minnorm::axpy(back_(k, i), row, &turned_(k, 0), i);
      }
      for (Index k = 0; k < outputs; ++k) {
        minnorm::axpy(-head_(k, i), &back_(k, 0), row, i + 1);
        minnorm::axpy(-back_(k, i), &next_(k, 0), row, i + 1);
      }
    }
  }

  /// F = (F − M P) − P N + (P Fᵀ) P and M −= F Pᵀ + P Fᵀ − P N Pᵀ.
  void finish_head() {
    Eigen::Matrix<Scalar, outputs, outputs> moved;
    for (Index k = 0; k < outputs; ++k) {
      minnorm::axpy(Scalar(-1), &turned_(k, 0), &next_(k, 0), width_);
      for (Index l = 0; l < outputs; ++l) {
        moved(k, l) = product(back_, k, head_, l);
        minnorm::axpy(moved(k, l), &back_(l, 0), &next_(k, 0), width_);
      }
    }
    for (Index k = 0; k < outputs; ++k) {
      for (Index l = 0; l < outputs; ++l) {
        last_(k, l) += product(turned_, k, back_, l) - (moved(k, l) + moved(l, k));
      }
    }
    head_ = next_;
  }

  void evaluate() {
    minnorm::fill(function_.data(), function_.size(), Scalar(0));
    for (Index i = 0; i < width_; ++i) {
      for (Index k = 0; k < outputs; ++k) {
        minnorm::axpy(head_(k, i), &first_(i, 0), &function_(k, 0), minnorm::Fixed<inputs>());
      }
    }
  }

  Index width_ = 0;
  Eigen::Matrix<Scalar, widest, inputs, Eigen::RowMajor> first_;   // W1
  Eigen::Matrix<Scalar, widest, widest, Eigen::RowMajor> middle_;  // N
  Eigen::Matrix<Scalar, outputs, outputs> last_;                   // M
  Head head_ = Head::Zero();                                       // F
  Head next_;                                                      // of the next step
  Head back_;                                                      // P
  Head turned_;                                                    // P N
  Function function_;
};

}  // namespace experiments::deep_linear
