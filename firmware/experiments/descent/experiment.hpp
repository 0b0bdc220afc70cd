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
  rate,           ///< the step size; at 0
  hessian,        ///< entry `at` of A = [a b; b c] as a, b, c
  linear,         ///< entry `at` of b, where J(w) = ½ w'Aw + b'w
  weight_1,       ///< first coordinate of w
  weight_2,       ///< second coordinate of w
  excess,         ///< cost above the least cost; without the part that has none
  slowest,        ///< what the direction of least curvature adds to it
  closed_form,    ///< ‖w − equation 13‖ / ‖w‖
  steps,          ///< number of steps to a millionth of the first excess, for condition number `at`
  distance,       ///< ‖w − Φ⁺t‖ / ‖Φ⁺t‖, from w = 0
  displaced,      ///< the same from w(0) ≠ 0, to its projection Φ⁺t + (I − Φ⁺Φ) w(0)
  ridge,          ///< ‖w_λ − Φ⁺t‖ / ‖Φ⁺t‖ with the ridge λ = `at`
  bound,          ///< theorem 1's bound on the excess, from the excess at step 0
  cost,           ///< J(w), of A and b alone
  superposition,  ///< the excess as the sum over the eigenvectors of exponentials, section 2.2
  rigid_1,        ///< first coordinate of T v + t in descent on v from w(0), T orthogonal
  rigid_2,        ///< second coordinate
  affine_1,       ///< the same where T is not orthogonal
  affine_2,       ///< second coordinate
  rigid,          ///< ‖T v + t − w‖ / ‖w‖, T orthogonal; of least norms at −1
  affine,         ///< the same where T is not orthogonal
  rigid_fit,      ///< at −1: ‖Φ(T v − w)‖ / ‖Φ w‖ of these, T orthogonal
  affine_fit,     ///< the same where T is not orthogonal
  convexity,      ///< C1: 2 (J(v) − J(w) − ∇J(w)'(v − w)) / ‖v − w‖², v the next
  smoothness,     ///< C2: ‖∇J(v) − ∇J(w)‖ / ‖v − w‖
  fall,           ///< J(w) − J(v)
  least_fall,     ///< α/2 ‖∇J(w)‖², equation 18: not more than the fall
  most_excess,    ///< ‖∇J(w)‖² / 2m, equation 19: not less than the excess
};

