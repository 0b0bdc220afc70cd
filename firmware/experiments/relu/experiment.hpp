// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/building_blocks.hpp>

#include "experiments/experiment.hpp"
#include "experiments/relu/relu_network.hpp"

/// Risk of a three-layer ReLU network against the scale at which its first, or its last, layer
/// starts: Chatterji & Long, Deep linear networks can benignly overfit when shallow ones do, figure
/// 2 and section 7.
namespace experiments::relu {

struct Protocol {
  Index scales;  ///< of each sweep, evenly from 0 to 1e-3
  Index steps;   ///< of descent, in all 10 long: descent follows the same flow in longer steps
  Index repeats;
  bool has_least_alpha = false;  ///< one α more, 1e-3/9, the least published but 0
};

/// A case is a scale: first of α, the standard deviation of W₁ at the start with β = 1, then of β,
/// that of W₃, with α = 1, and then what the protocol has besides; W₂ starts as the identity.
/// Descent is full-batch, on the mean of all n·q squared residuals. The published stop at a loss of
/// 1e-7 is left out: no run comes near it.
///
/// A row of the table is the network after a tenth of the steps, two tenths, and so on, with its
/// risk, the mean of ‖f(x) − f*(x)‖² over the test points, and its training loss, the mean of ‖f(x)
/// − y‖². Here both are sums over the outputs, as they were published.
template <typename Scalar, Protocol protocol>
class Sweep {
 public:
  static constexpr auto columns =
      std::to_array<Column>({{"alpha"}, {"beta"}, {"step"}, {"risk"}, {"train_loss"}});
  static constexpr Index q = 3;  // outputs
  static constexpr std::array<Parameter, 1> parameters{{{"outputs", q}}};
  static constexpr Index cases = 2 * protocol.scales + (protocol.has_least_alpha ? 1 : 0);
  static constexpr Index repeats = protocol.repeats;

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    const bool is_least = unit.case_number == 2 * protocol.scales;
    const float scale = is_least ? 1e-3F / 9
                                 : 1e-3F * static_cast<float>(unit.case_number % protocol.scales) /
                                       static_cast<float>(protocol.scales - 1);
    const bool is_alpha = is_least || unit.case_number < protocol.scales;
    const float alpha = is_alpha ? scale : 1.0F;
    const float beta = is_alpha ? 1.0F : scale;

    draw_teacher(unit.random(0));
    draw_points(unit.random(1), training_);
    add_noise(unit.random(2), training_);
    network_.weights.setZero();
    draw_layer(unit.random(3), alpha, network_.weights.first);
    network_.weights.middle.setIdentity();
    draw_layer(unit.random(4), beta, network_.weights.last);
    draw_points(unit.random(5), test_);
    for (Index step = 1; step <= protocol.steps; ++step) {
      descend();
      if (step % 100 == 0) send.alive();
      if (step % (protocol.steps / 10) == 0) {
        send(std::array{Scalar(alpha), Scalar(beta), Scalar(step), loss(test_), loss(training_)});
      }
    }
  }

 private:
  static constexpr Index d = 10;   // inputs
  static constexpr Index m = 50;   // the student's width
  static constexpr Index n = 500;  // training points, and test points
  static constexpr Index teacher_width = 10;

  using Network = ReluNetwork<Scalar, d, m, q>;

  struct Points {
    Eigen::Matrix<Scalar, d, n> x;
    Eigen::Matrix<Scalar, q, n> y;
  };

  template <typename Layer>
  static void draw_layer(numerics::Random random, float deviation, Layer& weights) {
    for (Index c = 0; c < weights.cols(); ++c) {
      for (Index j = 0; j < m; ++j) weights(j, c) = Scalar(deviation * random.normal());
    }
  }

  /// Weights uniform in ±1/√fan-in, as the authors' code draws them. At α = 0 the student stays 0,
  /// and its published risk E‖f*‖² = 1/6 bears that out; LeCun's start, which the paper names, has
  /// three times the variance and E‖f*‖² = 3/2.
  void draw_teacher(numerics::Random random) {
    draw_uniform(random, teacher_first_);
    draw_uniform(random, teacher_last_);
  }

  /// A column holds a unit's weights.
  template <typename Layer>
  static void draw_uniform(numerics::Random& random, Layer& weights) {
    const float range = 1.0F / std::sqrt(static_cast<float>(weights.rows()));
    for (Scalar& weight : weights.reshaped()) {
      weight = Scalar(range * (2.0F * random.uniform() - 1.0F));
    }
  }

  /// n new points with the teacher's values, without noise.
  void draw_points(numerics::Random random, Points& points) const {
    for (Scalar& value : points.x.reshaped()) value = Scalar(random.normal());
    for (Index i = 0; i < n; ++i) {
      Eigen::Matrix<Scalar, teacher_width, 1> hidden;
      for (Index j = 0; j < teacher_width; ++j) {
        const Scalar z = minnorm::dot(teacher_first_.col(j).data(), points.x.col(i).data(), d);
        hidden[j] = std::max(z, Scalar(0));
      }
      for (Index k = 0; k < q; ++k) {
        points.y(k, i) = minnorm::dot(teacher_last_.col(k).data(), hidden.data(), teacher_width);
      }
    }
  }

  static void add_noise(numerics::Random random, Points& points) {
    for (Scalar& value : points.y.reshaped()) value += Scalar(random.normal());
  }

  void descend() {
    gradient_.setZero();
    for (Index i = 0; i < n; ++i) {
      const typename Network::Input x = training_.x.col(i);
      network_.add_gradient(x, network_(x) - training_.y.col(i), gradient_);
    }
    constexpr Scalar step = Scalar(10) / Scalar(protocol.steps);
    network_.descend(step * Scalar(2) / Scalar(n * q), gradient_);
  }

  Scalar loss(const Points& points) {
    Scalar sum = 0;
    for (Index i = 0; i < n; ++i) {
      const typename Network::Output residual = network_(points.x.col(i)) - points.y.col(i);
      sum += minnorm::dot(residual.data(), residual.data(), q);
    }
    return sum / Scalar(n);
  }

  Network network_;
  typename Network::Weights gradient_;
  Eigen::Matrix<Scalar, d, teacher_width> teacher_first_;
  Eigen::Matrix<Scalar, teacher_width, q> teacher_last_;
  Points training_, test_;
};

/// For a microcontroller: as published in all but the numbers of scales and runs, and of steps,
/// which are 200 times as long. The risk jumps between α = 0 and the least other.
template <typename Scalar>
using Experiment =
    Sweep<Scalar, Protocol{.scales = 4, .steps = 500, .repeats = 3, .has_least_alpha = true}>;

}  // namespace experiments::relu
