// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

#include "experiments/experiment.hpp"
#include "experiments/polynomial/mersenne_twister.hpp"
#include "numerics/cosine.hpp"

/// Polynomial regression across the interpolation threshold, without noise: Schaeffer et al.,
/// Double Descent Demystified, and the data their own program draws.
namespace experiments::polynomial {

/// A case is a number P of features, the Legendre polynomials of degree 1 to P, fitted to 15 points
/// of y = 2x + cos 25x with least squares of minimum norm. A unit's row is that fit: the largest
/// and smallest singular value of the features, and mean squared errors on the 15 points and on
/// 1000 equally spaced ones.
template <typename Scalar>
class Experiment {
 public:
  /// Every singular value counts, as in the paper: none that occurs is below its limit of 1e-15.
  Experiment() { svd_.setThreshold(Scalar(0)); }

  static constexpr auto columns = std::to_array<Column>(
      {{"parameters"}, {"sigma_max"}, {"sigma_min"}, {"train_mse"}, {"test_mse"}});
  static constexpr Index points = 15;
  static constexpr Index test_points = 1000;
  static constexpr std::array<Index, 30> sizes{1,  2,  3,  4,  5,  6,  7,  8,  9,   10,
                                               11, 12, 13, 14, 15, 16, 17, 18, 19,  20,
                                               21, 22, 23, 24, 25, 30, 40, 50, 100, 200};
  static constexpr Index cases = sizes.size();
  static constexpr Index repeats = 30;
  static constexpr std::array<Parameter, 2> parameters{
      {{"points", points}, {"published_repeats", repeats}}};

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    parameters_ = sizes[static_cast<std::size_t>(unit.case_number)];
    draw(unit);
    fit();
    const auto& sigma = svd_.singularValues();
    const Scalar train = mean_error(points, [&](Index i) { return x_[i]; });
    const Scalar test = mean_error(test_points, [](Index i) {
      return static_cast<float>(-1.0 + 2.0 * static_cast<double>(i) / (test_points - 1));
    });
    send(std::array{Scalar(parameters_), sigma[0], sigma[sigma.size() - 1], train, test});
  }

 private:
  using Tall = minnorm::BoundedMatrix<Scalar, sizes.back(), points>;
  using Square = minnorm::BoundedMatrix<Scalar, points, points>;
  using Coefficients = Eigen::Matrix<Scalar, sizes.back(), 1>;

  static float target(float x) {
    const auto wide = static_cast<double>(x);
    return static_cast<float>(2.0 * wide + numerics::cosine(25.0 * wide));
  }

  /// The published program draws 30 repeats of each size from one stream of seed 0, one size after
  /// the other. Further repeats come from the next seed.
  void draw(const Unit& unit) {
    const auto block = static_cast<std::uint32_t>(unit.repeat / repeats);
    MersenneTwister random{unit.seed + block};
    const Index before = unit.case_number * repeats + unit.repeat % repeats;
    random.skip(static_cast<std::uint32_t>(before * points));
    for (float& x : x_) x = static_cast<float>(-1.0 + 2.0 * random.uniform());
  }

  /// P1(x) to PP(x), by (k + 1) P(k+1) = (2k + 1) x P(k) − k P(k−1).
  void evaluate(Scalar x, Scalar* features) const {
    Scalar before(1), value = x;
    for (Index k = 1;; ++k) {
      features[k - 1] = value;
      if (k == parameters_) return;
      const Scalar along = x * value;
      const Scalar next = along + Scalar(k) / Scalar(k + 1) * (along - before);
      before = value;
      value = next;
    }
  }

  /// The taller of X and Xᵀ is Q·R, and R is decomposed: of columns that are nearly parallel, as
  /// those of X are near the threshold, R tells more than X. β is R⁺·Qᵀ·y, or Q·(Rᵀ)⁺·y for more
  /// features than points.
  void fit() {
    const bool is_wide = parameters_ > points;
    const Index size = std::min(parameters_, points);
    tall_.resize(std::max(parameters_, points), size);
    Eigen::Matrix<Scalar, points, 1> y;
    for (Index i = 0; i < points; ++i) {
      y[i] = Scalar(target(x_[i]));
      evaluate(Scalar(x_[i]), row_.data());
      if (is_wide) {
        tall_.col(i) = row_.head(parameters_);
      } else {
        tall_.row(i) = row_.head(size).transpose();
      }
    }
    std::array<Scalar, points> tau;
    factorize(tau);
    square_ = tall_.topRows(size).template triangularView<Eigen::Upper>();

    if (is_wide) {
      beta_.setZero();
      beta_.head(size) = svd_.compute(square_.transpose()).solve(y);
      minnorm::applyQ(tall_.data(), parameters_, tau.data(), size, beta_.data());
    } else {
      for (Index k = 0; k < size; ++k) {
        minnorm::applyReflector(&tall_(k, k), tau[k], &y[k], points - k);
      }
      beta_.head(size) = svd_.compute(square_).solve(y.head(size));
    }
  }

  /// The taller one becomes R and, below it, the reflectors of Q.
  void factorize(std::array<Scalar, points>& tau) {
    for (Index k = 0; k < tall_.cols(); ++k) {
      const Index length = tall_.rows() - k;
      tau[k] = minnorm::makeReflector(&tall_(k, k), length);
      for (Index j = k + 1; j < tall_.cols(); ++j) {
        minnorm::applyReflector(&tall_(k, k), tau[k], &tall_(k, j), length);
      }
    }
  }

  /// Mean squared error of the fit on the points x(0), …, x(count − 1).
  template <typename Point>
  Scalar mean_error(Index count, Point&& x) {
    for (Index i = 0; i < count; ++i) {
      evaluate(Scalar(x(i)), row_.data());
      errors_[i] = minnorm::dot(row_.data(), beta_.data(), parameters_) - Scalar(target(x(i)));
    }
    return minnorm::dot(errors_.data(), errors_.data(), count) / Scalar(count);
  }

  Index parameters_ = 0;
  std::array<float, points> x_;
  Tall tall_;
  Square square_;
  Coefficients beta_, row_;
  Eigen::Matrix<Scalar, test_points, 1> errors_;
  minnorm::JacobiSVD<Square, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
};

}  // namespace experiments::polynomial
