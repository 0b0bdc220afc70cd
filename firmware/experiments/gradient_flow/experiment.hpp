// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/complete_orthogonal_decomposition.hpp>
#include <minnorm/jacobi_svd.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "experiments/experiment.hpp"
#include "experiments/gradient_flow/least_squares_flow.hpp"
#include "experiments/gradient_flow/moore_penrose.hpp"

/// The pseudoinverse, and the gradient flow that ends in it: Batra, Gradient Flow Implicitly
/// Regularizes to the Minimum-Norm Solution in Overparameterized Linear Regression (2025).
namespace experiments::gradient_flow {

/// What a row of the table is about.
enum class Part : std::uint8_t {
  conditions = 1,  ///< the Moore–Penrose conditions on one matrix
  exercise1,       ///< a row of the pseudoinverse of [1 2 0; 0 2 2]
  exercise2,       ///< the solution of least norm of x₁ + 2x₂ = 4
  zero_start,      ///< flow and descent from w = 0 on one problem
  any_start,       ///< the same from another w
  plane,           ///< the same on exercise 2, to be drawn
  ridge,           ///< ridge regression on the problem of zero_start
};

/// What a pseudoinverse or a solution comes from.
enum class Algorithm : std::uint8_t { JacobiSVD = 1, CompleteOrthogonalDecomposition };

/// The result of one part after the other on the paper's matrices (case 0), on a random problem
/// with more parameters than data (case 1), and on random matrices of each shape (the others).
///
/// `kappa` is σ₁/σ_rank. `algorithm` is an Algorithm, but in
/// the parts zero_start, any_start and plane the step of descent times σ₁², at most 1. `at` and the
/// values:
///
/// - conditions: at the ε of the Scalar, the residuals of conditions (i) to (iv).
/// - exercise1, exercise2: at the number of a row, 0, 1, …, of X⁺ or of the solution, its one or
///   two entries, then their errors in units in the last place.
/// - zero_start, any_start: at σ₁²t, the distances flow to limit, descent to limit, descent to
///   flow, and how far descent has moved in the null space, all divided by ‖limit‖.
/// - plane: at σ₁²t, w of the flow and w of descent.
/// - ridge: at λ/σ₁², the distance from X⁺y, divided by ‖X⁺y‖, of the least squares solution of
///   [X; √λ·I]·w = [y; 0], and how much of that the formula expects.
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns = std::to_array<Column>({{"part", 1, labels<Part>},
                                                         {"rows"},
                                                         {"columns"},
                                                         {"rank"},
                                                         {"kappa"},
                                                         {"algorithm", 1, labels<Algorithm>},
                                                         {"at"},
                                                         {"value1"},
                                                         {"value2"},
                                                         {"value3"},
                                                         {"value4"}});
  struct Shape {
    Index rows, columns, rank;
  };
  static constexpr std::array<Shape, 6> shapes{
      {{20, 8, 8}, {8, 20, 8}, {16, 16, 16}, {20, 8, 5}, {8, 20, 5}, {16, 16, 10}}};
  static constexpr Index cases = 2 + shapes.size();
  static constexpr Index repeats = 20;

  template <typename Send>
  void compute(const Unit& unit, Send&& send) {
    if (unit.case_number == 0) {
      set_first_exercise();
      check_conditions(send);
      set_second_exercise();
      check_conditions(send);
      solve_exercises(send);
      draw_plane(send);
    } else if (unit.case_number == 1) {
      solve_random(unit.random(0), send);
    } else {
      const auto shape = static_cast<std::size_t>(unit.case_number - 2);
      auto random = unit.random(static_cast<std::uint32_t>(1 + shape));
      for (int grade = 0; grade <= 15; grade += 3) {
        draw(random, shapes[shape], grade);
        check_conditions(send);
      }
    }
  }

 private:
  static constexpr Index most = 20;  // rows and columns
  static constexpr Index problem_rows = 5;
  static constexpr auto epsilon = std::numeric_limits<Scalar>::epsilon();
  static constexpr auto jacobi_svd = Scalar(static_cast<int>(Algorithm::JacobiSVD)),
                        complete_orthogonal =
                            Scalar(static_cast<int>(Algorithm::CompleteOrthogonalDecomposition));
  using Values = std::array<Scalar, 4>;
  using Conditions = MoorePenrose<Scalar, most>;
  using Matrix = typename Conditions::Matrix;
  using Normal = minnorm::BoundedMatrix<float, most, most>;
  using Flow = LeastSquaresFlow<Scalar, problem_rows, most>;
  using Weights = typename Flow::Weights;
  using Targets = typename Flow::Targets;
  using Ridge = Eigen::Matrix<Scalar, problem_rows + most, most>;