/// The paper names no parameters but figure 3's eigenvalues. Cases, in this order:
/// figure 2's six runs in the plane; figure 3, from w̃ = (1, …, 1) with step 0.175, short of the
/// largest stable one, 0.2; steps against the condition number, with the step of the fastest
/// descent; three regression problems of full and of deficient rank; theorem 1; two runs in the
/// plane in other coordinates, w = T v + t (section 2.1). Where the paper says that descent
/// oscillates for 1 < α < 2 it means 1 < αã < 2, and its equation 6 has w in place of w(0).
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
       "8 × 12, rank 8", "24 × 12, rank 12", "16 × 12, rank 6", "theorem 1", "moved, full rank",
       "moved, low rank"});
  /// Of theorem 1's cost, of the slowest direction's curvature to the fastest's, and the part of
  /// the first excess that steps are counted to.
  static constexpr double convexity = 0.1, tolerance = 1e-6;  // rounded to float
  static constexpr Index spectrum_condition = 10;
  static constexpr std::array<Parameter, 3> parameters{{{"convexity", convexity},
                                                        {"spectrum_condition", spectrum_condition},
                                                        {"tolerance", tolerance}}};
  static constexpr Index cases = planes.size() + 1 + 1 + shapes.size() + 1 + 2;
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
    number -= shapes.size();
    if (number == 0) return strongly_convex(unit, emit);
    moved(number == 1, emit);
  }

 private:
  static constexpr Index most = 12;       ///< the most weights
  static constexpr Index most_rows = 24;  ///< the most training rows
  using Cost = Quadratic<Scalar, most>;
  using Vector = typename Cost::Vector;
  using PlaneMatrix = typename Quadratic<Scalar, 2>::Matrix;
  using PlaneVector = typename Quadratic<Scalar, 2>::Vector;
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
    emit_plane(Scalar(run.rate), emit);
    Vector start(2);
    start << Scalar(0.5F), Scalar(2.5F);
    descend(start, Scalar(run.rate), 30, [&](Index step, const Vector& w) {
      emit(Quantity::weight_1, step, w[0]);
      emit(Quantity::weight_2, step, w[1]);
      emit_quadratic(step, w, start, Scalar(run.rate), emit);
    });
  }

  template <typename Emit>
  void emit_plane(Scalar rate, const Emit& emit) const {
    emit(Quantity::rate, 0, rate);
    emit(Quantity::hessian, 0, cost_.a()(0, 0));
    emit(Quantity::hessian, 1, cost_.a()(0, 1));
    emit(Quantity::hessian, 2, cost_.a()(1, 1));
    for (Index i = 0; i < 2; ++i) emit(Quantity::linear, i, cost_.b()[i]);
  }

  /// Case 1a's cost from its start, or case 3's from 0, to the solution of least norm: on w, and on
  /// v with w = T v + t, where T is a rotation, and then stretches the axes, as other units of the
  /// features do. The paths on v are sent as T v + t.
  template <typename Emit>
  void moved(bool is_full, const Emit& emit) {
    set_plane(Scalar(2), Scalar(is_full ? 0.5F : 0), Scalar(0));
    const Scalar rate(0.3F);
    emit_plane(rate, emit);
    PlaneMatrix rotation(2, 2), stretch(2, 2);
    const Scalar cosine = Scalar(7) / Scalar(25), sine = Scalar(24) / Scalar(25);
    rotation << cosine, -sine, sine, cosine;
    stretch << Scalar(0.6F), Scalar(0), Scalar(0), Scalar(1.2F);
    Vector start(2);
    start << Scalar(is_full ? 0.5F : 0), Scalar(is_full ? 2.5F : 0);
    descend(start, rate, 30, [&](Index step, const Vector& w) {
      emit(Quantity::weight_1, step, w[0]);
      emit(Quantity::weight_2, step, w[1]);
    });
    descend_moved(start, rotation, rate, emit, Quantity::rigid_1, Quantity::rigid_2,
                  Quantity::rigid);
    descend_moved(start, stretch, rate, emit, Quantity::affine_1, Quantity::affine_2,
                  Quantity::affine);
  }

  template <typename Emit>
  void descend_moved(const Vector& start, const PlaneMatrix& t, Scalar rate, const Emit& emit,
                     Quantity first, Quantity second, Quantity distance) {
    PlaneVector shift(2), now(2);
    shift << Scalar(1), Scalar(-0.5F);
    moved_.set_moved(cost_, t, shift);
    const Scalar determinant = t(0, 0) * t(1, 1) - t(0, 1) * t(1, 0);
    const Scalar x = start[0] - shift[0], y = start[1] - shift[1];
    now << (t(1, 1) * x - t(0, 1) * y) / determinant, (t(0, 0) * y - t(1, 0) * x) / determinant;
    descend(start, rate, 30, [&](Index step, const Vector& w) {
      Vector back(2);
      for (Index i = 0; i < 2; ++i) back[i] = shift[i] + (t(i, 0) * now[0] + t(i, 1) * now[1]);
      emit(first, step, back[0]);
      emit(second, step, back[1]);
      if (norm(w) > Scalar(0)) emit(distance, step, apart(back, w));
      moved_.descend(now, rate);
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
    descend(start, rate, 60, [&](Index step, const Vector& w) {
      emit(Quantity::cost, step, cost_.cost(w));
      emit(Quantity::superposition, step, cost_.excess_after(step, start, rate));
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
    least_norm_moved(limit, emit);
  }

  /// The least-norm solution w̃ of Φ T w̃ = t in the least-squares sense beside `limit`, that of Φ,
  /// where T is the reflection H = I − 2/D·11', and then H S with S stretching coordinate j by 1 to
  /// 2. Leaves Φ H S in rows_.
  template <typename Emit>
  void least_norm_moved(const Vector& limit, const Emit& emit) {
    const Index n = rows_.rows(), d = rows_.cols();
    Targets fit(n);
    for (Index i = 0; i < n; ++i) fit[i] = product(i, limit);
    const auto difference = [&](const Vector& moved) {  // of the fitted values
      Targets change(n);
      for (Index i = 0; i < n; ++i) change[i] = product(i, moved) - fit[i];
      return std::sqrt(minnorm::dot(change.data(), change.data(), n) /
                       minnorm::dot(fit.data(), fit.data(), n));
    };
    for (Index i = 0; i < n; ++i) reflect(&rows_(i, 0), d);
    svd_.compute(rows_);
    Vector w = svd_.solve(targets_);
    emit(Quantity::rigid_fit, -1, difference(w));
    reflect(w.data(), d);
    emit(Quantity::rigid, -1, apart(w, limit));

    const auto stretch = [&](Index j) { return Scalar(1) + Scalar(j) / Scalar(d - 1); };
    for (Index j = 0; j < d; ++j) rows_.col(j) *= stretch(j);
    svd_.compute(rows_);
    w = svd_.solve(targets_);
    emit(Quantity::affine_fit, -1, difference(w));
    for (Index j = 0; j < d; ++j) w[j] *= stretch(j);
    reflect(w.data(), d);
    emit(Quantity::affine, -1, apart(w, limit));
  }

  /// v −= 2/size·(sum of v)·1
  static void reflect(Scalar* v, Index size) {
    Scalar sum(0);
    for (Index j = 0; j < size; ++j) sum += v[j];
    for (Index j = 0; j < size; ++j) v[j] -= Scalar(2) * sum / Scalar(size);
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
    Scalar bound = divergence(best, w, strength);
    for (Index step = 0; step <= 300; ++step) {
      emit(Quantity::excess, step, divergence(best, w, strength));
      emit(Quantity::bound, step, bound);
      step_once(w);
      bound *= Scalar(1) - rate * strength;
    }
    w = Scalar(5) * start_;
    for (Index step = 0; step < 100; ++step) {
      const Vector before = w;
      step_once(w);
      emit_assumptions(step, before, w, rate, strength, emit);
    }
  }

  /// C1, C2 and equations 18 and 19 for a step from w to `next`.
  template <typename Emit>
  void emit_assumptions(Index step, const Vector& w, const Vector& next, Scalar rate,
                        Scalar strength, const Emit& emit) const {
    const Scalar weight = Scalar(1) / Scalar(rows_.rows());
    const Vector move = next - w;
    const Scalar length = norm(move);
    Vector gradient = strength * w, change = strength * move;
    for (Index i = 0; i < rows_.rows(); ++i) {
      const Scalar* const x = rows_.data() + i * rows_.outerStride();
      const Scalar s = product(i, w) - targets_[i], moved = product(i, move), r = s + moved;
      const Scalar hr = std::sqrt(Scalar(1) + r * r), hs = std::sqrt(Scalar(1) + s * s);
      minnorm::axpy(weight * s / hs, x, gradient.data(), w.size());
      // h'(r) − h'(s) without cancellation
      const Scalar slope = moved * (Scalar(1) + hr * hs - r * s) / ((hr + hs) * hr * hs);
      minnorm::axpy(weight * slope, x, change.data(), w.size());
    }
    const Scalar remainder = divergence(w, next, strength);
    const Scalar squares = minnorm::dot(gradient.data(), gradient.data(), w.size());
    const Scalar fall = -minnorm::dot(gradient.data(), move.data(), w.size()) - remainder;
    emit(Quantity::convexity, step, Scalar(2) * remainder / (length * length));
    emit(Quantity::smoothness, step, norm(change) / length);
    emit(Quantity::fall, step, fall);
    emit(Quantity::least_fall, step, Scalar(0.5F) * rate * squares);
    emit(Quantity::most_excess, step, Scalar(0.5F) * squares / strength);
  }

  /// J(w) − J(v) − ∇J(v)'(w − v), without cancellation: J(w) above the least J if that is J(v). It
  /// is the mean of h(r) − h(s) − h'(s)(r − s) with h(r) = √(1 + r²), r and s a row's error at w
  /// and at v, which is (r − s)² / (h(s) (h(r) h(s) + 1 + r s)), and ½·strength·‖w − v‖².
  Scalar divergence(const Vector& v, const Vector& w, Scalar strength) const {
    const Vector difference = w - v;
    Scalar sum(0);
    for (Index i = 0; i < rows_.rows(); ++i) {
      const Scalar s = product(i, v) - targets_[i];
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
  Quadratic<Scalar, 2> moved_;
  Rows rows_;
  Targets targets_;
  Vector start_;
  minnorm::JacobiSVD<Rows, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
  minnorm::CompleteOrthogonalDecomposition<Tall> qr_;
};

}  // namespace experiments::descent
