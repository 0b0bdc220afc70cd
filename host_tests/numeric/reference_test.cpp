// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "accuracy.hpp"
#include "reference.hpp"
#include "support.hpp"

#ifdef __SIZEOF_FLOAT128__

namespace numeric_test {
namespace {

using Quadruple = __float128;
using Columns = std::vector<std::vector<Quadruple>>;

Quadruple root(Quadruple x) {
  if (x == 0) return 0;
  auto y = static_cast<Quadruple>(std::sqrt(static_cast<long double>(x)));
  for (int step = 0; step < 2; ++step) y = (y + x / y) / 2;
  return y;
}

Quadruple dot(const std::vector<Quadruple>& x, const std::vector<Quadruple>& y) {
  Quadruple sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

/// Turns two columns orthogonal to each other, the longer one first; whether there was anything to
/// do. A column with squares below `negligible` is what rounding left of zero.
bool orthogonalise(std::vector<Quadruple>& x, std::vector<Quadruple>& y, Quadruple negligible) {
  const Quadruple product = dot(x, y), squares = dot(x, x), others = dot(y, y);
  const bool swapped = squares < others;
  if (swapped) x.swap(y);
  if (squares < negligible || others < negligible) return swapped;
  const auto epsilon = static_cast<Quadruple>(1e-31);
  if (product * product <= epsilon * epsilon * squares * others) return swapped;
  const Quadruple zeta = (swapped ? squares - others : others - squares) / (2 * product);
  const Quadruple t = (zeta < 0 ? -1 : 1) / ((zeta < 0 ? -zeta : zeta) + root(1 + zeta * zeta));
  const Quadruple c = 1 / root(1 + t * t);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Quadruple xi = x[i], yi = y[i];
    x[i] = c * (xi - t * yi);
    y[i] = c * (yi + t * xi);
  }
  return true;
}

/// Singular values in decreasing order by Hestenes' method: with 113 bits the plain method is
/// accurate enough for every grading here.
Eigen::VectorXd quadrupleSigma(const Eigen::MatrixXd& a) {
  const Eigen::MatrixXd tall = a.rows() < a.cols() ? Eigen::MatrixXd(a.transpose()) : a;
  Columns columns;
  for (const auto& column : tall.colwise()) columns.emplace_back(column.begin(), column.end());
  const auto norm = static_cast<Quadruple>(a.norm());
  const Quadruple negligible = norm * norm * static_cast<Quadruple>(1e-64);
  bool changed = true;
  for (int sweep = 0; changed && sweep < 60; ++sweep) {
    changed = false;
    for (std::size_t p = 0; p + 1 < columns.size(); ++p) {
      for (std::size_t q = p + 1; q < columns.size(); ++q) {
        changed = orthogonalise(columns[p], columns[q], negligible) || changed;
      }
    }
  }
  EXPECT_FALSE(changed) << "the quadruple iteration did not end";
  Eigen::VectorXd sigma(tall.cols());
  for (Index k = 0; k < tall.cols(); ++k) {
    const auto& column = columns[static_cast<std::size_t>(k)];
    sigma[k] = static_cast<double>(root(dot(column, column)));
  }
  std::sort(sigma.begin(), sigma.end(), std::greater<>());
  return sigma;
}

class Reference128 : public testing::TestWithParam<kernel_cases::Family> {};
INSTANTIATE_TEST_SUITE_P(Of, Reference128, testing::ValuesIn(judgedFamilies()), familyName);

TEST_P(Reference128, AgreesToAThousandthOfARoundingOfFloat) {
  for (const JudgedShape& shape : judgedShapes(GetParam())) {
    for (std::uint32_t draw = 0; draw < 10; ++draw) {
      Eigen::MatrixXf a(shape.rows, shape.cols);
      Eigen::VectorXf b(shape.rows);
      kernel_cases::fill(GetParam(), shape.rows, shape.cols, draw, a.data(), b.data());
      const Eigen::MatrixXd wide = a.cast<double>();
      const double error =
          errorOf(GetParam().judged, referenceSvd(wide).sigma, quadrupleSigma(wide));
      EXPECT_LT(error, 1e-3 * static_cast<double>(std::numeric_limits<float>::epsilon()))
          << shape.rows << "x" << shape.cols << ", draw " << draw;
    }
  }
}

}  // namespace
}  // namespace numeric_test

#endif
