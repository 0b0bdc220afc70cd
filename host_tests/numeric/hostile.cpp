// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <minnorm/minnorm.hpp>

#include <algorithm>
#include <cstdio>
#include <span>
#include <thread>
#include <vector>

#include "ratios_of.hpp"
#include "reference.hpp"

namespace numeric_test {
namespace {

using kernel_cases::Sequence;

template <typename Values>
auto& at(Values& values, Measure measure) {
  return values[static_cast<std::size_t>(measure)];
}

struct Judged {
  Measures measures{};
  bool converged = true;
  bool ordered = true;
  bool lostByRange = false;
};

/// Singular values below this part of the largest may be lost to the range of float: ACCURACY.md.
constexpr double withinRange = 1e-30;

/// A singular value of 0 is lost if it has this many of its units.
constexpr double lostAbove = 8;

/// How far errors of ulp times each column, and of ulp times each row, move the singular values to
/// first order.
struct Units {
  Eigen::VectorXd byColumns, byRows;
};

Units unitsOf(const Eigen::MatrixXd& a, const Reference& reference) {
  const auto unit = [&](const auto& norms) {
    return norms
        .unaryExpr(
            [&](double norm) { return errorUnit<float>(norm, std::max(a.rows(), a.cols())); })
        .eval();
  };
  return {unit(reference.v.cwiseAbs().transpose() * a.colwise().norm().transpose()),
          unit(reference.u.cwiseAbs().transpose() * a.rowwise().norm())};
}

/// The least factor c for which some singular values, each off by at most c of its units, have
/// `sigma` as number k in decreasing order.
double errorInOrder(double sigma, Index k, const Eigen::VectorXd& expected,
                    const Eigen::VectorXd& units) {
  const Eigen::ArrayXd above = (sigma - expected.array()) / units.array();
  Eigen::ArrayXd up = above.max(0), down = (-above).max(0);
  std::sort(up.begin(), up.end());
  std::sort(down.begin(), down.end());
  return std::max(up[k], down[expected.size() - 1 - k]);
}

/// The error of each singular value through what errors of columns and rows may do to it; and
/// whether one is 0 that either of them alone would leave.
void judgeEachSigma(const Eigen::MatrixXd& a, const Eigen::VectorXf& sigma, Judged& judged) {
  const Reference reference = referenceSvd(a);
  constexpr auto most = static_cast<double>(std::numeric_limits<float>::max());
  const Eigen::VectorXd expected = reference.sigma.cwiseMin(most);
  const auto [byColumns, byRows] = unitsOf(a, reference);
  const double range = withinRange * expected[0];
  const Eigen::VectorXd both = byColumns.cwiseMax(byRows), either = byColumns.cwiseMin(byRows);
  double& largest = at(judged.measures, Measure::eachSigma);
  double& lost = at(judged.measures, Measure::lost);
  for (Index k = 0; k < sigma.size(); ++k) {
    const double computed = std::min(static_cast<double>(sigma[k]), most);
    largest = std::max(largest, errorInOrder(computed, k, expected, both.cwiseMax(range)));
    if (computed != 0) continue;
    lost = std::max(lost, errorInOrder(0, k, expected, either.cwiseMax(range)));
    judged.lostByRange = judged.lostByRange || errorInOrder(0, k, expected, either) > lostAbove;
  }
}

/// Decomposes `a` as a Matrix, with all factors and none.
template <typename Matrix, typename Scalar = typename Matrix::Scalar>
Judged judge(const SmallMatrix<Scalar>& a, bool withReference) {
  constexpr int full = Eigen::ComputeFullU | Eigen::ComputeFullV;
  const Matrix matrix = a;
  const minnorm::JacobiSVD<Matrix, full> svd(matrix);
  const minnorm::JacobiSVD<Matrix, minnorm::ValuesOnly> alone(matrix);
  const Ratios ratios = ratiosOf(matrix, svd);
  Judged judged;
  judged.converged = ratios.succeeded && alone.info() == Eigen::Success;
  judged.ordered = ratios.ordered;
  const double difference =
      differenceRatio(svd.singularValues(), alone.singularValues(), std::max(a.rows(), a.cols()));
  judged.measures = {static_cast<double>(std::max(svd.sweeps(), alone.sweeps())), ratios.residual,
                     ratios.u, ratios.v, difference};
  if constexpr (std::is_same_v<Scalar, float>) {
    if (withReference) judgeEachSigma(a.template cast<double>(), svd.singularValues(), judged);
  }
  for (double& measure : judged.measures) {
    if (std::isnan(measure)) measure = HUGE_VAL;
  }
  return judged;
}

/// A shape of the search, and the type it is decomposed as.
template <typename Scalar>
struct Type {
  Index rows, cols;
  Judged (*judge)(const SmallMatrix<Scalar>& a, bool withReference);
};

template <typename Scalar, int Rows, int Cols>
constexpr Type<Scalar> fixed{Rows, Cols, judge<Eigen::Matrix<Scalar, Rows, Cols>>};

template <typename Scalar>
std::span<const Type<Scalar>> fixedTypes() {
  if constexpr (std::is_same_v<Scalar, float>) {
    static constexpr std::array all{fixed<float, 2, 2>, fixed<float, 3, 3>, fixed<float, 4, 4>,
                                    fixed<float, 5, 5>, fixed<float, 6, 6>, fixed<float, 8, 8>,
                                    fixed<float, 4, 3>, fixed<float, 6, 3>, fixed<float, 3, 4>,
                                    fixed<float, 4, 6>, fixed<float, 1, 3>, fixed<float, 3, 1>};
    return all;
  } else {
    static constexpr std::array all{fixed<double, 2, 2>, fixed<double, 3, 3>, fixed<double, 4, 4>,
                                    fixed<double, 6, 3>, fixed<double, 4, 6>};
    return all;
  }
}

template <typename Scalar>
Type<Scalar> anyType(Sequence& sequence) {
  const std::span<const Type<Scalar>> types = fixedTypes<Scalar>();
  if (sequence.below(3) > 0)
    return types[static_cast<std::size_t>(sequence.below(static_cast<std::int32_t>(types.size())))];
  const auto size = [&] { return 1 + sequence.below(sequence.below(4) == 0 ? 8 : 6); };
  const Index rows = size(), cols = size();
  return {rows, cols, judge<SmallMatrix<Scalar>>};
}

template <typename Scalar>
struct Candidate {
  Type<Scalar> type;
  SmallMatrix<Scalar> matrix;
};

template <typename Scalar>
Candidate<Scalar> anyCandidate(Sequence& sequence) {
  const Type<Scalar> type = anyType<Scalar>(sequence);
  return {type, hostileMatrix<Scalar>(type.rows, type.cols, sequence)};
}

/// One thread's part of the search.
template <typename Scalar>
class Search {
 public:
  void draw(std::uint32_t number) {
    Sequence sequence(number);
    judged(anyCandidate<Scalar>(sequence), true);
  }

