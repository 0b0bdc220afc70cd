// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/building_blocks.hpp>

#include "experiments/deep_linear/bidiagonal.hpp"
#include "experiments/deep_linear/gaussian_triangle.hpp"

namespace experiments::deep_linear {

/// A (k, ε)-spike model of Chatterji & Long, definition 3.3: k eigenvalues of Σ are 1, others ε.
struct Spikes {
  Eigen::Index count = 10;      ///< k, at most SpikedRegression::most_spikes
  float tail_deviation = 0.1F;  ///< √ε
};

/// Regression of three values on d features from n rows: x ~ N(0, Σ) with a Σ of a spike model,
/// Y = X Θ* + Ω with Θ* uniform over ‖Θ*‖ = 1 and noise Ω ~ N(0, 1).
///
/// A problem of that distribution for any d, in few coordinates, for a normal matrix is as likely
/// as any rotation of it. The equal features can be turned into n which the rows span, in which X
/// is a triangle, and others, in which X is zero and Θ* and one more Θ are a triangle. With
/// X = U [B 0] Vᵀ, B bidiagonal, the rows are turned by U, which is the noise's business alone,
/// and each Θ by V: then its first n coordinates are P_X Θ, in the span of the rows of X, and the
/// `blind` others (I − P_X) Θ, of which X says nothing.
template <typename Scalar, Eigen::Index rows>
class SpikedRegression {
 public:
  using Index = Eigen::Index;
  static constexpr Index n = rows;
  static constexpr Index outputs = 3;
  static constexpr Index most_spikes = 10;
  static constexpr Index blind = most_spikes + 2 * outputs;

  /// Y and the like, or P_X Θ; by outputs.
  using Inside = Eigen::Array<Scalar, outputs, n, Eigen::RowMajor>;
  /// (I − P_X) Θ, by outputs.
  using Outside = Eigen::Array<Scalar, outputs, blind, Eigen::RowMajor>;

  /// Draws all, for d ≥ n + 50.
  void draw(numerics::Random random, Index d, const Spikes& spikes) {
    spikes_ = spikes;
    draw_rows(random, d);
    draw_coefficients(random, d);
    draw_normal(random, fitted_noise_);  // Ω, not yet fitted
    targets_ = values(inside_target_) + fitted_noise_;
    solve(fitted_noise_);
  }

  const Inside& targets() const { return targets_; }                 ///< Y
  const Inside& inside_target() const { return inside_target_; }     ///< P_X Θ*
  const Outside& outside_target() const { return outside_target_; }  ///< (I − P_X) Θ*
  const Inside& fitted_noise() const { return fitted_noise_; }       ///< X⁺ Ω
  /// (I − P_X) Z for a matrix Z of standard normal numbers, independent of all else.
  const Outside& outside_normal() const { return outside_normal_; }
  /// The interpolant of least norm, Θ_ℓ2 = X⁺ Y = P_X Θ* + X⁺ Ω.
  Inside least_norm() const { return inside_target_ + fitted_noise_; }

  /// σ² of X, `number` of them from the least.
  Scalar squared_singular_value(Index number) const { return rows_.squared_singular_value(number); }

  /// X Θ
  Inside values(const Inside& theta) const {
    Inside y = theta.rowwise() * rows_.diagonal();
    y.rightCols(n - 1) += theta.leftCols(n - 1).rowwise() * rows_.below();
    return y;
  }

  /// Xᵀ y
  Inside transposed(const Inside& y) const {
    Inside theta = y.rowwise() * rows_.diagonal();
    theta.leftCols(n - 1) += y.rightCols(n - 1).rowwise() * rows_.below();
    return theta;
  }

  /// tr(Θᵀ Σ Θ), the expected square of x Θ.
  template <typename InsideTheta, typename OutsideTheta>
  Scalar power(const InsideTheta& inside, const OutsideTheta& outside) const {
    Scalar sum(0);
    Eigen::Array<Scalar, 1, features> theta;
    const Index spikes = spikes_.count;
    const Scalar* const tail = theta.data() + spikes;
    const Scalar tail_power = Scalar(spikes_.tail_deviation) * Scalar(spikes_.tail_deviation);
    for (Index k = 0; k < outputs; ++k) {
      theta.template head<n>() = inside.row(k);
      theta.template tail<blind>() = outside.row(k);
      rows_.rotate(theta.data());
      sum += minnorm::dot(theta.data(), theta.data(), spikes) +
             tail_power * minnorm::dot(tail, tail, features - spikes);
    }
    return sum;
  }

 private:
  static constexpr Index features = n + blind;
  static constexpr Index seen = most_spikes + n;  // features in which X is not zero

  template <typename Values>
  static void draw_normal(numerics::Random& random, Values&& values) {
    for (Index i = 0; i < values.rows(); ++i) {
      for (Index j = 0; j < values.cols(); ++j) values(i, j) = Scalar(random.normal());
    }
  }

  void draw_rows(numerics::Random& random, Index d) {
    auto& x = rows_.matrix();
    x.setZero();
    draw_normal(random, x.template leftCols<most_spikes>());
    draw_gaussian_triangle(random, d - most_spikes,
                           x.template middleCols<n>(most_spikes).transpose());
    // In float whatever Scalar is, for the same data in both.
    for (Scalar& value : x.middleCols(spikes_.count, seen - spikes_.count).reshaped()) {
      value = Scalar(spikes_.tail_deviation * static_cast<float>(value));
    }
    rows_.compute();
  }

  void draw_coefficients(numerics::Random& random, Index d) {
    draw_normal(random, inside_target_);
    draw_normal(random, outside_target_);
    draw_normal(random, outside_normal_);
    Eigen::Matrix<Scalar, 2 * outputs, 2 * outputs> triangle;
    draw_gaussian_triangle(random, d - seen, triangle);
    outside_target_.template rightCols<2 * outputs>() =
        triangle.template leftCols<outputs>().transpose();
    outside_normal_.template rightCols<2 * outputs>() =
        triangle.template rightCols<outputs>().transpose();
    const Scalar squares =
        minnorm::dot(inside_target_.data(), inside_target_.data(), inside_target_.size()) +
        minnorm::dot(outside_target_.data(), outside_target_.data(), outside_target_.size());
    const Scalar weight = Scalar(1) / std::sqrt(squares);
    inside_target_ *= weight;
    outside_target_ *= weight;
  }

  /// y := X⁺ y
  void solve(Inside& y) const {
    for (Index k = 0; k < outputs; ++k) {
      y(k, 0) /= rows_.diagonal()[0];
      for (Index i = 1; i < n; ++i) {
        y(k, i) = (y(k, i) - rows_.below()[i - 1] * y(k, i - 1)) / rows_.diagonal()[i];
      }
    }
  }

  Spikes spikes_;
  Bidiagonal<Scalar, n, features> rows_;
  Inside targets_;
  Inside inside_target_;
  Inside fitted_noise_;
  Outside outside_target_;
  Outside outside_normal_;
};

}  // namespace experiments::deep_linear
