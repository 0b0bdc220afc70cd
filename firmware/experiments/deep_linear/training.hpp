// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/building_blocks.hpp>

#include "experiments/deep_linear/spiked_regression.hpp"
#include "experiments/experiment.hpp"

namespace experiments::deep_linear {

/// Why a network is trained. All but the published ones are of this project's choice.
enum class Sweep {
  published,  ///< figures 1 and 3
  last,       ///< β, for theorem 3.2
  width,      ///< m at the same α√m and β√m, for theorem 3.2
  spikes,     ///< k and ε, for corollary 3.4
  square,     ///< d = n² and ε = 1/n², for corollary 3.4
  depth,      ///< L
};

/// What a row stands for: the network at the end of its descent, or on the way there.
enum class Kind { trained, descending };

struct Setting {
  Sweep sweep;
  Index dimension;
  float alpha;
  float beta;
  Index rows = 100;
  Index width = 0;  ///< 0 is 10·(d + 3), which Clang 14 does not take for a default
  Spikes spikes{};
  Index layers = 3;
  float step = 1e-4F;
  bool is_followed = false;  ///< with rows on the way
};

/// Descent of a Network, ThreeLayers or Layers, on a Problem, a SpikedRegression.
template <typename Scalar, typename Problem, typename Network>
class Training {
 public:
  static constexpr Scalar target_loss = Scalar(1e-7F);
  static constexpr Index most_steps = 100'000;

  /// The data and the start's R depend on the repeat, the spike model and the sizes, not on α, β
  /// and L. Sends the row of the end, and before it, if asked for, those after 0, 1, 2, 4, … steps.
  template <typename Send>
  void run(const Unit& unit, const Setting& setting, Send&& send) {
    draw(unit, setting);
    Scalar loss = evaluate();
    start_loss_ = loss;
    start_outside_ = squares(outside_of_rows());
    for (steps_ = 0; loss > target_loss && steps_ < most_steps; ++steps_) {
      if (steps_ % 100 == 0) send.alive();
      if (steps_ < 64 || steps_ % 16 == 0) watch_layers();
      if (setting.is_followed && (steps_ & (steps_ - 1)) == 0) send(row(Kind::descending, loss));
      root_losses_ += std::sqrt(loss);
      network_.descend(slope_);
      loss = evaluate();
    }
    watch_layers();
    send(row(Kind::trained, loss));
  }

 private:
  using Inside = typename Problem::Inside;
  using Outside = typename Problem::Outside;
  static constexpr Scalar count = Problem::n * Problem::outputs;  // of residuals

  void draw(const Unit& unit, const Setting& setting) {
    setting_ = setting;
    const auto stream = static_cast<std::uint32_t>(2 * setting.dimension);
    problem_.draw(unit.random(stream), setting.dimension, setting.spikes);
    numerics::Random layers = unit.random(stream + 1);
    draw_gaussian_triangle(layers, setting.width, start_);
    network_.start(start_, alpha(), Scalar(setting.beta), setting.layers);
    root_losses_ = Scalar(0);
    layers_bound_ = Scalar(0);
  }

  Scalar alpha() const { return Scalar(setting_.alpha); }

  template <typename Theta>
  static Scalar squares(const Theta& theta) {
    const typename Theta::PlainObject values = theta;
    return minnorm::dot(values.data(), values.data(), values.size());
  }

  /// The loss; slope_ becomes the step times its gradient by the function.
  Scalar evaluate() {
    const Inside residuals = problem_.values(network_.function()) - problem_.targets();
    slope_ = (2 * Scalar(setting_.step) / count) * problem_.transposed(residuals);
    return squares(residuals) / count;
  }

  /// (I − P_X) Θ = α (I − P_X) Z Tᵀ, Z standard normal and T Tᵀ = F Fᵀ.
  Outside outside_of_rows() const {
    Outside outside = Outside::Zero();
    if (alpha() == Scalar(0)) return outside;
    Eigen::Matrix<Scalar, Problem::outputs, Problem::outputs> t;
    for (Index k = 0; k < Problem::outputs; ++k) {
      for (Index l = 0; l <= k; ++l) {
        Scalar rest = network_.head_product(k, l);
        for (Index i = 0; i < l; ++i) rest -= t(k, i) * t(l, i);
        if (k == l) {
          t(k, l) = std::sqrt(rest);
        } else {
          t(k, l) = t(l, l) > Scalar(0) ? rest / t(l, l) : Scalar(0);  // F may be 0
        }
        outside.row(k) += alpha() * t(k, l) * problem_.outside_normal().row(l);
      }
    }
    return outside;
  }

  /// The first layer's spectral norm at the start is α (√m + √d) at most in expectation. Source:
  /// Vershynin, Introduction to the non-asymptotic analysis of random matrices, theorem 5.32.
  void watch_layers() {
    const Scalar first =
        alpha() * (std::sqrt(Scalar(setting_.width)) + std::sqrt(Scalar(setting_.dimension)));
    const Scalar bound = network_.layers_bound(start_, alpha(), first);
    if (bound > layers_bound_) layers_bound_ = bound;
  }

  auto row(Kind kind, Scalar loss) const {
    const Inside& function = network_.function();
    const Outside outside = outside_of_rows();
    const Scalar inside_distance = squares(function - problem_.least_norm());
    const Scalar outside_squares = squares(outside);
    const auto& target = problem_.outside_target();
    const auto nothing = Inside::Zero();
    const auto& [sweep, d, alpha, beta, n, m, spikes, layers, step, is_followed] = setting_;
    return std::array{Scalar(d),
                      Scalar(alpha),
                      Scalar(beta),
                      Scalar(steps_),
                      loss,
                      problem_.power(function - problem_.inside_target(), outside - target),
                      inside_distance + outside_squares,
                      inside_distance,
                      outside_squares,
                      problem_.power(nothing, outside),
                      problem_.power(nothing, target - outside),
                      problem_.power(problem_.fitted_noise(), Outside::Zero()),
                      problem_.power(problem_.fitted_noise(), -target),
                      problem_.power(nothing, target),
                      Scalar(static_cast<int>(kind)),
                      Scalar(static_cast<int>(sweep)),
                      Scalar(n),
                      Scalar(m),
                      Scalar(spikes.count),
                      Scalar(spikes.tail_deviation),
                      Scalar(layers),
                      Scalar(step),
                      start_loss_,
                      start_outside_,
                      Scalar(step) / std::sqrt(count) * root_losses_,
                      layers_bound_,
                      problem_.squared_singular_value(0),
                      problem_.squared_singular_value(Problem::n - 1)};
  }

  Setting setting_{};
  Index steps_ = 0;
  Scalar start_loss_;
  Scalar start_outside_;
  Scalar root_losses_;   // Σ √loss over steps
  Scalar layers_bound_;  // the greatest so far
  Problem problem_;
  Network network_;
  typename Network::Triangle start_;
  Inside slope_;
};

}  // namespace experiments::deep_linear