  /// Climbs towards one measure from the worst of some matrices, and ends where no change has made
  /// it worse for long.
  void climb(std::uint32_t number) {
    constexpr int starts = 100, patience = 3000;
    const auto goal = static_cast<std::size_t>(number % std::uint32_t(Measure::count));
    const bool withReference = static_cast<Measure>(goal) >= Measure::eachSigma;
    Sequence sequence(~number);
    Candidate<Scalar> best;
    double height = -1;
    for (int start = 0; start < starts; ++start) {
      const Candidate<Scalar> candidate = anyCandidate<Scalar>(sequence);
      const double value = judged(candidate, withReference)[goal];
      if (value > height) {
        height = value;
        best = candidate;
      }
    }
    for (int stale = 0; stale < patience; ++stale) {
      Candidate<Scalar> changed = best;
      mutate(changed.matrix, sequence);
      const double value = judged(changed, withReference)[goal];
      if (value < height) continue;
      if (value > height) stale = 0;
      height = value;
      best = changed;
    }
  }

  const Hostile<Scalar>& found() const { return m_found; }

 private:
  Measures judged(const Candidate<Scalar>& candidate, bool withReference) {
    const Judged judged = candidate.type.judge(candidate.matrix, withReference);
    ++m_found.matrices;
    m_found.unconverged += judged.converged ? 0 : 1;
    m_found.disordered += judged.ordered ? 0 : 1;
    const bool lost = at(judged.measures, Measure::lost) > lostAbove;
    m_found.lost += lost ? 1 : 0;
    m_found.lostByRange += judged.lostByRange && !lost ? 1 : 0;
    for (std::size_t i = 0; i < judged.measures.size(); ++i) {
      if (judged.measures[i] <= m_found.worst[i].value) continue;
      m_found.worst[i] = {judged.measures[i], candidate.matrix,
                          candidate.type.judge == judge<SmallMatrix<Scalar>>};
    }
    return judged.measures;
  }

