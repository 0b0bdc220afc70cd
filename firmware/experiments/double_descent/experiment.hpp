// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include "experiments/experiment.hpp"
#include "numerics/triangle.hpp"

/// Test error that rises and falls again as training rows are added to linear regression, with and
/// without a ridge: Grosse, Neural Net Training Dynamics, chapter 1, section 4, figure 4.
namespace experiments::double_descent {

/// x ~ N(0, I) in D = 50 dimensions, weights w ~ N(0, 0.1·I), targets w·x + N(0, 1). A repeat draws
/// w and 200 training rows, and fits the first n of them for each n: a row of the table. The fits
/// are of minimum norm, and β = (X'X + λI)⁻¹X't, with the paper's λ = 1 ("ridge"), with the λ of
/// the least expected test error, the noise's variance to a weight's ("optimal"), and with a tenth
/// and ten times those. A training error is the mean of (x·β − t)² over the n rows; a test error is
/// the same against the noiseless target, for x not seen, in expectation: E (x·β − x·w)² = ‖β −
/// w‖². A norm is ‖β‖.
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns = std::to_array<Column>({{"n"},
                                                         {"sigma_min"},
                                                         {"train"},
                                                         {"test"},
                                                         {"ridge_train"},
                                                         {"ridge_test"},
                                                         {"optimal_train"},
                                                         {"optimal_test"},
                                                         {"weak_test"},
                                                         {"strong_test"},
                                                         {"norm"},
                                                         {"optimal_norm"}});
  static constexpr Index cases = 1;
  static constexpr Index repeats = 100;
  static constexpr Index dimension = 50;
  static constexpr Index last = 200;                                  ///< the most training rows
  static constexpr double noise_variance = 1, weight_variance = 0.1;  // rounded to float
  static constexpr double ridge = 1, optimal = noise_variance / weight_variance;
  static constexpr double weak = ridge / 10, strong = optimal * 10;
  static constexpr std::array<Parameter, 8> parameters{{{"dimension", dimension},
                                                        {"last", last},
                                                        {"noise_variance", noise_variance},
                                                        {"weight_variance", weight_variance},
                                                        {"ridge", ridge},
                                                        {"optimal", optimal},
                                                        {"weak", weak},
                                                        {"strong", strong}}};

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    auto weights = unit.random(0);
    auto rows = unit.random(1);
    const float deviation = std::sqrt(static_cast<float>(weight_variance));
    for (Index j = 0; j < dimension; ++j) weights_[j] = Scalar(deviation * weights.normal());
    triangle_.clear(dimension + 1);
    for (Index n = 1; n <= last; ++n) {
      triangle_.add(draw(rows));
      const Index rank = std::min(n, dimension);
      svd_.compute(triangle_.matrix().topLeftCorner(rank, dimension));
      const Fit least = fit(0, n), one = fit(ridge, n), best = fit(optimal, n);
      send(std::array{Scalar(n), svd_.singularValues()[rank - 1], least.train, least.test,
                      one.train, one.test, best.train, best.test, fit(weak, n).test,
                      fit(strong, n).test, least.norm, best.norm});
    }
  }

 private:
  using Square = minnorm::BoundedMatrix<Scalar, dimension, dimension>;
  using Vector = Eigen::Matrix<Scalar, dimension, 1>;
  using Rows = numerics::Triangle<Scalar, dimension + 1>;

  struct Fit {
    Scalar train, test, norm;
  };

  /// A training row: x, and its target behind it.
  typename Rows::Row draw(numerics::Random& random) const {
    typename Rows::Row row(dimension + 1);
    for (Index j = 0; j < dimension; ++j) row[j] = Scalar(random.normal());
    row[dimension] = minnorm::dot(row.data(), weights_.data(), dimension);
    row[dimension] += Scalar(random.normal());
    return row;
  }

  /// β = V (S² + λI)⁻¹ S U'c, for the n rows that [R c; 0 ρ] stands for.
  Fit fit(double ridge_strength, Index n) const {
    const Scalar lambda(static_cast<float>(ridge_strength));
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
    return {train / Scalar(n), squares(beta - weights_), std::sqrt(squares(beta))};
  }

  static Scalar squares(const Vector& v) { return minnorm::dot(v.data(), v.data(), dimension); }

  Vector weights_;
  Rows triangle_;
  minnorm::JacobiSVD<Square, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
};

}  // namespace experiments::double_descent
