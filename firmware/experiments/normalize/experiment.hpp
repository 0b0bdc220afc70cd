// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include "experiments/experiment.hpp"
#include "experiments/normalize/activation.hpp"
#include "numerics/checkpoint.hpp"
#include "numerics/descend.hpp"
#include "numerics/triangle.hpp"

/// What centring, standardising and whitening the features do to the condition number of linear
/// regression, to the number of steps of gradient descent and to the test error, and what centred
/// activations do: Grosse, Neural Net Training Dynamics, chapter 1, section 3. The paper names no
/// parameters.
namespace experiments::normalize {

/// How the features are drawn, with D of them and z ~ N(0, I).
enum class Features {
  white,      ///< φ = z
  scaled,     ///< φ_j = σ_j z_j, σ_j from ½ to 2 in equal steps
  uncentred,  ///< φ_j = 1 + σ_j z_j
  copies,     ///< φ_j = t + 0.2 z_j, section 3.1's toy: each is the target and a little noise
  tanh,       ///< φ_j = tanh z_j, hidden units of white net inputs, section 3.2
  logistic,   ///< φ_j = 1/(1 + exp(−z_j)), of the same z and with the same w_j and noise
};

/// What is done to them. Whitening is φ̃ = S⁻¹(φ − μ) with SS' = Σ.
enum class Transform {
  none,
  centred,
  standardised,
  whitened_root,      ///< S = Σ^½
  whitened_cholesky,  ///< S = L, lower triangular
};

/// What a row of the table says.
enum class Quantity {
  eigenvalue,  ///< number `at` of A = Φ̆'Φ̆/N, from the largest, 1, to D + 1
  bound,       ///< (‖μ‖² + 1)/σ_max², with the empirical μ, and Σ's largest eigenvalue
  steps,       ///< steps until the training cost above its least is 1e-4 of that at first
  excess,      ///< that fraction after `at` steps
  test,        ///< test error after `at` steps
  limit,       ///< test error of the exact solution
  outlier,     ///< ‖μ‖² + 1, not more than A's largest eigenvalue
  alignment,   ///< |cosine| of A's leading eigenvector and (μ, 1)
  stable,      ///< the largest stable step of descent, by trial
};

/// A case is a kind of features with a number D of them. Descent is from w = 0, with the step
/// 1/ã_max, until the fraction recorded is at most 1e-6. The test error is against the noiseless
/// target, in expectation over rows not seen.
///
/// But for the copies: targets t = Σ w_j (φ_j − E φ_j) + ½ N(0, 1) with w_j = N(0, 1) / (σ_j √D),
/// so that each feature matters alike whatever its unit; 256 rows. Copies: t ~ N(0, 1), seen as t +
/// ½ N(0, 1); 20 features, 40 rows. `outlier` and what follows are of the features as they are, the
/// last of those with a mean.
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns = std::to_array<Column>({{"features", 1, labels<Features>},
                                                         {"d"},
                                                         {"transform", 1, labels<Transform>},
                                                         {"quantity", 1, labels<Quantity>},
                                                         {"at"},
                                                         {"value"}});
  static constexpr std::array<Index, 6> dimensions{2, 4, 8, 16, 32, 64};
  static constexpr std::size_t hidden = 5;  ///< numbers of hidden units: the first dimensions
  static constexpr std::array<Parameter, 2> parameters{
      {{"largest", dimensions.back()}, {"largest_hidden", dimensions[hidden - 1]}}};
  static constexpr Index first_hidden = 3 * dimensions.size() + 1;  ///< its case
  static constexpr Index cases = first_hidden + 2 * hidden;
  static constexpr Index repeats = 10;
  static constexpr Index most_steps = 50'000;

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    const auto [features, dimension, stream] = place(unit.case_number);
    set(features, dimension);
    draw(unit, stream);
    Scalar alignment{}, stable{};
    const auto emit_of = [&](Transform transform) {
      return [&, transform](Quantity quantity, Index at, Scalar value) {
        send(std::array{Scalar(static_cast<int>(features_)), Scalar(d_),
                        Scalar(static_cast<int>(transform)), Scalar(static_cast<int>(quantity)),
                        Scalar(at), value});
      };
    };
    for (int k = 0; k <= static_cast<int>(Transform::whitened_cholesky); ++k) {
      const auto transform = static_cast<Transform>(k);
      const auto emit = emit_of(transform);
      if (transform == Transform::none) emit(Quantity::bound, 0, bound());
      apply(transform);
      descend(emit);
      if (transform != Transform::none) continue;
      alignment = leading_along_mean();
      if (mean_ != Scalar(0)) stable = stable_rate();
    }
    const auto emit = emit_of(Transform::none);
    emit(Quantity::outlier, 0, outlier());
    emit(Quantity::alignment, 0, alignment);
    if (mean_ != Scalar(0)) emit(Quantity::stable, 0, stable);
  }

 private:
  static constexpr Index most = dimensions.back();
  using Rows = numerics::Triangle<Scalar, most + 2>;
  using Square = minnorm::BoundedMatrix<Scalar, most + 1, most + 1>;
  using Factor = minnorm::BoundedMatrix<Scalar, most + 1, most + 1, Eigen::RowMajor>;
  using Vector = minnorm::BoundedVector<Scalar, most + 1>;

  struct Place {
    Features features;
    Index dimension;
    std::uint32_t stream;  ///< number of its random numbers, the same for both activations
  };

  static Place place(Index number) {
    constexpr auto sizes = static_cast<Index>(dimensions.size());
    constexpr auto hidden_sizes = static_cast<Index>(hidden);
    const bool is_hidden = number >= first_hidden;
    const Index place = is_hidden ? number - first_hidden : number;
    const Index size = place % (is_hidden ? hidden_sizes : sizes);
    const Index kind =
        is_hidden ? static_cast<Index>(Features::tanh) + place / hidden_sizes : place / sizes;
    return {static_cast<Features>(kind), dimensions[static_cast<std::size_t>(size)],
            static_cast<std::uint32_t>(is_hidden ? first_hidden + size : number)};
  }

  void set(Features features, Index dimension) {
    features_ = features;
    copies_ = features == Features::copies;
    d_ = copies_ ? 20 : dimension;
    n_ = copies_ ? 40 : 256;
    mean_ = Scalar(features == Features::uncentred ? 1 : 0);
    if (features == Features::logistic) mean_ = Scalar(0.5F);
    deviations_.setOnes(d_);
    for (Index j = 0; j < d_; ++j) {
      if (copies_) deviations_[j] = Scalar(0.2F);
      // Roots of E tanh² z and E (1/(1 + e⁻ᶻ) − ½)² for z ~ N(0, 1).
      if (features == Features::tanh) deviations_[j] = Scalar(0.6279287F);
      if (features == Features::logistic) deviations_[j] = Scalar(0.2082763F);
      if (features == Features::scaled || features == Features::uncentred) {
        deviations_[j] = Scalar(0.5F) + Scalar(1.5F) * Scalar(j) / Scalar(d_ - 1);
      }
    }
  }

  /// The training rows (1, φ, t), as their triangle [√N …; 0 R c; 0 0 ρ], where R'R/N = Σ.
  void draw(const Unit& unit, std::uint32_t stream) {
    auto weights = unit.random(2 * stream);
    auto random = unit.random(2 * stream + 1);
    weights_.setZero(d_);
    for (Index j = 0; j < d_ && !copies_; ++j) {
      weights_[j] = Scalar(weights.normal()) / (deviations_[j] * std::sqrt(Scalar(d_)));
    }
    rows_.clear(d_ + 2);
    for (Index i = 0; i < n_; ++i) {
      typename Rows::Row row(d_ + 2);
      const Scalar copied = copies_ ? Scalar(random.normal()) : Scalar(0);
      row[0] = Scalar(1);
      row[d_ + 1] = copied;
      for (Index j = 0; j < d_; ++j) {
        const Scalar deviation = deviate(j, Scalar(random.normal()));
        row[1 + j] = mean_ + copied + deviation;
        row[d_ + 1] += weights_[j] * deviation;
      }
      row[d_ + 1] += Scalar(0.5F) * Scalar(random.normal());
      rows_.add(row);
    }
    covariance_root_ = rows_.matrix().block(1, 1, d_, d_);
    spectrum_.compute(covariance_root_);
  }

  /// Feature j without its mean, of a normal z.
  Scalar deviate(Index j, Scalar z) const {
    if (features_ == Features::tanh) return hyperbolic_tangent(z);
    if (features_ == Features::logistic) return logistic(z) - mean_;
    return deviations_[j] * z;
  }

  Scalar root_rows() const { return rows_.matrix()(0, 0); }

  Scalar mean(Index j) const { return rows_.matrix()(0, 1 + j) / root_rows(); }

  Scalar outlier() const {
    Scalar sum(1);
    for (Index j = 0; j < d_; ++j) sum += mean(j) * mean(j);
    return sum;
  }

  Scalar bound() const {
    const Scalar largest = spectrum_.singularValues()[0] / root_rows();
    return outlier() / (largest * largest);
  }

  /// (1, μ)
  Vector mean_direction() const {
    Vector direction(d_ + 1);
    direction[0] = Scalar(1);
    for (Index j = 0; j < d_; ++j) direction[1 + j] = mean(j);
    return direction;
  }

  /// |cosine| of the leading eigenvector of the A that was last decomposed and (1, μ).
  Scalar leading_along_mean() const {
    const Vector direction = mean_direction();
    const Scalar product = minnorm::dot(svd_.matrixV().data(), direction.data(), d_ + 1);
    return std::abs(product) / std::sqrt(outlier());
  }

  /// The largest step with which 50 steps of descent from (1, μ) to 0 do not raise ‖factor·w‖², by
  /// bisection.
  Scalar stable_rate() const {
    const Eigen::Matrix<Scalar, most + 1, 1> zero = Eigen::Matrix<Scalar, most + 1, 1>::Zero();
    const Scalar rows = root_rows() * root_rows();
    Scalar low(0), high = Scalar(4) / outlier();
    for (int k = 0; k < 12; ++k) {
      const Scalar middle = (low + high) / Scalar(2);
      Vector w = mean_direction();
      const Scalar first = numerics::descend(factor_, zero, w, middle / rows);
      Scalar last(0);
      for (int step = 1; step <= 50; ++step) {
        last = numerics::descend(factor_, zero, w, middle / rows);
      }
      (last <= first ? low : high) = middle;
    }
    return low;
  }

  /// φ̃ = map'(φ − shift) and the matrix whose square is N·A for rows (1, φ̃).
  void apply(Transform transform) {
    shift_.setZero(d_);
    map_.setIdentity(d_, d_);
    factor_ = rows_.matrix().topLeftCorner(d_ + 1, d_ + 1);
    for (Index i = 0; i <= d_; ++i) targets_[i] = rows_.matrix()(i, d_ + 1);
    if (transform == Transform::none) return;
    for (Index j = 0; j < d_; ++j) {
      shift_[j] = factor_(0, 1 + j) / root_rows();
      factor_(0, 1 + j) = Scalar(0);
    }
    if (transform == Transform::standardised) standardise();
    if (transform == Transform::whitened_root) whiten_by_root();
    if (transform == Transform::whitened_cholesky) whiten_by_cholesky();
    for (Index i = 0; i < d_; ++i) {
      for (Index j = 0; j < d_; ++j) {
        factor_(1 + i, 1 + j) = minnorm::dot(covariance_row(i), map_.data() + j * d_, d_);
      }
    }
  }

  /// Row i of R; what is left of its diagonal is 0.
  const Scalar* covariance_row(Index i) const {
    return rows_.matrix().data() + (1 + i) * (d_ + 2) + 1;
  }

  void standardise() {
    for (Index j = 0; j < d_; ++j) {
      const Scalar* const column = covariance_root_.data() + j * d_;
      map_(j, j) = root_rows() / std::sqrt(minnorm::dot(column, column, d_));
    }
  }

  /// Σ^−½ = V diag(√N/s) V' from R = U diag(s) V'.
  void whiten_by_root() {
    map_.setZero();
    for (Index r = 0; r < d_; ++r) {
      const auto v = spectrum_.matrixV().col(r);
      const Scalar weight = root_rows() / spectrum_.singularValues()[r];
      for (Index j = 0; j < d_; ++j) map_.col(j) += (weight * v[j]) * v;
    }
  }

  /// R is √N L', so the map is √N R⁻¹: column by column, from the diagonal up.
  void whiten_by_cholesky() {
    for (Index j = 0; j < d_; ++j) {
      Scalar* const column = map_.data() + j * d_;
      column[j] = root_rows() / covariance_row(j)[j];
      for (Index i = j - 1; i >= 0; --i) {
        const Scalar sum = minnorm::dot(covariance_row(i) + i + 1, column + i + 1, j - i);
        column[i] = -sum / covariance_row(i)[i];
      }
    }
  }

  template <typename Emit>
  void descend(const Emit& emit) {
    svd_.compute(factor_);
    for (Index i = 0; i <= d_; ++i) {
      const Scalar root = svd_.singularValues()[i] / root_rows();
      emit(Quantity::eigenvalue, 1 + i, root * root);
    }
    emit(Quantity::limit, 0, test_error(svd_.solve(targets_.head(d_ + 1))));

    // The factor is square and of full rank, so the least ‖F w − c‖² is 0: the cost is the excess.
    const Scalar longest = svd_.singularValues()[0];
    const Scalar rate = Scalar(1) / (longest * longest);
    Vector w = Vector::Zero(d_ + 1);
    const Scalar first = minnorm::dot(targets_.data(), targets_.data(), d_ + 1);
    bool is_near = false;
    Index next = 0;
    for (Index step = 0; step <= most_steps; ++step) {
      const bool is_checkpoint = step == next;
      if (is_checkpoint) {
        emit(Quantity::test, step, test_error(w));
        next = numerics::next_checkpoint(step);
      }
      const Scalar fraction = numerics::descend(factor_, targets_, w, rate) / first;
      if (!is_near && fraction <= Scalar(1e-4F)) {
        is_near = true;
        emit(Quantity::steps, 0, Scalar(step));
      }
      if (!is_checkpoint) continue;
      emit(Quantity::excess, step, fraction);
      if (fraction <= Scalar(1e-6F)) return;
    }
  }

  /// E (prediction − target)² for weights of the transformed features and, first, the bias.
  Scalar test_error(const Vector& w) const {
    Vector beta = Vector::Zero(d_);  // of the features as they were drawn
    for (Index j = 0; j < d_; ++j) beta += map_.col(j) * w[1 + j];
    Scalar offset = w[0];
    Scalar sum(0);
    Scalar spread(0);
    for (Index j = 0; j < d_; ++j) {
      offset += beta[j] * (mean_ - shift_[j]);
      spread += beta[j];
      const Scalar error = (beta[j] - weights_[j]) * deviations_[j];
      sum += error * error;
    }
    const Scalar missed = copies_ ? spread - Scalar(1) : Scalar(0);
    return sum + offset * offset + missed * missed;
  }

  Features features_ = Features::white;
  bool copies_ = false;
  Index d_ = 0;
  Index n_ = 0;
  Scalar mean_{};  ///< of each feature
  Vector deviations_;
  Vector weights_;
  Rows rows_;
  Square covariance_root_;
  minnorm::JacobiSVD<Square, Eigen::ComputeThinU | Eigen::ComputeThinV> spectrum_;  ///< of R
  Vector shift_;
  Square map_;
  Factor factor_;
  Eigen::Matrix<Scalar, most + 1, 1> targets_;
  minnorm::JacobiSVD<Square, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
};

}  // namespace experiments::normalize
