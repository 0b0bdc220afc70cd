// SPDX-License-Identifier: MIT
#pragma once

#include "experiments/precision/inputs.hpp"
#include "experiments/precision/scalars.hpp"
#include "experiments/precision/solvers/cgls.hpp"
#include "experiments/precision/solvers/cholesky.hpp"
#include "experiments/precision/solvers/cod.hpp"
#include "experiments/precision/solvers/eigen_jacobi.hpp"
#include "experiments/precision/solvers/jacobi.hpp"
#include "experiments/precision/solvers/qr.hpp"
#include "experiments/precision/solvers/refined.hpp"
#include "experiments/precision/system.hpp"

/// What of a float32 curve's peak is the solver's: least squares near the interpolation threshold
/// by many solvers, each in many arithmetics.
namespace experiments::precision {

template <typename... All>
struct List {
  static constexpr Index size = sizeof...(All);
};

using Solvers = List<Jacobi, JacobiDefault, JacobiColumns, Cod, Qr, LqSorted, Cholesky, CholeskyEps,
                     CholeskySqrtEps, CholeskyOptimal, EigenJacobi, Cgls, Refined>;

/// A solver in an arithmetic: a case.
template <typename Solver_, typename Arithmetic_>
struct Pair {
  using Solver = Solver_;
  using Arithmetic = Arithmetic_;

  /// `solver/arithmetic`.
  static constexpr auto text = [] {
    std::array<char, Solver::name.size() + 1 + Arithmetic::name.size()> joined{};
    auto at = std::copy(Solver::name.begin(), Solver::name.end(), joined.begin());
    *at++ = '/';
    std::copy(Arithmetic::name.begin(), Arithmetic::name.end(), at);
    return joined;
  }();
  static constexpr std::string_view name{text.data(), text.size()};
};

/// Whether there is that case. Refinement has its residuals in double length of the scalar, which
/// the double-length scalars do not have.
template <typename Solver, typename Arithmetic>
inline constexpr bool is_offered =
    !(std::is_same_v<Solver, Refined> && std::is_same_v<Arithmetic, FloatFloat>);

template <typename... Lists>
struct Joined;
template <typename... A, typename... B, typename... Rest>
struct Joined<List<A...>, List<B...>, Rest...> : Joined<List<A..., B...>, Rest...> {};
template <typename All>
struct Joined<All> {
  using Type = All;
};

template <typename Arithmetic, typename Solvers>
struct CasesIn;
template <typename Arithmetic, typename... Solver>
struct CasesIn<Arithmetic, List<Solver...>>
    : Joined<List<>, std::conditional_t<is_offered<Solver, Arithmetic>,
                                        List<Pair<Solver, Arithmetic>>, List<>>...> {};

/// Every solver in every arithmetic, and the reference: what the host holds all others against.
using Cases =
    Joined<typename CasesIn<Float32, Solvers>::Type, typename CasesIn<Float32Fma, Solvers>::Type,
           typename CasesIn<FloatFloat, Solvers>::Type, typename CasesIn<Float64, Solvers>::Type,
           typename CasesIn<Binary16, Solvers>::Type, typename CasesIn<Bfloat16, Solvers>::Type,
           List<Pair<LqSorted, DoubleDouble>>>::Type;

/// A repeat is a split, whose rows are loaded; a case of it fits its first n rows for each n of
/// `sizes`. A fit is a row of `solutions`, and what it cost one of `costs`, which no other board
/// shares; `rests` are what β's rounding to Scalar left out, of a double-double alone. The host
/// rounds and scales the rows, and takes all errors.
template <typename Scalar, Capacity capacity>
class Experiment {
  static constexpr auto width = static_cast<std::size_t>(capacity.features);

 public:
  static constexpr auto solution_columns = std::to_array<Column>(
      {{"n"}, {"status", 1, labels<Status>}, {"rank"}, {"iterations"}, {"beta", width}});
  static constexpr auto rest_columns = std::to_array<Column>({{"n"}, {"beta", width}});
  static constexpr auto cost_columns = std::to_array<Column>({{"n"}, {"cycles"}});
  static constexpr std::array<Table, 3> tables{
      {{"solutions", solution_columns}, {"rests", rest_columns}, {"costs", cost_columns}}};
  static constexpr auto inputs = inputs_for(capacity);
  static constexpr Index cases = Cases::size;
  static constexpr Index repeats = 50;
  static constexpr auto case_names = []<typename... Case>(List<Case...>) {
    return std::array<std::string_view, sizeof...(Case)>{Case::name...};
  }(Cases{});
  static constexpr std::array<Parameter, 2> parameters{
      {{"rows", capacity.rows}, {"features", capacity.features}}};

