// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/complete_orthogonal_decomposition.hpp>

#include "experiments/descent/quadratic.hpp"
#include "experiments/experiment.hpp"
#include "numerics/checkpoint.hpp"
#include "numerics/descend.hpp"

/// Gradient descent on convex costs beside what theory says of it: Grosse, Neural Net Training
/// Dynamics, chapter 1, sections 2 and 5, figures 2 and 3.
namespace experiments::descent {

/// What a row of the table says about step `at`, unless something else is named.
enum class Quantity {
  rate,         ///< the step size; at 0
  hessian,      ///< entry `at` of A = [a b; b c] as a, b, c
  linear,       ///< entry `at` of b, where J(w) = ½ w'Aw + b'w
  weight_1,     ///< first coordinate of w
  weight_2,     ///< second coordinate of w
  excess,       ///< cost above the least cost; without the part that has none
  slowest,      ///< what the direction of least curvature adds to it
  closed_form,  ///< ‖w − equation 13‖ / ‖w‖
  steps,        ///< number of steps to a millionth of the first excess, for condition number `at`
  distance,     ///< ‖w − Φ⁺t‖ / ‖Φ⁺t‖, from w = 0
  displaced,    ///< the same from w(0) ≠ 0, to its projection Φ⁺t + (I − Φ⁺Φ) w(0)
  ridge,        ///< ‖w_λ − Φ⁺t‖ / ‖Φ⁺t‖ with the ridge λ = `at`
  bound,        ///< theorem 1's bound on the excess, from the excess at step 0
};

/// The paper names no parameters but figure 3's eigenvalues. Cases, in this order:
/// figure 2's six runs in the plane; figure 3, from w̃ = (1, …, 1) with step 0.175, short of the
/// largest stable one, 0.2; steps against the condition number, with the step of the fastest
/// descent; three regression problems of full and of deficient rank; theorem 1. Where the paper
/// says that descent oscillates for 1 < α < 2 it means 1 < αã < 2.
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns =
      std::to_array<Column>({{"quantity", 1, labels<Quantity>}, {"at"}, {"value"}});

