// SPDX-License-Identifier: MIT
#include "families.hpp"

#include <lapacke.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "kernel/families.hpp"

namespace numeric_test {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// LAPACK's generator of test matrices, dlatms. mode: 1 one large singular value; 2 one small; 3
/// geometric; 4 arithmetic; 5 random with uniform logarithms; 6 random.
MatrixXd latms(Index rows, Index cols, int mode, double condition, bool diagonal, Random& random) {
  const auto m = static_cast<lapack_int>(rows), n = static_cast<lapack_int>(cols);
  VectorXd values(std::min(rows, cols));
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

bool always(const Shape&) { return true; }

/// A family that boards make too, in the scalar under test.
template <typename Scalar>
MatrixXd filled(const kernel_cases::Family& family, Index rows, Index cols, Random& random) {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> a(rows, cols);
  Eigen::Matrix<Scalar, Eigen::Dynamic, 1> b(rows);
  const auto draw = static_cast<std::uint32_t>(random() % 10'000);
  kernel_cases::fill(family, rows, cols, draw, a.data(), b.data());
  return a.template cast<double>();
}

Family shared(const kernel_cases::Family& family) {
  using kernel_cases::Kind;
  const auto make = [family](Index m, Index n, const Range& range, Random& random) {
    return range.epsilon == rangeOf<float>.epsilon ? filled<float>(family, m, n, random)
                                                   : filled<double>(family, m, n, random);
  };
  const bool diagonal =
      family.kind == Kind::zero || family.kind == Kind::identity || family.kind == Kind::diagonal;
  using kernel_cases::Magnitude;
  // The least singular values of Kahan's matrix are small enough to become denormal.
  const bool denormal = family.magnitude == Magnitude::denormal ||
                        (family.kind == Kind::kahan && family.magnitude == Magnitude::small);
  return {std::string(family.name), make, diagonal ? always : nullptr, !denormal};
}

/// A = B·D with a well-conditioned B of full column rank.
bool unlessWide(const Shape& shape) { return shape.rows >= shape.cols; }
/// A = D·B with a well-conditioned B of full row rank.
bool unlessTall(const Shape& shape) { return shape.rows <= shape.cols; }

std::vector<Family> makeFamilies() {
  std::vector<Family> all{
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
  for (const kernel_cases::Family& family : kernel_cases::families) {
    if (family.kind != kernel_cases::Kind::not_a_number) all.push_back(shared(family));
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