  template <typename Send, typename Svd>
  static void report(Send&& send, const Svd& svd, Part part, Scalar algorithm, Scalar at,
                     const Values& values) {
    const Index rank = svd.rank();
    const auto& sigma = svd.singularValues();
    send(std::array{Scalar(static_cast<int>(part)), Scalar(svd.rows()), Scalar(svd.cols()),
                    Scalar(rank), sigma[0] / sigma[rank - 1], algorithm, at, values[0], values[1],
                    values[2], values[3]});
  }

  static Scalar norm(const Weights& w) {
    return std::sqrt(minnorm::dot(w.data(), w.data(), w.size()));
  }

  /// Normal numbers with other singular values, 1 to 2^-grade in equal ratios but for rounding of
  /// the exponent. For less than full rank, halves of the first rows stand below them, so that it
  /// is exact.
  void draw(numerics::Random& random, const Shape& shape, int grade) {
    const Index full = std::min(shape.rows, shape.columns);
    const Index drawn = shape.rank < full ? shape.rank : shape.rows;
    normal_.resize(drawn, shape.columns);
    for (float& value : normal_.reshaped()) value = random.normal();
    normal_svd_.compute(normal_);
    normal_.setZero();
    for (Index k = 0; k < shape.rank; ++k) {
      const auto halvings = static_cast<unsigned>(grade * k / (shape.rank - 1));
      const float sigma = 1.0F / static_cast<float>(1U << halvings);
      const float* const u = normal_svd_.matrixU().col(k).data();
      for (Index j = 0; j < shape.columns; ++j) {
        minnorm::axpy(sigma * normal_svd_.matrixV()(j, k), u, normal_.col(j).data(), drawn);
      }
    }
    x_.resize(shape.rows, shape.columns);
    x_.topRows(drawn) = normal_.template cast<Scalar>();
    for (Index i = drawn; i < shape.rows; ++i) x_.row(i) = x_.row(i - drawn) / Scalar(2);
  }

  /// Of x_.
  template <typename Send>
  void check_conditions(Send&& send) {
    svd_.compute(x_);
    inverse_ = svd_.pseudoInverse();
    report(send, svd_, Part::conditions, jacobi_svd, epsilon, conditions_.residuals(x_, inverse_));
    inverse_ = cod_.compute(x_).pseudoInverse();
    report(send, svd_, Part::conditions, complete_orthogonal, epsilon,
           conditions_.residuals(x_, inverse_));
  }

  /// The distance of `value` from an exact one, 0 < |exact| < 2, in units in the last place.
  static Scalar units(Scalar value, Scalar exact) {
    Scalar unit = epsilon;
    while (unit * (Scalar(1) / epsilon) > std::abs(exact)) unit /= Scalar(2);
    return std::abs(value - exact) / unit;
  }

  template <typename Send>
  void solve_exercises(Send&& send) {
    constexpr std::array<std::array<Scalar, 2>, 3> inverse{{{Scalar(1) / 3, Scalar(-1) / 6},
                                                            {Scalar(1) / 3, Scalar(1) / 12},
                                                            {Scalar(-1) / 3, Scalar(5) / 12}}};
    constexpr std::array<Scalar, 2> solution{Scalar(4) / 5, Scalar(8) / 5};
    const auto solve = [&](auto& algorithm, Scalar number) {
      set_first_exercise();
      svd_.compute(x_);
      inverse_ = algorithm.compute(x_).pseudoInverse();
      for (Index i = 0; i < 3; ++i) {
        const auto& [a, b] = inverse[static_cast<std::size_t>(i)];
        report(
            send, svd_, Part::exercise1, number, Scalar(i),
            {inverse_(i, 0), inverse_(i, 1), units(inverse_(i, 0), a), units(inverse_(i, 1), b)});
      }
      set_second_exercise();
      svd_.compute(x_);
      inverse_ = algorithm.compute(x_).solve(Matrix::Constant(1, 1, target));
      for (Index i = 0; i < 2; ++i) {
        const Scalar exact = solution[static_cast<std::size_t>(i)];
        report(send, svd_, Part::exercise2, number, Scalar(i),
               {inverse_(i, 0), Scalar(0), units(inverse_(i, 0), exact), Scalar(0)});
      }
    };
    solve(svd_, jacobi_svd);
    solve(cod_, complete_orthogonal);
  }

  void set_first_exercise() {
    x_.resize(2, 3);
    x_ << Scalar(1), Scalar(2), Scalar(0), Scalar(0), Scalar(2), Scalar(2);
  }
  void set_second_exercise() {
    x_.resize(1, 2);
    x_ << Scalar(1), Scalar(2);
  }