  /// A run in the plane: eigenvalues of A along (0.8, 0.6) and (−0.6, 0.8), and the slope of J
  /// where w is (½, ½), along the second.
  struct Plane {
    float rate, steep, flat, slope;
  };
  static constexpr std::array<Plane, 6> planes{{
      {0.3F, 2, 0.5F, 0},       // case 1a, monotone: rate × curvature < 1
      {0.8F, 2, 0.5F, 0},       // case 1a, oscillating: between 1 and 2
      {1.0F, 2, 0.5F, 0},       // case 1b: 2
      {1.05F, 2, 0.5F, 0},      // case 1c: above 2
      {0.3F, 2, 0, 0},          // case 3: no curvature, no slope
      {0.3F, 2, 0, -1.0F / 3},  // case 2: no curvature, a slope
  }};
  /// A regression problem; rows after the independent ones are combinations of those.
  struct Shape {
    Index rows, features, independent;
  };
  static constexpr std::array<Shape, 3> shapes{{{8, 12, 8}, {24, 12, 24}, {16, 12, 6}}};
  static constexpr std::array<int, 9> conditions{2, 5, 10, 20, 50, 100, 200, 500, 1000};
  static constexpr auto case_names = std::to_array<std::string_view>(
      {"1a, no oscillation", "1a, oscillating", "1b", "1c", "3", "2", "spectrum", "conditions",
       "8 × 12, rank 8", "24 × 12, rank 12", "16 × 12, rank 6", "theorem 1"});
  /// Of theorem 1's cost, of the slowest direction's curvature to the fastest's, and the part of
  /// the first excess that steps are counted to.
  static constexpr double convexity = 0.1, tolerance = 1e-6;  // rounded to float
  static constexpr Index spectrum_condition = 10;
  static constexpr std::array<Parameter, 3> parameters{{{"convexity", convexity},
                                                        {"spectrum_condition", spectrum_condition},
                                                        {"tolerance", tolerance}}};
  static constexpr Index cases = planes.size() + 1 + 1 + shapes.size() + 1;
  static constexpr Index repeats = 1;

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    const auto emit = [&](Quantity quantity, auto at, Scalar value) {
      send(std::array{Scalar(static_cast<int>(quantity)), Scalar(at), value});
    };
    auto number = static_cast<std::size_t>(unit.case_number);
    if (number < planes.size()) return plane(planes[number], emit);
    number -= planes.size();
    if (number == 0) return spectrum(emit);
    if (number == 1) return condition_numbers(emit);
    number -= 2;
    if (number < shapes.size()) return limits(unit, shapes[number], emit);
    strongly_convex(unit, emit);
  }

 private:
  static constexpr Index most = 12;       ///< the most weights
  static constexpr Index most_rows = 24;  ///< the most training rows
  using Cost = Quadratic<Scalar, most>;
  using Vector = typename Cost::Vector;
  using Rows = minnorm::BoundedMatrix<Scalar, most_rows, most, Eigen::RowMajor>;
  using Targets = minnorm::BoundedVector<Scalar, most_rows>;

  static Scalar norm(const Vector& v) {
    return std::sqrt(minnorm::dot(v.data(), v.data(), v.size()));
  }

  /// ‖v − target‖ / ‖target‖
  static Scalar apart(const Vector& v, const Vector& target) {
    const Vector difference = v - target;
    return norm(difference) / norm(target);
  }

  /// A = steep·qq' + flat·pp' with q = (0.8, 0.6), p = (−0.6, 0.8), and b = slope·p − A·(½, ½).
  void set_plane(Scalar steep, Scalar flat, Scalar slope) {
    const std::array q{Scalar(0.8F), Scalar(0.6F)}, p{-q[1], q[0]};
    typename Cost::Matrix a(2, 2);
    Vector b(2);
    for (std::size_t i = 0; i < 2; ++i) {
      for (std::size_t j = 0; j < 2; ++j) {
        a(Index(i), Index(j)) = steep * q[i] * q[j] + flat * p[i] * p[j];
      }
      b[Index(i)] = slope * p[i] - Scalar(0.5F) * (a(Index(i), 0) + a(Index(i), 1));
    }
    cost_.set(a, b);
  }

  template <typename Emit>
  void plane(const Plane& run, const Emit& emit) {
    set_plane(Scalar(run.steep), Scalar(run.flat), Scalar(run.slope));
    emit(Quantity::rate, 0, Scalar(run.rate));
    emit(Quantity::hessian, 0, cost_.a()(0, 0));
    emit(Quantity::hessian, 1, cost_.a()(0, 1));
    emit(Quantity::hessian, 2, cost_.a()(1, 1));
    for (Index i = 0; i < 2; ++i) emit(Quantity::linear, i, cost_.b()[i]);
    Vector start(2);
    start << Scalar(0.5F), Scalar(2.5F);
    descend(start, Scalar(run.rate), 30, [&](Index step, const Vector& w) {
      emit(Quantity::weight_1, step, w[0]);
      emit(Quantity::weight_2, step, w[1]);
      emit_quadratic(step, w, start, Scalar(run.rate), emit);
    });
  }

  /// Eigenvalues 1 to 10, along the columns of the reflection I − ⅕·11'.
  template <typename Emit>
  void spectrum(const Emit& emit) {
    constexpr Index size = spectrum_condition;
    typename Cost::Matrix a(size, size);
    a.setZero();
    Vector start = Vector::Zero(size);
    for (Index k = 0; k < size; ++k) {
      Vector q = Vector::Constant(size, Scalar(-0.2F));
      q[k] += Scalar(1);
      start += q;
      for (Index j = 0; j < size; ++j) a.col(j) += (Scalar(k + 1) * q[j]) * q;
    }
    cost_.set(a, Vector::Zero(size));
    const Scalar rate(0.175F);
    emit(Quantity::rate, 0, rate);
    descend(start, rate, 60, [&](Index step, const Vector& w) {
      emit(Quantity::slowest, step, cost_.excess(size - 1, w));
      emit_quadratic(step, w, start, rate, emit);
    });
  }

  template <typename Emit>
  void emit_quadratic(Index step, const Vector& w, const Vector& start, Scalar rate,
                      const Emit& emit) const {
    emit(Quantity::excess, step, cost_.excess(w));
    emit(Quantity::closed_form, step, apart(cost_.after(step, start, rate), w));
  }

  /// Calls each(step, w) from step 0 to the last.
  template <typename Each>
  void descend(Vector w, Scalar rate, Index last, const Each& each) const {
    for (Index step = 0; step <= last; ++step) {
      each(step, w);
      cost_.descend(w, rate);
    }
  }

  /// The step 2/(ã_max + ã_min) makes the slowest direction as fast as can be.
  template <typename Emit>
  void condition_numbers(const Emit& emit) {
    for (const int condition : conditions) {
      const Scalar flat = Scalar(1) / Scalar(condition);
      set_plane(Scalar(1), flat, Scalar(0));
      Vector w(2);
      w << Scalar(0.5F), Scalar(2.5F);
      const Scalar goal = Scalar(static_cast<float>(tolerance)) * cost_.excess(w);
      Index steps = 0;
      while (cost_.excess(w) > goal && steps < Index(100) * condition) {
        cost_.descend(w, Scalar(2) / (Scalar(1) + flat));
        ++steps;
      }
      emit(Quantity::steps, condition, Scalar(steps));
    }
  }

  /// Normal rows, those after `independent` linear combinations of the ones before; normal targets.
  void draw(const Unit& unit, const Shape& shape, Scalar spread) {
    auto random = unit.random(static_cast<std::uint32_t>(unit.case_number));
    rows_.setZero(shape.rows, shape.features);
    for (Index i = 0; i < shape.independent; ++i) {
      for (Index j = 0; j < shape.features; ++j) rows_(i, j) = Scalar(random.normal());
    }
    for (Index i = shape.independent; i < shape.rows; ++i) {
      for (Index k = 0; k < shape.independent; ++k) {
        rows_.row(i) += Scalar(random.normal()) * rows_.row(k);
      }
    }
    targets_.resize(shape.rows);
    for (Index i = 0; i < shape.rows; ++i) targets_[i] = spread * Scalar(random.normal());
    start_.resize(shape.features);
    for (Index j = 0; j < shape.features; ++j) start_[j] = Scalar(random.normal());
  }

  template <typename Emit>
  void limits(const Unit& unit, const Shape& shape, const Emit& emit) {
    draw(unit, shape, Scalar(1));
    svd_.compute(rows_);
    const Scalar longest = svd_.singularValues()[0];
    const Scalar rate = Scalar(1) / (longest * longest);
    const Vector limit = svd_.solve(targets_);

    // w(0)'s part in the row space gives way to Φ⁺t, the rest stays: Φ⁺(t − Φ w(0)) is the move.
    Targets remainder = targets_;
    for (Index i = 0; i < shape.rows; ++i) remainder[i] -= product(i, start_);
    const Vector projection = start_ + svd_.solve(remainder);

    Vector w = Vector::Zero(shape.features);
    Vector displaced = start_;
    Index next = 0;
    for (Index step = 0; step <= 10'000; ++step) {
      if (step == next) {
        emit(Quantity::distance, step, apart(w, limit));
        emit(Quantity::displaced, step, apart(displaced, projection));
        next = numerics::next_checkpoint(step);
      }
      numerics::descend(rows_, targets_, w, rate);
      numerics::descend(rows_, targets_, displaced, rate);
    }
    Scalar lambda(10);
    for (int k = 0; k < 9; ++k) {
      emit(Quantity::ridge, lambda, apart(ridge(lambda), limit));
      lambda *= Scalar(0.1F);
    }
  }

  Scalar product(Index row, const Vector& w) const {
    return minnorm::dot(rows_.data() + row * rows_.outerStride(), w.data(), w.size());
  }

  /// w_λ = (Φ'Φ + λI)⁻¹Φ't, as least squares with √λ·I below Φ and zeros below t.
  Vector ridge(Scalar lambda) {
    const Index n = rows_.rows(), d = rows_.cols();
    Tall tall(n + d, d);
    minnorm::BoundedVector<Scalar, most_rows + most> right(n + d);
    tall.setZero();
    tall.topRows(n) = rows_;
    for (Index j = 0; j < d; ++j) tall(n + j, j) = std::sqrt(lambda);
    right.setZero();
    right.head(n) = targets_;
    qr_.compute(tall);
    return qr_.solve(right);
  }

  /// J(w) = mean of √(1 + (x·w − t)²) + m/2 ‖w‖² is strongly convex (C1) with m = 0.1, smooth (C2)
  /// with M = m + σ_max(Φ)²/N, and not quadratic: targets of deviation 10 leave most errors where
  /// the root is nearly straight. Descent with rate 1/M.
  template <typename Emit>
  void strongly_convex(const Unit& unit, const Emit& emit) {
    constexpr Index n = most_rows;
    draw(unit, {n, 6, n}, Scalar(10));
    const Scalar weight = Scalar(1) / Scalar(n);
    const Scalar strength(static_cast<float>(convexity));
    svd_.compute(rows_);
    const Scalar longest = svd_.singularValues()[0];
    const Scalar rate = Scalar(1) / (strength + weight * longest * longest);
    const auto step_once = [&](Vector& w) {
      numerics::descend(rows_, targets_, w, rate, strength, [&](Scalar error) {
        return weight * error / std::sqrt(Scalar(1) + error * error);
      });
    };
    Vector best = Vector::Zero(start_.size());
    for (Index step = 0; step < 5000; ++step) step_once(best);
    emit(Quantity::rate, 0, rate);
    Vector w = Scalar(5) * start_;
    Scalar bound = above(best, w, strength);
    for (Index step = 0; step <= 300; ++step) {
      emit(Quantity::excess, step, above(best, w, strength));
      emit(Quantity::bound, step, bound);
      step_once(w);
      bound *= Scalar(1) - rate * strength;
    }
  }

  /// J(w) − J(best) for the least J(best), without cancellation. The gradient there is 0, so it is
  /// the mean of h(r) − h(s) − h'(s)(r − s) with h(r) = √(1 + r²), r and s a row's error at w and
  /// at best, and that is (r − s)² / (h(s) (h(r) h(s) + 1 + r s)).
  Scalar above(const Vector& best, const Vector& w, Scalar strength) const {
    const Vector difference = w - best;
    Scalar sum(0);
    for (Index i = 0; i < rows_.rows(); ++i) {
      const Scalar s = product(i, best) - targets_[i];
      const Scalar change = product(i, difference);
      const Scalar r = s + change;
      const Scalar hr = std::sqrt(Scalar(1) + r * r), hs = std::sqrt(Scalar(1) + s * s);
      sum += change * change / (hs * (hr * hs + Scalar(1) + r * s));
    }
    const Scalar squares = minnorm::dot(difference.data(), difference.data(), difference.size());
    return sum / Scalar(rows_.rows()) + Scalar(0.5) * strength * squares;
  }

  using Tall = minnorm::BoundedMatrix<Scalar, most_rows + most, most>;

  Cost cost_;
  Rows rows_;
  Targets targets_;
  Vector start_;
  minnorm::JacobiSVD<Rows, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
  minnorm::CompleteOrthogonalDecomposition<Tall> qr_;
};

}  // namespace experiments::descent
