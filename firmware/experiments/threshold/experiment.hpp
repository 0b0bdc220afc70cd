// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "experiments/experiment.hpp"

/// Why the test error of least squares has no mean at N = D: the smallest singular value of a
/// square Gaussian matrix (Edelman, Eigenvalues and Condition Numbers of Random Matrices, SIAM J.
/// Matrix Anal. Appl. 9, 1988), and the spectrum around it (Marchenko & Pastur, 1967).
namespace experiments::threshold {

/// What a row of the table is about.
enum class Part : std::uint8_t {
  fit = 1,  ///< a draw and its least squares fit
  mode,     ///< one eigenvalue of a draw
};

/// A draw is X of N rows of D independent N(0, 1), weights β* ~ N(0, I/D), and targets Xβ* + e with
/// e ~ N(0, I); β is the fit of least norm with 1/σ of every σ > 0. Cases are sizes N × D, and a
/// unit of one is `draws`. The values:
///
/// - fit, at 0: the smallest singular value of X, the test error E(x·β − x·β*)² = ‖β − β*‖² for
///   x ~ N(0, I) not seen, and ‖β‖².
/// - mode, at r = 1, …, max(N, D), of the first `spectra` draws: the r-th largest σ² of X,
///   eigenvalue of XᵀX, and eigenvalue of XXᵀ; 0 where there is none.
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns = std::to_array<Column>({{"part", 1, labels<Part>},
                                                         {"n"},
                                                         {"d"},
                                                         {"draw"},
                                                         {"at"},
                                                         {"value1"},
                                                         {"value2"},
                                                         {"value3"}});
  struct Size {
    Index n, d, draws, spectra;
  };
  static constexpr std::array<Size, 4> sizes{
      {{10, 10, 100, 0}, {20, 20, 100, 4}, {20, 10, 20, 4}, {10, 20, 20, 4}}};
  static constexpr Index cases = sizes.size();
  static constexpr Index repeats = 50;

  /// The rank that counts is the number of σ > 0.
  Experiment() { svd_.setThreshold(Scalar(0)); }

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    const Size& size = sizes[static_cast<std::size_t>(unit.case_number)];
    auto random = unit.random(static_cast<std::uint32_t>(unit.case_number));
    for (Index k = 0; k < size.draws; ++k) {
      draw(random, size);
      svd_.compute(x_);
      const auto row = [&](Part part, Index at, Scalar a, Scalar b, Scalar c) {
        send(std::array{Scalar(static_cast<int>(part)), Scalar(size.n), Scalar(size.d), Scalar(k),
                        Scalar(at), a, b, c});
      };
      const Vector beta = svd_.solve(targets_);
      const Vector error = beta - weights_;
      const auto& sigma = svd_.singularValues();
      row(Part::fit, 0, sigma[sigma.size() - 1], square(error), square(beta));
      if (k < size.spectra) send_spectra(row);
    }
  }

 private:
  static constexpr Index most = 20;  // rows and columns
  using Matrix = minnorm::BoundedMatrix<Scalar, most, most>;
  using Vector = minnorm::BoundedVector<Scalar, most>;

  static Scalar square(const Vector& v) { return minnorm::dot(v.data(), v.data(), v.size()); }

  void draw(numerics::Random& random, const Size& size) {
    transposed_.resize(size.d, size.n);
    for (Scalar& value : transposed_.reshaped()) value = Scalar(random.normal());
    x_ = transposed_.transpose();
    weights_.resize(size.d);
    const Scalar deviation = std::sqrt(Scalar(1) / Scalar(size.d));
    for (Scalar& value : weights_) value = deviation * Scalar(random.normal());
    targets_.resize(size.n);
    for (Index i = 0; i < size.n; ++i) {
      targets_[i] = minnorm::dot(transposed_.col(i).data(), weights_.data(), size.d);
      targets_[i] += Scalar(random.normal());
    }
  }

  template <typename Row>
  void send_spectra(Row&& row) {
    const Vector sigma = svd_.singularValues();
    const Vector second_moment = gram_eigenvalues(x_), gram = gram_eigenvalues(transposed_);
    for (Index r = 0; r < std::max(x_.rows(), x_.cols()); ++r) {
      row(Part::mode, r + 1, r < sigma.size() ? sigma[r] * sigma[r] : Scalar(0),
          r < second_moment.size() ? second_moment[r] : Scalar(0),
          r < gram.size() ? gram[r] : Scalar(0));
    }
  }

  /// The eigenvalues of AᵀA in decreasing order: as it is symmetric with none negative, its
  /// singular values.
  Vector gram_eigenvalues(const Matrix& a) {
    gram_.resize(a.cols(), a.cols());
    for (Index j = 0; j < a.cols(); ++j) {
      for (Index i = 0; i <= j; ++i) {
        gram_(i, j) = minnorm::dot(a.col(i).data(), a.col(j).data(), a.rows());
        gram_(j, i) = gram_(i, j);
      }
    }
    return svd_.compute(gram_).singularValues();
  }

  Matrix x_, transposed_, gram_;
  Vector weights_, targets_;
  minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
};

}  // namespace experiments::threshold