  std::string_view check(const Loaded<Scalar>& given) const {
    return Inputs<Scalar>::check(given, capacity);
  }

  template <typename Send>
  void compute(const Unit& unit, const Loaded<Scalar>& given, Send&& send) {
    const auto inputs = Inputs<Scalar>::of(given);
    [&]<typename... Case>(List<Case...>) {
      Index number = 0;
      ((number++ == unit.case_number ? fit_all<Case>(inputs, send) : void()), ...);
    }(Cases{});
    for (std::size_t k = 0; k < inputs.sizes.size(); ++k) {
      send(TableNumber<2>{}, std::array{inputs.sizes[k], Scalar(cycles_[k])});
    }
  }

 private:
  template <typename Case, typename Send>
  [[gnu::noinline]] void fit_all(const Inputs<Scalar>& inputs, Send& send) {
    for (std::size_t k = 0; k < inputs.sizes.size(); ++k) {
      fit<Case>(inputs, k, send);
    }
  }

  template <typename Case, typename Send>
  [[gnu::noinline]] void fit(const Inputs<Scalar>& inputs, std::size_t k, Send& send) {
    using Number = typename Case::Arithmetic::Scalar;
    using ThisSystem = System<Number, capacity.rows, capacity.features>;
    const Index n = Inputs<Scalar>::whole(inputs.sizes[k]), d = inputs.features;
    ThisSystem system;
    Solution<ThisSystem> solution;
    system.x.resize(n, d);
    system.y.resize(n);
    system.ridge = inputs.ridges[k];
    bool is_finite = true;
    const auto taken = [&](double value) {
      const auto rounded = numerics::rounded<Number>(value);
      is_finite = is_finite && (Eigen::numext::isfinite)(numerics::value(rounded));
      return rounded;
    };
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < d; ++j) system.x(i, j) = taken(inputs.row(i)[j]);
      system.y[i] = taken(inputs.row(i)[d]);
    }
    solution.beta.setZero(d);
    cycles_[k] = 0;
    if (is_finite) {
      const std::uint32_t start = send.cycles();
      Case::Solver::solve(system, solution);
      cycles_[k] = send.cycles() - start;
    } else {
      solution.status = Status::invalid_input;
    }
    report(n, solution, send);
  }

  /// Not inlined: a row need not stay on the stack while the next fit is made.
  template <typename Solution, typename Send>
  [[gnu::noinline]] static void report(Index n, Solution& solution, Send& send) {
    using Number = typename decltype(solution.beta)::Scalar;
    std::array<Scalar, 4 + width> row{};
    Scalar* const beta = row.data() + 4;
    bool is_finite = true;
    for (Index j = 0; j < solution.beta.size(); ++j) {
      beta[j] = numerics::value(solution.beta[j]);
      is_finite = is_finite && (Eigen::numext::isfinite)(beta[j]);
    }
    const auto counts = [&] {
      return solution.status == Status::ok || solution.status == Status::unfinished;
    };
    if (!is_finite && counts()) solution.status = Status::overflow;
    if (!counts()) std::fill(row.begin(), row.end(), Scalar(0));
    row[0] = Scalar(n);
    row[1] = Scalar(static_cast<int>(solution.status));
    row[2] = Scalar(solution.rank);
    row[3] = Scalar(solution.iterations);
    send(TableNumber<0>{}, row);
    if constexpr (std::is_same_v<Number, typename DoubleDouble::Scalar>) {
      std::array<Scalar, 1 + width> rest{};
      rest[0] = Scalar(n);
      for (Index j = 0; j < solution.beta.size(); ++j) {
        rest[1 + j] = numerics::rest(solution.beta[j]);
      }
      send(TableNumber<1>{}, rest);
    }
  }

  std::array<std::uint32_t, static_cast<std::size_t>(capacity.rows)> cycles_;
};

}  // namespace experiments::precision
