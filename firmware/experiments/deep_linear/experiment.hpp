// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/building_blocks.hpp>

#include <variant>

#include "experiments/deep_linear/layers.hpp"
#include "experiments/deep_linear/spiked_regression.hpp"
#include "experiments/deep_linear/three_layers.hpp"
#include "experiments/deep_linear/training.hpp"
#include "experiments/experiment.hpp"

/// Excess risk of linear networks that interpolate noisy data: Chatterji & Long, Deep Linear
/// Networks can Benignly Overfit when Shallow Ones Do, figures 1 and 3, and its theorems.
namespace experiments::deep_linear {

/// A row of the table is a network x → W_L … W_1 x of width m, trained by full-batch descent from
/// W_1 ~ N(0, α²), W_L ~ N(0, β²) and I between. It is computed in n + 3 dimensions: see
/// ThreeLayers, and SpikedRegression for the data. What W_1 does outside of the rows of X never
/// changes; to W_L … W_2 = F it is normal numbers, so that part of Θ is normal too, of covariance
/// α² F Fᵀ.
template <typename Scalar>
class Experiment {
  template <Index n>
  using Problem = SpikedRegression<Scalar, n>;
  using Published = Problem<100>;
  static constexpr Index q = Published::outputs;
  template <Index n>
  using OfThreeLayers = Training<Scalar, Problem<n>, ThreeLayers<Scalar, n, q>>;
  static constexpr Index most_layers = 6;
  static constexpr Index few_rows = 25;
  using OfLayers = Training<Scalar, Problem<few_rows>, Layers<Scalar, few_rows, q, most_layers>>;

 public:
  static constexpr auto columns = std::to_array<Column>({
      {"dimension"},              // d
      {"alpha"},                  // standard deviation of W_1 at the start
      {"beta"},                   // and of W_L
      {"steps"},                  // of descent so far
      {"loss"},                   // mean square of the residuals
      {"risk"},                   // E ‖x Θ − x Θ*‖²
      {"distance"},               // ‖Θ − Θ_ℓ2‖² from the interpolant of least norm
      {"inside"},                 // ‖P_X Θ − Θ_ℓ2‖²: lemma 4.1 has 0 for an interpolant
      {"outside"},                // ‖Θ_X⊥‖², which makes Ξ of theorem 3.1
      {"outside_risk"},           // tr(Θ_X⊥ᵀ B Θ_X⊥)
      {"bias"},                   // tr((Θ* − Θ_X⊥)ᵀ B (Θ* − Θ_X⊥)) of lemma 4.2
      {"variance"},               // tr(Ωᵀ C Ω) of lemma 4.2
      {"least_norm_risk"},        // of Θ_ℓ2
      {"least_norm_bias"},        // tr(Θ*ᵀ B Θ*)
      {"kind", 1, labels<Kind>},  //
      {"sweep", 1, labels<Sweep>},  //
      {"rows"},                     // n
      {"width"},                    // m
      {"spikes"},                   // k
      {"tail_deviation"},           // √ε
      {"layers"},                   // L
      {"step"},                     // size of a step, on the mean of the n·q squares
      {"start_loss"},               // the loss before descent
      {"start_outside"},            // ‖Θ_X⊥‖² before descent
      {"root_loss_integral"},      // ∫ √(‖Y − X Θ‖²) dt; a step takes t = step / (n·q)
      {"layers_bound"},            // Λ of definition 2.4, or more; of the steps looked at
      {"least_squared_singular"},  // σ_min²(X)
      {"greatest_squared_singular"},  // σ_max²(X)
  });

  static constexpr auto settings = [] {
    constexpr std::array<Index, 3> of_figure_1{500, 1000, 2000};
    std::array<Setting, 112> list{};
    std::size_t count = 0;
    const auto published = [&](Index d, float alpha, float beta) {
      list[count++] = {.sweep = Sweep::published, .dimension = d, .alpha = alpha, .beta = beta};
      list[count - 1].is_followed = alpha == 1e-3F && beta == 1.0F;
    };
    for (const Index d : of_figure_1) {
      for (int k = 0; k < 10; ++k) published(d, 1e-3F * static_cast<float>(k) / 9, 1.0F);
    }
    for (const Index d : of_figure_1) {
      for (int k = 0; k < 10; ++k) published(d, 1.0F, 1e-3F * static_cast<float>(k) / 9);
    }
    for (Index d = 200; d <= 2000; d += 200) {
      published(d, 1e-4F, 1.0F);
      if (d % 1000 == 0) continue;
      published(d, 0.0F, 1.0F);
      published(d, 1e-3F, 1.0F);
    }
    for (const float beta : {0.5F, 0.7F, 1.4F}) {
      list[count++] = {.sweep = Sweep::last, .dimension = 500, .alpha = 1e-3F, .beta = beta};
    }
    for (const int root : {2, 8, 16}) {  // widths of 5030·root²/16
      const float scale = 4.0F / static_cast<float>(root);
      list[count++] = {.sweep = Sweep::width,
                       .dimension = 500,
                       .alpha = 1e-3F * scale,
                       .beta = scale,
                       .width = Index{5030} * root * root / 16};
    }
    for (const Index spikes : {2, 5, 10}) {
      for (const float deviation : {0.05F, 0.1F, 0.2F}) {
        list[count++] = {.sweep = Sweep::spikes,
                         .dimension = 1000,
                         .alpha = 1e-4F,
                         .beta = 1.0F,
                         .spikes = {spikes, deviation}};
      }
    }
    for (const Index n : {25, 50, 100}) {
      const auto rows = static_cast<float>(n);
      list[count++] = {.sweep = Sweep::square,
                       .dimension = n * n,
                       .alpha = 1e-4F,
                       .beta = 25.0F / rows,
                       .rows = n,
                       .spikes = {5, 1.0F / rows}};
    }
    for (const Index layers : {2, 3, 4, 6}) {
      Setting one{.sweep = Sweep::depth, .dimension = 625, .alpha = 1e-3F, .beta = 1.0F};
      one.rows = few_rows;
      one.spikes = {5, 0.04F};
      one.layers = layers;
      list[count++] = one;
      // Layers that must grow: with few steps if they are long.
      one.alpha = one.beta = one.step = 1e-2F;
      list[count++] = one;
    }
    for (Setting& one : list) {
      if (one.width == 0) one.width = 10 * (one.dimension + 3);
    }
    return list;
  }();
  static constexpr Index cases = settings.size();
  static constexpr Index repeats = 20;
  static constexpr std::array<Parameter, 4> parameters{{{"rows", Published::n},
                                                        {"outputs", q},
                                                        {"spikes", Spikes{}.count},
                                                        {"tail_deviation", 0.1}}};

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    const Setting& setting = settings[static_cast<std::size_t>(unit.case_number)];
    switch (setting.rows) {
      case 100:
        return training_.template emplace<OfThreeLayers<100>>().run(unit, setting, send);
      case 50:
        return training_.template emplace<OfThreeLayers<50>>().run(unit, setting, send);
      default:
        return training_.template emplace<OfLayers>().run(unit, setting, send);
    }
  }

 private:
  std::variant<OfThreeLayers<100>, OfThreeLayers<50>, OfLayers> training_;
};

}  // namespace experiments::deep_linear
