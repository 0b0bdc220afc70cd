// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <minnorm/building_blocks.hpp>

namespace experiments::relu {

/// f(x) = W₃·max(W₂·max(W₁·x, 0), 0), with W₁ width × inputs, W₂ width × width and W₃ outputs ×
/// width. No hidden layer is kept for more than one x, so memory is for the weights alone; a unit
/// that is not above 0 costs nothing.
template <typename Scalar, int inputs, int width, int outputs>
class ReluNetwork {
 public:
  /// Units for vectors of four lanes: those beyond the width have weights of 0.
  static constexpr int units = (width + 3) / 4 * 4;

  using Input = Eigen::Matrix<Scalar, inputs, 1>;
  using Output = Eigen::Matrix<Scalar, outputs, 1>;

  struct Weights {
    Eigen::Matrix<Scalar, units, inputs> first;
    Eigen::Matrix<Scalar, units, width> middle;
    Eigen::Matrix<Scalar, units, outputs> last;  ///< transposed

    void setZero() {
      first.setZero();
      middle.setZero();
      last.setZero();
    }
  };

  Weights weights;

  /// f(x); the hidden layers stay for add_gradient().
  Output operator()(const Input& x) {
    hidden1_.setZero();
    for (Index p = 0; p < inputs; ++p) axpy(x[p], weights.first.col(p), hidden1_);
    hidden1_ = hidden1_.cwiseMax(Scalar(0));
    hidden2_.setZero();
    for (Index j = 0; j < width; ++j) {
      if (hidden1_[j] > Scalar(0)) axpy(hidden1_[j], weights.middle.col(j), hidden2_);
    }
    hidden2_ = hidden2_.cwiseMax(Scalar(0));
    Output y;
    for (Index k = 0; k < outputs; ++k) y[k] = dot(weights.last.col(k), hidden2_);
    return y;
  }

  /// Adds to `gradient` that of ½‖f(x) − y‖² for the x of the last call and residual = f(x) − y. A
  /// unit that is not above 0 has no part in it.
  void add_gradient(const Input& x, const Output& residual, Weights& gradient) const {
    Units delta2 = Units::Zero();
    for (Index k = 0; k < outputs; ++k) {
      axpy(residual[k], weights.last.col(k), delta2);
      axpy(residual[k], hidden2_, gradient.last.col(k));
    }
    delta2 = (hidden2_.array() > Scalar(0)).select(delta2, Scalar(0));
    Units delta1 = Units::Zero();
    for (Index j = 0; j < width; ++j) {
      if (hidden1_[j] > Scalar(0)) {
        delta1[j] = dot(weights.middle.col(j), delta2);
        axpy(hidden1_[j], delta2, gradient.middle.col(j));
      }
    }
    for (Index p = 0; p < inputs; ++p) axpy(x[p], delta1, gradient.first.col(p));
  }

  /// weights −= step·gradient.
  void descend(Scalar step, const Weights& gradient) {
    minnorm::axpy(-step, gradient.first.data(), weights.first.data(), weights.first.size());
    minnorm::axpy(-step, gradient.middle.data(), weights.middle.data(), weights.middle.size());
    minnorm::axpy(-step, gradient.last.data(), weights.last.data(), weights.last.size());
  }

 private:
  using Index = Eigen::Index;
  using Units = Eigen::Matrix<Scalar, units, 1>;

  template <typename X, typename Y>
  static void axpy(Scalar a, const X& x, Y&& y) {
    minnorm::axpy(a, x.data(), y.data(), minnorm::Fixed<units>());
  }
  template <typename X>
  static Scalar dot(const X& x, const Units& y) {
    return minnorm::dot(x.data(), y.data(), minnorm::Fixed<units>());
  }

  Units hidden1_, hidden2_;
};

}  // namespace experiments::relu
