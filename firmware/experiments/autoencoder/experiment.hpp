// SPDX-License-Identifier: MIT
#pragma once

#include "experiments/autoencoder/adam_w.hpp"
#include "experiments/autoencoder/tied_autoencoder.hpp"
#include "experiments/experiment.hpp"
#include "numerics/cosine.hpp"

/// Double descent of an autoencoder that stores training points, or features: Schaeffer et al.,
/// Divergence at the Interpolation Threshold, figure 7, after Henighan et al., Superposition,
/// Memorization, and Double Descent (2023).
namespace experiments::autoencoder {

/// Sparse points of norm 1: of each feature a uniform value with probability `presence`, scaled.
template <typename Scalar, std::size_t points, std::size_t entries>
class Points {
 public:
  /// Draws `count` points. One without a feature, a chance of 4e-5, is 0. A nonzero that finds no
  /// place left is left out.
  void draw(numerics::Random& random, std::size_t count, std::uint16_t features, float presence) {
    std::size_t end = 0;
    for (std::size_t t = 0; t < count; ++t) {
      begins_[t] = end;
      Scalar square = 0;
      for (std::uint16_t k = 0; k < features; ++k) {
        if (random.uniform() >= presence || end == entries) continue;
        const Scalar value = Scalar(random.uniform());
        square += value * value;
        entries_[end++] = {k, value};
      }
      for (std::size_t i = begins_[t]; i < end; ++i) entries_[i].value /= std::sqrt(square);
    }
    begins_[count] = end;
  }

  std::span<const Entry<Scalar>> operator[](std::size_t t) const {
    return std::span(entries_).subspan(begins_[t], begins_[t + 1] - begins_[t]);
  }

 private:
  std::array<Entry<Scalar>, entries> entries_;
  std::array<std::size_t, points + 1> begins_;
};

/// What the x and y of a row of the table are.
enum class What {
  loss,  ///< the training and the test loss, means of ‖f(x) − x‖², after that step, a tenth or more
  feature,  ///< a feature's column of W, in repeat 0 alone
  hidden,   ///< a training point's hidden vector W x, in repeat 0 alone
};

/// A case is a number T of training points; within a repeat the sets are nested.
///
/// The features are a twentieth of the papers' 10,000, of which a point has 10 on average as theirs
/// have; a fiftieth of their steps are ten times as long.
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns =
      std::to_array<Column>({{"points"}, {"step"}, {"what", 1, labels<What>}, {"x"}, {"y"}});
  static constexpr std::array<std::size_t, 12> sizes{3,   5,   8,   15,  30,  60,
                                                     100, 150, 200, 300, 400, 800};
  static constexpr Index cases = sizes.size();
  static constexpr Index repeats = 3;
  static constexpr int features = 500;
  static constexpr std::array<Parameter, 1> parameters{{{"features", features}}};

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    const std::size_t count = sizes[static_cast<std::size_t>(unit.case_number)];
    numerics::Random random = unit.random(0);
    training_.draw(random, count, features, presence);
    start(unit.random(1));
    for (Index step = 1; step <= steps; ++step) {
      descend(count, step);
      if (step % 10 == 0) send.alive();
      if (step % (steps / 10) == 0) {
        send(row(count, step, What::loss, train_loss(count), test_loss(unit.random(2))));
      }
    }
    if (unit.repeat != 0) return;
    for (Index k = 0; k < features; ++k) {
      send(row(count, steps, What::feature, network_.row(0)[k], network_.row(1)[k]));
    }
    for (std::size_t t = 0; t < count; ++t) {
      const auto [first, second] = network_.hidden(training_[t]);
      send(row(count, steps, What::hidden, first, second));
    }
  }

 private:
  static constexpr float presence = 0.02F;
  static constexpr Index tests = 1000;
  static constexpr Index steps = 1000;
  static constexpr Index warm_up = 50;
  static constexpr double top_rate = 0.01;
  static constexpr Scalar decay = Scalar(0.01);

  using Network = TiedAutoencoder<Scalar, features>;

  static std::array<Scalar, columns.size()> row(std::size_t count, Index step, What what, Scalar x,
                                                Scalar y) {
    return {Scalar(count), Scalar(step), Scalar(static_cast<int>(what)), x, y};
  }

  /// Glorot and Bengio's uniform weights, and no bias.
  void start(numerics::Random random) {
    const float range = std::sqrt(6.0F / (features + 2));
    for (Scalar& weight : network_.parameters) {
      weight = Scalar(range * (2.0F * random.uniform() - 1.0F));
    }
    network_.row(2).setZero();
    optimizer_.start(decay);
  }

  /// Full-batch AdamW.
  void descend(std::size_t count, Index step) {
    gradient_.setZero();
    for (std::size_t t = 0; t < count; ++t) network_.add_gradient(training_[t], gradient_);
    gradient_ *= Scalar(2) / Scalar(count);
    optimizer_.step(rate(step), gradient_, network_.parameters);
  }

  /// Rises linearly over the warm-up, and falls to 0 as a cosine.
  static Scalar rate(Index step) {
    constexpr double pi = 3.14159265358979323846;
    if (step < warm_up) return Scalar(top_rate * double(step) / double(warm_up));
    const double part = double(step - warm_up) / double(steps - warm_up);
    return Scalar(top_rate * 0.5 * (1.0 + numerics::cosine(pi * part)));
  }

  Scalar train_loss(std::size_t count) {
    Scalar sum = 0;
    for (std::size_t t = 0; t < count; ++t) sum += network_.loss(training_[t]);
    return sum / Scalar(count);
  }

  Scalar test_loss(numerics::Random random) {
    Scalar sum = 0;
    for (Index t = 0; t < tests; ++t) {
      test_.draw(random, 1, features, presence);
      sum += network_.loss(test_[0]);
    }
    return sum / Scalar(tests);
  }

  Network network_;
  AdamW<Scalar, 3 * features> optimizer_;
  typename Network::Parameters gradient_;
  // Nonzeros for 12 a point: 18 standard deviations more than 800 points have on average.
  Points<Scalar, sizes.back(), 12 * sizes.back()> training_;
  Points<Scalar, 1, features> test_;
};

}  // namespace experiments::autoencoder