  Hostile<Scalar> m_found;
};

template <typename Scalar>
void include(Hostile<Scalar>& all, const Hostile<Scalar>& part) {
  all.matrices += part.matrices;
  all.unconverged += part.unconverged;
  all.disordered += part.disordered;
  all.lost += part.lost;
  all.lostByRange += part.lostByRange;
  for (std::size_t i = 0; i < all.worst.size(); ++i) {
    if (part.worst[i].value > all.worst[i].value) all.worst[i] = part.worst[i];
  }
}

std::string hexadecimal(double value) {
  std::array<char, 40> text{};
  const int length = std::snprintf(text.data(), text.size(), "%a", value);
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

template <typename Scalar>
Hostile<Scalar> searchHostile(const Effort& effort) {
  const auto end = std::chrono::steady_clock::now() + effort.duration;
  std::vector<Search<Scalar>> parts(effort.threads);
  std::vector<std::thread> threads;
  for (unsigned part = 0; part < effort.threads; ++part) {
    threads.emplace_back([&effort, &search = parts[part], part, end] {
      for (std::uint64_t number = part; number < effort.matrices; number += effort.threads)
        search.draw(static_cast<std::uint32_t>(number));
      for (std::uint32_t number = part;
           number < effort.climbs || std::chrono::steady_clock::now() < end;
           number += effort.threads)
        search.climb(number);
    });
  }
  Hostile<Scalar> all;
  for (unsigned part = 0; part < effort.threads; ++part) {
    threads[part].join();
    include(all, parts[part].found());
  }
  return all;
}

template <typename Scalar>
std::string worstOf(const Hostile<Scalar>& hostile) {
  static constexpr std::array names{"sweeps",       "residual",   "u",   "v",
                                    "values alone", "each sigma", "lost"};
  std::string lines;
  for (std::size_t i = 0; i < hostile.worst.size(); ++i) {
    const auto& worst = hostile.worst[i];
    if (!(worst.value > 0)) continue;
    std::array<char, 40> value{};
    std::snprintf(value.data(), value.size(), "%.3g", worst.value);
    lines += std::string("{\"scalar\": \"") + (sizeof(Scalar) == 4 ? "float" : "double") +
             "\", \"measure\": \"" + names[i] + "\", \"value\": \"" + value.data() +
             "\", \"type\": \"" + (worst.bounded ? "bounded" : "fixed") + "\", \"columns\": [";
    for (Index j = 0; j < worst.matrix.cols(); ++j) {
      lines += j == 0 ? "[" : ", [";
      for (Index row = 0; row < worst.matrix.rows(); ++row)
        lines += (row == 0 ? "\"" : ", \"") +
                 hexadecimal(static_cast<double>(worst.matrix(row, j))) + "\"";
      lines += "]";
    }
    lines += "]}\n";
  }
  return lines;
}

template Hostile<float> searchHostile(const Effort&);
template Hostile<double> searchHostile(const Effort&);
template std::string worstOf(const Hostile<float>&);
template std::string worstOf(const Hostile<double>&);

}  // namespace numeric_test
