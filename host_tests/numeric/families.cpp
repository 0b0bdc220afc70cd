// SPDX-License-Identifier: MIT
#include "families.hpp"

#include <lapacke.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace numeric_test {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

double uniform(Random& random) { return static_cast<double>(random()) * 0x1p-31 - 1.0; }

MatrixXd random(Index rows, Index cols, Random& random) {
  return MatrixXd::NullaryExpr(rows, cols, [&] { return uniform(random); });
}

/// LAPACK's generator of test matrices, dlatms. mode: 1 one large singular value; 2 one small; 3
/// geometric; 4 arithmetic; 5 random with uniform logarithms; 6 random; 0 as given in `values`.
MatrixXd latms(Index rows, Index cols, int mode, double condition, bool diagonal, Random& random,
               VectorXd values = {}) {
  const auto m = static_cast<lapack_int>(rows), n = static_cast<lapack_int>(cols);
  values.conservativeResize(std::min(rows, cols));
  std::array<lapack_int, 4> seed;
  for (lapack_int& part : seed) part = static_cast<lapack_int>(random() % 4096);
  seed[3] |= 1;
  MatrixXd matrix = MatrixXd::Zero(rows, cols);
  LAPACKE_dlatms(LAPACK_COL_MAJOR, m, n, 'S', seed.data(), 'N', values.data(), mode, condition, 1.0,
                 diagonal ? 0 : m - 1, diagonal ? 0 : n - 1, 'N', matrix.data(), m);
  return matrix;
}

MatrixXd dense(Index rows, Index cols, int mode, double condition, Random& random) {
  return latms(rows, cols, mode, condition, false, random);
}

/// `count` factors from 1e-7 to 1e7 in random order.
VectorXd grading(Index count, Random& random) {
  VectorXd factors(count);
  for (Index i = 0; i < count; ++i) {
    factors[i] = std::pow(
        10.0,
        count == 1 ? 0.0 : 14.0 * static_cast<double>(i) / static_cast<double>(count - 1) - 7.0);
  }
  std::shuffle(factors.begin(), factors.end(), random);
  return factors;
}

MatrixXd kahan(Index rows, Index cols) {
  constexpr double s = 0.95;
  const double c = std::sqrt(1 - s * s);
  return MatrixXd::NullaryExpr(rows, cols, [=](Index i, Index j) {
    return i > j ? 0.0 : std::pow(s, static_cast<double>(i)) * (i == j ? 1.0 : -c);
  });
}

MatrixXd hilbert(Index rows, Index cols) {
  return MatrixXd::NullaryExpr(
      rows, cols, [](Index i, Index j) { return 1.0 / static_cast<double>(i + j + 1); });
}

MatrixXd vandermonde(Index rows, Index cols) {
  return MatrixXd::NullaryExpr(rows, cols, [=](Index i, Index j) {
    return std::pow(static_cast<double>(i + 1) / static_cast<double>(rows), static_cast<double>(j));
  });
}

MatrixXd rankDeficient(Index rows, Index cols, Random& random) {
  const Index count = std::min(rows, cols);
  VectorXd values = VectorXd::Zero(count);
  values.head((count + 1) / 2).setLinSpaced(1.0, 0.5);
  return latms(rows, cols, 0, 1.0, false, random, values);
}

MatrixXd duplicateColumns(Index rows, Index cols, Random& source) {
  MatrixXd matrix = random(rows, cols, source);
  for (Index j = 1; j < cols; j += 2) matrix.col(j) = matrix.col((j * 7) % cols / 2 * 2);
  return matrix;
}

bool always(const Shape&) { return true; }
/// A = B·D with a well-conditioned B of full column rank.
bool unlessWide(const Shape& shape) { return shape.rows >= shape.cols; }
/// A = D·B with a well-conditioned B of full row rank.
bool unlessTall(const Shape& shape) { return shape.rows <= shape.cols; }

