// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include "experiments/experiment.hpp"
#include "numerics/triangle.hpp"

/// Test error that rises and falls again as training rows are added to linear regression, with and
/// without a ridge: Grosse, Neural Net Training Dynamics, chapter 1, figure 4.
namespace experiments::double_descent {

/// x ~ N(0, I) in D = 50 dimensions, weights w ~ N(0, 0.1·I), targets w·x + N(0, 1). A repeat draws
/// w and 200 training rows, and fits the first n of them for each n: a row of the table. The fits
/// are of minimum norm, and (X'X + λI)⁻¹X't with λ = 1. A training error is the mean of (x·β − t)²
/// over the n rows; a test error is the same against the noiseless target, for x not seen, in
/// expectation: E (x·β − x·w)² = ‖β − w‖².
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns = std::to_array<Column>(
      {{"n"}, {"sigma_min"}, {"train"}, {"test"}, {"ridge_train"}, {"ridge_test"}});
  static constexpr Index cases = 1;
  static constexpr Index repeats = 100;
  static constexpr Index dimension = 50;
  static constexpr Index last = 200;  ///< the most training rows
  static constexpr std::array<Parameter, 2> parameters{{{"dimension", dimension}, {"last", last}}};

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    auto weights = unit.random(0);
    auto rows = unit.random(1);
    const float deviation = std::sqrt(0.1F);
    for (Index j = 0; j < dimension; ++j) weights_[j] = Scalar(deviation * weights.normal());
    triangle_.clear(dimension + 1);
    for (Index n = 1; n <= last; ++n) {
      triangle_.add(draw(rows));
      const Index rank = std::min(n, dimension);
      svd_.compute(triangle_.matrix().topLeftCorner(rank, dimension));
      const Errors plain = errors(Scalar(0), n);
      const Errors ridge = errors(Scalar(1), n);
      send(std::array{Scalar(n), svd_.singularValues()[rank - 1], plain.train, plain.test,
                      ridge.train, ridge.test});
    }
  }

 private:
  using Square = minnorm::BoundedMatrix<Scalar, dimension, dimension>;
  using Vector = Eigen::Matrix<Scalar, dimension, 1>;
  using Rows = numerics::Triangle<Scalar, dimension + 1>;

  struct Errors {
    Scalar train, test;
  };

  /// A training row: x, and its target behind it.
  typename Rows::Row draw(numerics::Random& random) const {
    typename Rows::Row row(dimension + 1);
    for (Index j = 0; j < dimension; ++j) row[j] = Scalar(random.normal());
    row[dimension] = minnorm::dot(row.data(), weights_.data(), dimension);
    row[dimension] += Scalar(random.normal());
    return row;
  }

  /// The errors of β = V (S² + λI)⁻¹ S U'c, for the n rows that [R c; 0 ρ] stands for.
  Errors errors(Scalar lambda, Index n) const {
    const auto& triangle = triangle_.matrix();
    const Index rank = svd_.nonzeroSingularValues();
    const Index height = svd_.rows();
    Vector c;
    for (Index i = 0; i < height; ++i) c[i] = triangle(i, dimension);
    Vector beta = Vector::Zero();
    for (Index r = 0; r < rank; ++r) {
      const Scalar sigma = svd_.singularValues()[r];
      const Scalar along = minnorm::dot(svd_.matrixU().data() + r * height, c.data(), height);
      beta += svd_.matrixV().col(r) * (sigma / (sigma * sigma + lambda) * along);
    }
    const Scalar rho = triangle(dimension, dimension);
    Scalar train = rho * rho;
    for (Index i = 0; i < height; ++i) {
      const Scalar* const row = triangle.data() + i * (dimension + 1);
      const Scalar error = minnorm::dot(row, beta.data(), dimension) - c[i];
      train += error * error;
    }
    const Vector difference = beta - weights_;
    return {train / Scalar(n), minnorm::dot(difference.data(), difference.data(), dimension)};
  }

  Vector weights_;
  Rows triangle_;
  minnorm::JacobiSVD<Square, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
};

}  // namespace experiments::double_descent