  /// Exercises 2 and 3: from anywhere straight towards the solutions of x₁ + 2x₂ = 4.
  template <typename Send>
  void draw_plane(Send&& send) {
    constexpr Scalar step(0.25);
    constexpr std::array<std::array<Scalar, 2>, 4> starts{{{Scalar(0), Scalar(0)},
                                                           {Scalar(3), Scalar(-1)},
                                                           {Scalar(4), Scalar(2)},
                                                           {Scalar(-1), Scalar(0)}}};
    set_second_exercise();
    flow_.set(x_, Flow::Targets::Constant(1, target));
    const Scalar unit = unit_time();
    for (const auto& start : starts) {
      Weights origin(2);
      origin << start[0], start[1];
      Weights w = origin;
      for (Index k = 0; k <= 16; ++k) {
        const Scalar time = Scalar(k) * step;
        const Weights exact = flow_.at(time * unit, origin);
        report(send, flow_.svd(), Part::plane, step, time, {exact[0], exact[1], w[0], w[1]});
        flow_.descend(step * unit, w);
      }
    }
  }

  /// 1/σ₁²
  Scalar unit_time() const {
    const Scalar sigma = flow_.svd().singularValues()[0];
    return Scalar(1) / (sigma * sigma);
  }

  template <typename Send>
  void solve_random(numerics::Random random, Send&& send) {
    x_.resize(problem_rows, most);
    for (Index i = 0; i < problem_rows; ++i) {
      for (Index j = 0; j < most; ++j) x_(i, j) = Scalar(random.normal());
    }
    Targets y(problem_rows);
    for (Scalar& value : y) value = Scalar(random.normal());
    flow_.set(x_, y);
    Weights start = Weights::Zero(most);
    regularize(start, y, send);
    follow(Part::zero_start, start, send);
    for (Scalar& value : start) value = Scalar(random.normal());
    follow(Part::any_start, start, send);
  }

  template <typename Send>
  void follow(Part part, const Weights& start, Send&& send) {
    constexpr Index last = 512;  // of σ₁²t
    const Weights limit = flow_.limit(start);
    const Scalar length = norm(limit);
    const Scalar unit = unit_time();
    for (const Index refinement : {1, 8, 64}) {
      const Scalar step = Scalar(1) / Scalar(refinement);
      Weights w = start;
      Index next = 1;
      for (Index k = 1; k <= last * refinement; ++k) {
        flow_.descend(step * unit, w);
        if (k < next) continue;
        next *= 2;
        const Scalar time = Scalar(k) * step;
        const Weights exact = flow_.at(time * unit, start);
        report(send, flow_.svd(), part, step, time,
               {norm(exact - limit) / length, norm(w - limit) / length, norm(w - exact) / length,
                norm(flow_.in_null_space(w - start)) / length});
      }
    }
  }

  /// Ridge regression for λ = σ₁² to σ₁²/4¹⁶.
  template <typename Send>
  void regularize(const Weights& zero, const Targets& y, Send&& send) {
    const Weights limit = flow_.limit(zero);
    const auto& svd = flow_.svd();
    const Scalar largest = svd.singularValues()[0];
    for (int k = 0; k <= 16; ++k) {
      const Scalar ratio = Scalar(1) / Scalar(std::int64_t{1} << (2 * k));
      const Scalar root = largest / Scalar(std::int64_t{1} << k);
      ridge_.setZero();
      ridge_.topRows(problem_rows) = x_;
      ridge_.bottomRows(most).diagonal().setConstant(root);
      ridge_targets_.setZero();
      ridge_targets_.head(problem_rows) = y;
      const Weights w = ridge_cod_.compute(ridge_).solve(ridge_targets_);
      Weights gap = Weights::Zero(most);
      for (Index r = 0; r < svd.rank(); ++r) {
        const Scalar sigma = svd.singularValues()[r];
        const Scalar lost = root * root / (sigma * sigma + root * root);
        const auto v = svd.matrixV().col(r);
        minnorm::axpy(lost * minnorm::dot(v.data(), limit.data(), most), v.data(), gap.data(),
                      most);
      }
      report(send, svd, Part::ridge, complete_orthogonal, ratio,
             {norm(w - limit) / norm(limit), norm(gap) / norm(limit), Scalar(0), Scalar(0)});
    }
  }

  static constexpr Scalar target = 4;  // of exercise 2
  Matrix x_, inverse_;
  minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV> svd_;
  minnorm::CompleteOrthogonalDecomposition<Matrix> cod_;
  Conditions conditions_;
  Normal normal_;
  minnorm::JacobiSVD<Normal, Eigen::ComputeThinU | Eigen::ComputeThinV> normal_svd_;
  Flow flow_;
  Ridge ridge_;
  Eigen::Matrix<Scalar, problem_rows + most, 1> ridge_targets_;
  minnorm::CompleteOrthogonalDecomposition<Ridge> ridge_cod_;
};

}  // namespace experiments::gradient_flow