std::vector<Family> makeFamilies() {
  std::vector<Family> all{
      {"Zero", [](Index m, Index n, auto&, auto&) -> MatrixXd { return MatrixXd::Zero(m, n); },
       always},
      {"Identity",
       [](Index m, Index n, auto&, auto&) -> MatrixXd { return MatrixXd::Identity(m, n); }, always},
      {"Ones", [](Index m, Index n, auto&, auto&) -> MatrixXd { return MatrixXd::Ones(m, n); }},
      {"Random", [](Index m, Index n, auto&, auto& r) { return random(m, n, r); }},
      {"RankDeficient", [](Index m, Index n, auto&, auto& r) { return rankDeficient(m, n, r); }},
      {"DuplicateColumns",
       [](Index m, Index n, auto&, auto& r) { return duplicateColumns(m, n, r); }},
      {"Kahan", [](Index m, Index n, auto&, auto&) { return kahan(m, n); }},
      {"Hilbert", [](Index m, Index n, auto&, auto&) { return hilbert(m, n); }},
      {"Vandermonde", [](Index m, Index n, auto&, auto&) { return vandermonde(m, n); }},
      {"NearUnderflow",
       [](Index m, Index n, auto& range, auto& r) -> MatrixXd {
         return dense(m, n, 4, 10, r) * (1e3 * range.smallestNormal);
       }},
      {"NearOverflow",
       [](Index m, Index n, auto& range, auto& r) -> MatrixXd {
         return dense(m, n, 4, 10, r) * (0.9 * range.largest);
       }},
      {"Denormal",
       [](Index m, Index n, auto& range, auto& r) -> MatrixXd {
         return random(m, n, r) * (1e3 * range.smallest);
       },
       nullptr, false},
      {"ColumnGraded",
       [](Index m, Index n, auto&, auto& r) -> MatrixXd {
         return dense(m, n, 3, 10, r) * grading(n, r).asDiagonal();
       },
       unlessWide},
      {"RowGraded",
       [](Index m, Index n, auto&, auto& r) -> MatrixXd {
         return grading(m, r).asDiagonal() * dense(m, n, 3, 10, r);
       },
       unlessTall},
      {"BothSidesGraded",
       [](Index m, Index n, auto&, auto& r) -> MatrixXd {
         return grading(m, r).asDiagonal() * dense(m, n, 3, 10, r) * grading(n, r).asDiagonal();
       }},
  };
  for (int mode = 1; mode <= 6; ++mode) {
    const std::string suffix = "OfMode" + std::to_string(mode);
    all.push_back({"Diagonal" + suffix,
                   [mode](Index m, Index n, auto& range, auto& r) {
                     return latms(m, n, mode, 0.1 / range.epsilon, true, r);
                   },
                   always});
    all.push_back({"Dense" + suffix, [mode](Index m, Index n, auto& range, auto& r) {
                     return dense(m, n, mode, 0.1 / range.epsilon, r);
                   }});
  }
  for (const auto& [name, condition] : {std::pair{"1e1", 1e1}, {"1e3", 1e3}, {"1e5", 1e5}}) {
    const double value = condition;
    all.push_back({std::string("Condition") + name,
                   [value](Index m, Index n, auto&, auto& r) { return dense(m, n, 3, value, r); }});
  }
  return all;
}

}  // namespace

const std::vector<Family>& families() {
  static const std::vector<Family> all = makeFamilies();
  return all;
}

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all{{1, 1},   {1, 7},   {7, 1},   {2, 2},   {3, 3},   {4, 6},
                                      {6, 4},   {5, 5},   {8, 8},   {16, 6},  {6, 16},  {13, 13},
                                      {20, 20}, {39, 20}, {20, 39}, {39, 10}, {10, 39}, {33, 1},
                                      {1, 40},  {31, 32}, {40, 40}};
  return all;
}

}  // namespace numeric_test
