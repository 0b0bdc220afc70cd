// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <cmath>

namespace experiments::autoencoder {

/// Adam with decoupled weight decay, for `size` parameters: + − × ÷ and √ alone, so no libm.
/// Source: Loshchilov & Hutter, Decoupled weight decay regularization (2019), algorithm 2, with
/// β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
template <typename Scalar, int size>
class AdamW {
 public:
  using Vector = Eigen::Array<Scalar, size, 1>;

  /// Forgets all gradients. Each step takes `decay` times its rate off the parameters.
  void start(Scalar decay) {
    decay_ = decay;
    mean_.setZero();
    square_.setZero();
    mean_weight_ = square_weight_ = Scalar(1);
  }

  /// One step down `gradient` of a length of about `rate` in each parameter.
  void step(Scalar rate, const Vector& gradient, Vector& parameters) {
    constexpr Scalar beta1 = Scalar(0.9), beta2 = Scalar(0.999), epsilon = Scalar(1e-8);
    mean_weight_ *= beta1;
    square_weight_ *= beta2;
    const Scalar mean_scale = rate / (Scalar(1) - mean_weight_);
    const Scalar square_scale = Scalar(1) / (Scalar(1) - square_weight_);
    const Scalar kept = Scalar(1) - rate * decay_;
    for (Eigen::Index i = 0; i < size; ++i) {
      mean_[i] = beta1 * mean_[i] + (Scalar(1) - beta1) * gradient[i];
      square_[i] = beta2 * square_[i] + (Scalar(1) - beta2) * (gradient[i] * gradient[i]);
      const Scalar length = std::sqrt(square_[i] * square_scale) + epsilon;
      parameters[i] = kept * parameters[i] - mean_scale * mean_[i] / length;
    }
  }

 private:
  Scalar decay_{};
  Vector mean_, square_;
  Scalar mean_weight_{}, square_weight_{};  ///< of the zeros that the averages began with
};

}  // namespace experiments::autoencoder
