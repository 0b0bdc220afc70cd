// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/building_blocks.hpp>

#include "experiments/deep_linear/spiked_regression.hpp"
#include "experiments/deep_linear/three_layers.hpp"
#include "experiments/experiment.hpp"

/// Excess risk of linear networks of three layers that interpolate noisy data: Chatterji & Long,
/// Deep Linear Networks can Benignly Overfit when Shallow Ones Do, figures 1 and 3.
namespace experiments::deep_linear {

/// A row of the table is a network x → W3 W2 W1 x of width 10 (d + 3), trained by full-batch
/// descent from W1 ~ N(0, α²), W2 = I, W3 ~ N(0, β²). It is computed in 103 dimensions: see
/// ThreeLayers, and SpikedRegression for the data. What W1 does outside of the
/// rows of X never changes; to W3 W2 = F it is normal numbers, so that part of Θ is normal too,
/// of covariance α² F Fᵀ.
template <typename Scalar>
class Experiment {
  using Problem = SpikedRegression<Scalar>;
  using Network = ThreeLayers<Scalar, Problem::n, Problem::outputs>;
  using Inside = typename Problem::Inside;
  using Outside = typename Problem::Outside;

 public:
  static constexpr auto columns = std::to_array<Column>({
      {"dimension"},        // d
      {"alpha"},            // standard deviation of W1 at the start
      {"beta"},             // and of W3
      {"steps"},            // of descent
      {"loss"},             // mean square of the residuals at the end
      {"risk"},             // E ‖x Θ − x Θ*‖²
      {"distance"},         // ‖Θ − Θ_ℓ2‖² from the interpolant of least norm
      {"inside"},           // ‖P_X Θ − Θ_ℓ2‖²: lemma 4.1 has 0 for an interpolant
      {"outside"},          // ‖Θ_X⊥‖², which makes Ξ of theorem 3.1
      {"outside_risk"},     // tr(Θ_X⊥ᵀ B Θ_X⊥)
      {"bias"},             // tr((Θ* − Θ_X⊥)ᵀ B (Θ* − Θ_X⊥)) of lemma 4.2
      {"variance"},         // tr(Ωᵀ C Ω) of lemma 4.2
      {"least_norm_risk"},  // of Θ_ℓ2
      {"least_norm_bias"},  // tr(Θ*ᵀ B Θ*)
  });

  struct Setting {
    Index dimension;
    float alpha;
    float beta;
  };

  /// Figure 1, top and bottom, and what figure 3 has besides.
  static constexpr auto settings = [] {
    constexpr std::array<Index, 3> of_figure_1{500, 1000, 2000};
    std::array<Setting, 86> list{};
    std::size_t count = 0;
    for (const Index d : of_figure_1) {
      for (int k = 0; k < 10; ++k) list[count++] = {d, 1e-3F * static_cast<float>(k) / 9, 1.0F};
    }
    for (const Index d : of_figure_1) {
      for (int k = 0; k < 10; ++k) list[count++] = {d, 1.0F, 1e-3F * static_cast<float>(k) / 9};
    }
    for (Index d = 200; d <= 2000; d += 200) {
      list[count++] = {d, 1e-4F, 1.0F};
      if (d % 1000 == 0) continue;
      list[count++] = {d, 0.0F, 1.0F};
      list[count++] = {d, 1e-3F, 1.0F};
    }
    return list;
  }();
  static constexpr Index cases = settings.size();
  static constexpr Index repeats = 20;
  static constexpr std::array<Parameter, 4> parameters{
      {{"rows", Problem::n},
       {"outputs", Problem::outputs},
       {"spikes", Problem::spikes},
       {"tail_deviation", Problem::tail_deviation}}};

  static constexpr Scalar step = Scalar(1e-4F);
  static constexpr Scalar target_loss = Scalar(1e-7F);
  static constexpr Index most_steps = 100'000;

  /// The data and the start's R depend on the repeat and d alone.
  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    const auto [d, alpha, beta] = settings[static_cast<std::size_t>(unit.case_number)];
    problem_.draw(unit.random(static_cast<std::uint32_t>(2 * d)), d);
    numerics::Random layers = unit.random(static_cast<std::uint32_t>(2 * d + 1));
    draw_gaussian_triangle(layers, 10 * (d + Problem::outputs), start_);
    network_.start(start_, Scalar(alpha), Scalar(beta));

    Scalar loss = evaluate();
    Index steps = 0;
    for (; loss > target_loss && steps < most_steps; ++steps) {
      if (steps % 100 == 0) send.alive();
      network_.descend(slope_);
      loss = evaluate();
    }

    const Inside& function = network_.function();
    const Outside outside = outside_of_rows(Scalar(alpha));
    const Scalar inside_distance = squares(function - problem_.least_norm());
    const Scalar outside_squares = squares(outside);
    const auto& target = problem_.outside_target();
    const auto nothing = Inside::Zero();
    send(std::array{Scalar(d), Scalar(alpha), Scalar(beta), Scalar(steps), loss,
                    problem_.power(function - problem_.inside_target(), outside - target),
                    inside_distance + outside_squares, inside_distance, outside_squares,
                    problem_.power(nothing, outside), problem_.power(nothing, target - outside),
                    problem_.power(problem_.fitted_noise(), Outside::Zero()),
                    problem_.power(problem_.fitted_noise(), -target),
                    problem_.power(nothing, target)});
  }

 private:
  template <typename Theta>
  static Scalar squares(const Theta& theta) {
    const typename Theta::PlainObject values = theta;
    return minnorm::dot(values.data(), values.data(), values.size());
  }

  /// The loss; slope_ becomes the step times its gradient by the function.
  Scalar evaluate() {
    constexpr Scalar count = Problem::n * Problem::outputs;
    const Inside residuals = problem_.values(network_.function()) - problem_.targets();
    slope_ = (2 * step / count) * problem_.transposed(residuals);
    return squares(residuals) / count;
  }

  /// (I − P_X) Θ = α (I − P_X) Z Tᵀ, Z standard normal and T Tᵀ = F Fᵀ.
  Outside outside_of_rows(Scalar alpha) const {
    Outside outside = Outside::Zero();
    if (alpha == Scalar(0)) return outside;
    Eigen::Matrix<Scalar, Problem::outputs, Problem::outputs> t;
    for (Index k = 0; k < Problem::outputs; ++k) {
      for (Index l = 0; l <= k; ++l) {
        Scalar rest = network_.head_product(k, l);
        for (Index i = 0; i < l; ++i) rest -= t(k, i) * t(l, i);
        t(k, l) = k == l ? std::sqrt(rest) : rest / t(l, l);
        outside.row(k) += alpha * t(k, l) * problem_.outside_normal().row(l);
      }
    }
    return outside;
  }

  Problem problem_;
  Network network_;
  typename Network::Triangle start_;
  Inside slope_;
};

}  // namespace experiments::deep_linear
