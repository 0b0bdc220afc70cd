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
  projections,     ///< X·X⁺ and X⁺·X of the same matrices as in conditions
  subspaces,       ///< a vector's parts in the row space and the null space of zero_start's X
  solutions,       ///< other solutions of that problem
  residuals,       ///< the training residuals of descent from 0 on it, and their recursion
  deficient,       ///< flow and descent from 0 where X has less than full row rank
};

/// What a pseudoinverse or a solution comes from.
enum class Algorithm : std::uint8_t { JacobiSVD = 1, CompleteOrthogonalDecomposition };

/// The result of one part after the other on the paper's matrices (case 0), on a random problem
/// with more parameters than data (case 1), and on random matrices of each shape (the others).
///
/// `kappa` is σ₁/σ_rank. `step` is that of descent times σ₁², at most 1, in the parts zero_start,
/// any_start, plane, residuals and deficient, which have no `algorithm`. `at` and the values:
///
/// - conditions: at the ε of the Scalar, the residuals of conditions (i) to (iv).
/// - exercise1, exercise2: at the number of a row, 0, 1, …, of X⁺ or of the solution, its one or
///   two entries, then their errors in units in the last place.
/// - zero_start, any_start: at σ₁²t, the distances flow to limit, descent to limit, descent to
///   flow, and how far descent has moved in the null space, all divided by ‖limit‖.
/// - plane: at σ₁²t, w of the flow and w of descent.
/// - ridge: at λ/σ₁², the distance from X⁺y, divided by ‖X⁺y‖, of the least squares solution of
///   [X; √λ·I]·w = [y; 0], and how much of that the formula expects.
/// - projections: at the ε of the Scalar, ‖P² − P‖/‖P‖ and |tr P − rank|/rank for P = X·X⁺, and the
///   same for P = X⁺·X.
/// - subspaces: at 0, 1, …, of normal vectors w = r + n with r = X⁺Xw: |r·n|/(‖r‖·‖n‖),
///   ‖X·n‖/(σ₁‖n‖), |‖w‖² − ‖r‖² − ‖n‖²|/‖w‖², and ‖n‖/‖w‖.
/// - solutions: w = X⁺y + n with n in the null space, at ‖n‖/‖X⁺y‖: ‖w‖/‖X⁺y‖,
///   |‖w‖² − ‖X⁺y‖² − ‖n‖²|/‖w‖², ‖X·w − y‖/‖y‖, and |X⁺y·n|/(‖X⁺y‖·‖n‖).
/// - residuals: at σ₁²t, the norms of X·w − y of descent, of e ← (I − η·XXᵀ)·e from e = −y, and of
///   Σ (1 − ησ²)^steps·(uᵀy)·u, and the distance of the first two, divided by ‖y‖.
/// - deficient: at σ₁²t, the distances flow to limit and descent to limit, divided by ‖limit‖, and
///   ‖X·w − y‖ of descent and of the limit, divided by ‖y‖.
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
                                                         {"value4"},
                                                         {"step"}});
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
      constexpr auto taken = static_cast<std::uint32_t>(1 + shapes.size());
      compare_solutions(unit.random(taken), send);
      follow_residuals(send);
      solve_deficient(unit.random(taken + 1), send);
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
  static constexpr auto jacobi_svd = Algorithm::JacobiSVD,
                        complete_orthogonal = Algorithm::CompleteOrthogonalDecomposition;
  using Values = std::array<Scalar, 4>;
  using Conditions = MoorePenrose<Scalar, most>;
  using Matrix = typename Conditions::Matrix;
  using Normal = minnorm::BoundedMatrix<float, most, most>;
  using Flow = LeastSquaresFlow<Scalar, problem_rows, most>;
  using Weights = typename Flow::Weights;
  using Targets = typename Flow::Targets;
  static constexpr Index last = 512;  // of σ₁²t
  using Ridge = Eigen::Matrix<Scalar, problem_rows + most, most>;

  /// A row of what an algorithm gives.
  template <typename Send, typename Svd>
  static void report(Send&& send, const Svd& svd, Part part, Algorithm algorithm, Scalar at,
                     const Values& values) {
    report(send, svd, part, algorithm, Scalar(0), at, values);
  }

  /// A row of descent in steps of that size.
  template <typename Send, typename Svd>
  static void report(Send&& send, const Svd& svd, Part part, Scalar step, Scalar at,
                     const Values& values) {
    report(send, svd, part, Algorithm{}, step, at, values);
  }

  template <typename Send, typename Svd>
  static void report(Send&& send, const Svd& svd, Part part, Algorithm algorithm, Scalar step,
                     Scalar at, const Values& values) {
    const Index rank = svd.rank();
    const auto& sigma = svd.singularValues();
    send(std::array{Scalar(static_cast<int>(part)), Scalar(svd.rows()), Scalar(svd.cols()),
                    Scalar(rank), sigma[0] / sigma[rank - 1], Scalar(static_cast<int>(algorithm)),
                    at, values[0], values[1], values[2], values[3], step});
  }

  template <typename Vector>
  static Scalar square(const Vector& v) {
    return minnorm::dot(v.data(), v.data(), v.size());
  }
  static Scalar norm(const Weights& w) { return std::sqrt(square(w)); }
  static Scalar length(const Targets& e) { return std::sqrt(square(e)); }

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
    check_inverse(jacobi_svd, send);
    inverse_ = cod_.compute(x_).pseudoInverse();
    check_inverse(complete_orthogonal, send);
  }

  /// That inverse_ is x_'s.
  template <typename Send>
  void check_inverse(Algorithm algorithm, Send&& send) {
    report(send, svd_, Part::conditions, algorithm, epsilon, conditions_.residuals(x_, inverse_));
    report(send, svd_, Part::projections, algorithm, epsilon,
           conditions_.projections(x_, inverse_, svd_.rank()));
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
    const auto solve = [&](auto& algorithm, Algorithm number) {
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

  /// Theorems 1 and 2, on the problem of flow_.
  template <typename Send>
  void compare_solutions(numerics::Random random, Send&& send) {
    const auto& svd = flow_.svd();
    const Weights least = flow_.limit(Weights::Zero(most));
    const Scalar least_square = square(least);
    const Scalar scale = length(flow_.residuals(Weights::Zero(most)));
    for (int k = 0; k < 4; ++k) {
      Weights w(most);
      for (Scalar& value : w) value = Scalar(random.normal());
      const Weights in_null = flow_.in_null_space(w), in_rows = w - in_null;
      const Scalar null_square = square(in_null);
      const Targets image = flow_.residuals(in_null) - flow_.residuals(Weights::Zero(most));
      report(send, svd, Part::subspaces, complete_orthogonal, Scalar(k),
             {cosine(in_rows, in_null), length(image) / (svd.singularValues()[0] * norm(in_null)),
              std::abs(square(w) - (square(in_rows) + null_square)) / square(w),
              norm(in_null) / norm(w)});
      for (int power = -3; power <= 3; ++power) {
        const Scalar ratio = power < 0 ? Scalar(1) / Scalar(1 << -power) : Scalar(1 << power);
        const Weights added = in_null * (ratio * norm(least) / norm(in_null));
        const Weights other = least + added;
        report(send, svd, Part::solutions, complete_orthogonal, norm(added) / norm(least),
               {norm(other) / norm(least),
                std::abs(square(other) - (least_square + square(added))) / square(other),
                length(flow_.residuals(other)) / scale, cosine(least, added)});
      }
    }
  }

  /// |a·b|/(‖a‖·‖b‖)
  static Scalar cosine(const Weights& a, const Weights& b) {
    return std::abs(minnorm::dot(a.data(), b.data(), a.size())) / (norm(a) * norm(b));
  }

  /// Calls done(w, t) where σ₁²t is a power of 2, after that time of descent from 0, and
  /// before_step(η) before each step. The step is 1/σ₁² divided by `refinement`.
  template <typename BeforeStep, typename Done>
  void descend(Index refinement, BeforeStep&& before_step, Done&& done) {
    const Scalar step = Scalar(1) / Scalar(refinement);
    const Scalar eta = step * unit_time();
    Weights w = Weights::Zero(most);
    Index next = 1;
    for (Index k = 1; k <= last * refinement; ++k) {
      before_step(eta);
      flow_.descend(eta, w);
      if (k < next) continue;
      next *= 2;
      done(w, Scalar(k) * step);
    }
  }

  /// e(t + 1) = (I − η·XXᵀ)·e(t) of the residuals e = X·w − y: Schaeffer et al., Divergence at the
  /// Interpolation Threshold, appendix A.
  template <typename Send>
  void follow_residuals(Send&& send) {
    const typename Flow::Gram gram = flow_.gram();
    const Targets start = flow_.residuals(Weights::Zero(most));
    const Scalar scale = length(start);
    for (const Index refinement : {1, 8}) {
      Targets e = start;
      descend(
          refinement,
          [&](Scalar eta) {
            Targets slope = Targets::Zero(e.size());
            for (Index j = 0; j < e.size(); ++j) {
              minnorm::axpy(e[j], gram.col(j).data(), slope.data(), e.size());
            }
            minnorm::axpy(-eta, slope.data(), e.data(), e.size());
          },
          [&](const Weights& w, Scalar time) {
            const Targets measured = flow_.residuals(w);
            const Index steps = static_cast<Index>(time * Scalar(refinement));
            report(send, flow_.svd(), Part::residuals, Scalar(1) / Scalar(refinement), time,
                   {length(measured) / scale, length(e) / scale,
                    shrunk(start, unit_time() / Scalar(refinement), steps) / scale,
                    length(measured - e) / scale});
          });
    }
  }

  /// ‖(I − η·XXᵀ)^steps·e‖ by the singular values of X; `steps` is a power of 2.
  Scalar shrunk(const Targets& e, Scalar eta, Index steps) const {
    const auto& svd = flow_.svd();
    Scalar sum(0);
    for (Index r = 0; r < e.size(); ++r) {
      const Scalar sigma = svd.singularValues()[r];
      Scalar factor = Scalar(1) - eta * (sigma * sigma);
      for (Index k = 1; k < steps; k *= 2) factor *= factor;
      const Scalar left = factor * minnorm::dot(svd.matrixU().col(r).data(), e.data(), e.size());
      sum += left * left;
    }
    return std::sqrt(sum);
  }

  /// Two of five rows are sums of others, but for rounding, and y is no combination of columns.
  template <typename Send>
  void solve_deficient(numerics::Random random, Send&& send) {
    x_.resize(problem_rows, most);
    for (Index i = 0; i < problem_rows - 2; ++i) {
      for (Index j = 0; j < most; ++j) x_(i, j) = Scalar(random.normal());
    }
    for (Index i = problem_rows - 2; i < problem_rows; ++i) {
      x_.row(i) = x_.row(i - 3) + x_.row(i - 2);
    }
    Targets y(problem_rows);
    for (Scalar& value : y) value = Scalar(random.normal());
    flow_.set(x_, y);
    const Weights zero = Weights::Zero(most), limit = flow_.limit(zero);
    const Scalar left = length(flow_.residuals(limit)) / length(y);
    for (const Index refinement : {1, 8}) {
      descend(
          refinement, [](Scalar) {},
          [&](const Weights& w, Scalar time) {
            const Weights exact = flow_.at(time * unit_time(), zero);
            report(send, flow_.svd(), Part::deficient, Scalar(1) / Scalar(refinement), time,
                   {norm(exact - limit) / norm(limit), norm(w - limit) / norm(limit),
                    length(flow_.residuals(w)) / length(y), left});
          });
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
