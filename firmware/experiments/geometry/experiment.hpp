// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/jacobi_svd.hpp>

#include <cmath>

#include "experiments/experiment.hpp"

/// How the smallest singular value of N rows in three dimensions falls up to N = D and rises after
/// it: Schaeffer et al., Divergence at the Interpolation Threshold, figure 6.
namespace experiments::geometry {

/// A case is a number N of rows, drawn from N(0, C) with C = [23 9 4; 9 6 2; 4 2 5]; the sets are
/// nested. A row of the table is a singular mode σ, v of X/√N; or, of mode 0 and with a σ of 0, one
/// of the N rows itself.
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns =
      std::to_array<Column>({{"n"}, {"mode"}, {"sigma"}, {"v1"}, {"v2"}, {"v3"}});
  static constexpr std::array<Index, 12> sizes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 25, 100};
  static constexpr std::array<double, 9> covariance{23, 9, 4, 9, 6, 2, 4, 2, 5};
  static constexpr std::array<Parameter, 2> parameters{
      {{"dimension", 3}, {"covariance", covariance}}};
  static constexpr Index cases = sizes.size();
  static constexpr Index repeats = 1;

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    const Index n = sizes[static_cast<std::size_t>(unit.case_number)];
    draw(unit.random(0), n);
    for (Index i = 0; i < n; ++i) {
      send(std::array{Scalar(n), Scalar(0), Scalar(0), rows_(i, 0), rows_(i, 1), rows_(i, 2)});
    }
    rows_ *= Scalar(1) / std::sqrt(Scalar(n));
    svd_.compute(rows_);
    for (Index r = 0; r < svd_.singularValues().size(); ++r) {
      const auto v = svd_.matrixV().col(r);
      send(std::array{Scalar(n), Scalar(r + 1), svd_.singularValues()[r], v[0], v[1], v[2]});
    }
  }

 private:
  using Rows = Eigen::Matrix<Scalar, Eigen::Dynamic, 3, Eigen::ColMajor, sizes.back(), 3>;

  /// Rows x = z Lᵀ with z standard normal and C = L Lᵀ.
  void draw(numerics::Random random, Index n) {
    const auto c = [](std::size_t i, std::size_t j) { return Scalar(covariance[3 * i + j]); };
    const Scalar l11 = std::sqrt(c(0, 0));
    const Scalar l21 = c(1, 0) / l11;
    const Scalar l31 = c(2, 0) / l11;
    const Scalar l22 = std::sqrt(c(1, 1) - l21 * l21);
    const Scalar l32 = (c(2, 1) - l31 * l21) / l22;
    const Scalar l33 = std::sqrt(c(2, 2) - (l31 * l31 + l32 * l32));
    rows_.resize(n, 3);
    for (Index i = 0; i < n; ++i) {
      const Scalar z1 = Scalar(random.normal());
      const Scalar z2 = Scalar(random.normal());
      const Scalar z3 = Scalar(random.normal());
      rows_(i, 0) = l11 * z1;
      rows_(i, 1) = l21 * z1 + l22 * z2;
      rows_(i, 2) = (l31 * z1 + l32 * z2) + l33 * z3;
    }
  }

  Rows rows_;
  minnorm::JacobiSVD<Rows, Eigen::ComputeThinV> svd_;
};

}  // namespace experiments::geometry
