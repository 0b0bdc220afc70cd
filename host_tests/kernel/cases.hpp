// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/minnorm.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

#include "families.hpp"
#include "text.hpp"

namespace kernel_cases {

/// Runs all cases of one scalar, a line of output for each family; the number of matrices that
/// failed. An image has those of float_cases.cpp or of double_cases.cpp.
int cases();

/// FNV-1a of the bits of values, those of several matrices one after another: two boards print the
/// same number for the same bits.
class Hash {
 public:
  template <typename Scalar>
  void add(const Scalar* values, Index count) {
    using Bits = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;
    for (Index i = 0; i < count; ++i) {
      const Bits bits = std::bit_cast<Bits>(values[i]);
      for (unsigned shift = 0; shift < 8 * sizeof(Bits); shift += 8) {
        m_value = (m_value ^ static_cast<std::uint8_t>(bits >> shift)) * 16777619U;
      }
    }
  }

  std::uint32_t value() const { return m_value; }

 private:
  std::uint32_t m_value = 2166136261U;
};

/// Whether the columns of q are orthonormal to 50 roundings a row.
template <typename Scalar>
bool orthonormal(const Scalar* q, Index rows, Index cols) {
  const Scalar tolerance = Scalar(50 * rows) * std::numeric_limits<Scalar>::epsilon();
  for (Index j = 0; j < cols; ++j) {
    for (Index k = 0; k <= j; ++k) {
      const Scalar product = minnorm::dot(q + j * rows, q + k * rows, rows);
      if (!(Eigen::numext::abs(product - Scalar(j == k ? 1 : 0)) <= tolerance)) return false;
    }
  }
  return true;
}

/// Whether each entry of A − U·Σ·Vᵀ is at most 50·max(m, n) roundings of σ₁ (or spacings of
/// denormal numbers), and σ decreasing and not negative.
template <typename Scalar>
bool reproduces(const Scalar* a, Index rows, Index cols, const Scalar* u, const Scalar* sigma,
                const Scalar* v) {
  const Index count = rows < cols ? rows : cols;
  const Index larger = rows < cols ? cols : rows;
  using Limits = std::numeric_limits<Scalar>;
  const Scalar tolerance =
      Scalar(50 * larger) * std::max(Limits::epsilon() * sigma[0], Limits::denorm_min());
  for (Index k = 0; k < count; ++k) {
    if (!(sigma[k] >= Scalar(0)) || (k > 0 && sigma[k] > sigma[k - 1])) return false;
  }
  for (Index j = 0; j < cols; ++j) {
    for (Index i = 0; i < rows; ++i) {
      Scalar rest = a[j * rows + i];
      for (Index k = 0; k < count; ++k) rest -= u[k * rows + i] * sigma[k] * v[k * cols + j];
      if (!(Eigen::numext::abs(rest) <= tolerance)) return false;
    }
  }
  return true;
}

/// The bits of all draws of a family, and what may be read without knowing them.
struct Tally {
  std::uint32_t draws = 0;
  std::uint32_t passed = 0;
  std::uint32_t least_rank = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t most_sweeps = 0;
  Hash sigma, sigma_only, u, v, x;

  void write(std::string_view prefix, Index rows, Index cols, std::string_view family) const {
    Line line;
    line.text(prefix).text(" ").number(static_cast<std::uint32_t>(rows)).text("x");
    line.number(static_cast<std::uint32_t>(cols)).text(" ").text(family);
    line.text(" draws ").number(draws).text(" passed ").number(passed);
    line.text(" rank ").number(least_rank).text(" sweeps ").number(most_sweeps);
    line.text(" sigma ").hex(sigma.value()).text(" only ").hex(sigma_only.value());
    line.text(" u ").hex(u.value()).text(" v ").hex(v.value()).text(" x ").hex(x.value());
    line.write();
  }
};

/// Draws 0 … draws − 1 of one family in one matrix type.
template <typename Matrix, unsigned Options>
Tally tally(const Family& family, Index rows, Index cols, std::uint32_t draws) {
  using Scalar = typename Matrix::Scalar;
  using Vector = Eigen::Matrix<Scalar, Matrix::RowsAtCompileTime, 1, Eigen::ColMajor,
                               Matrix::MaxRowsAtCompileTime, 1>;
  Tally tally;
  for (; tally.draws < draws; ++tally.draws) {
    Matrix a(rows, cols);
    Vector b(rows);
    fill(family, rows, cols, tally.draws, a.data(), b.data());
    const minnorm::JacobiSVD<Matrix, int(Options)> svd(a);
    const minnorm::JacobiSVD<Matrix> only(a);
    const auto& sigma = svd.singularValues();
    const auto& u = svd.matrixU();
    const auto& v = svd.matrixV();
    const auto x = svd.solve(b);
    tally.sigma.add(sigma.data(), sigma.size());
    tally.sigma_only.add(only.singularValues().data(), sigma.size());
    tally.u.add(u.data(), u.size());
    tally.v.add(v.data(), v.size());
    tally.x.add(x.data(), x.size());
    tally.least_rank = std::min(tally.least_rank, static_cast<std::uint32_t>(svd.rank()));
    tally.most_sweeps = std::max(tally.most_sweeps, static_cast<std::uint32_t>(svd.sweeps()));

    const bool invalid = family.kind == Kind::not_a_number;
    if (svd.info() == (invalid ? Eigen::InvalidInput : Eigen::Success) &&
        only.info() == svd.info() && x.allFinite() && orthonormal(u.data(), u.rows(), u.cols()) &&
        orthonormal(v.data(), v.rows(), v.cols()) &&
        (invalid || reproduces(a.data(), rows, cols, u.data(), sigma.data(), v.data()))) {
      ++tally.passed;
    }
  }
  return tally;
}

/// The cases of one matrix type at one size, a line for each family: `draws` matrices of those
/// whose accuracy the desktop compares with LAPACK's, one of the others. Returns the number of
/// matrices that failed.
template <typename Matrix, unsigned Options>
int run(std::string_view prefix, Index rows, Index cols, std::uint32_t draws = 1) {
  std::uint32_t failures = 0;
  for (const Family& family : families) {
    const Tally result =
        tally<Matrix, Options>(family, rows, cols, family.judged == Judged::no ? 1 : draws);
    result.write(prefix, rows, cols, family.name);
    failures += result.draws - result.passed;
  }
  return static_cast<int>(failures);
}

inline constexpr unsigned full = Eigen::ComputeFullU | Eigen::ComputeFullV;
inline constexpr unsigned thin = Eigen::ComputeThinU | Eigen::ComputeThinV;

/// A matrix of fixed size.
template <typename Scalar, int Rows, int Cols, unsigned Options = full>
int runFixed(std::string_view prefix, std::uint32_t draws = 1) {
  return run<Eigen::Matrix<Scalar, Rows, Cols>, Options>(prefix, Rows, Cols, draws);
}

}  // namespace kernel_cases
