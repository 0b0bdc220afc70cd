// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/minnorm.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

#include "families.hpp"
#include "text.hpp"

namespace kernel_cases {

/// Run all cases of one scalar, a line of output each; the number of those that failed.
int floatCases();
int doubleCases();

/// FNV-1a of the values' bits: two boards print the same number for the same bits.
template <typename Scalar>
std::uint32_t hash(const Scalar* values, Index count) {
  using Bits = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;
  std::uint32_t result = 2166136261U;
  for (Index i = 0; i < count; ++i) {
    const Bits bits = std::bit_cast<Bits>(values[i]);
    for (unsigned shift = 0; shift < 8 * sizeof(Bits); shift += 8) {
      result = (result ^ static_cast<std::uint8_t>(bits >> shift)) * 16777619U;
    }
  }
  return result;
}

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

/// Whether each entry of A − U·Σ·Vᵀ is at most 50·max(m, n) roundings of σ₁, and σ decreasing and
/// not negative.
template <typename Scalar>
bool reproduces(const Scalar* a, Index rows, Index cols, const Scalar* u, const Scalar* sigma,
                const Scalar* v) {
  const Index count = rows < cols ? rows : cols;
  const Index larger = rows < cols ? cols : rows;
  const Scalar tolerance = Scalar(50 * larger) * std::numeric_limits<Scalar>::epsilon() * sigma[0];
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

/// The cases of one matrix type at one size: a line for each family. Returns the number that
/// failed.
template <typename Matrix, unsigned Options>
int run(std::string_view prefix, Index rows, Index cols) {
  using Scalar = typename Matrix::Scalar;
  using Svd = minnorm::JacobiSVD<Matrix, int(Options)>;
  int failures = 0;
  for (const NamedFamily& family : families) {
    Matrix a(rows, cols);
    Eigen::Matrix<Scalar, Matrix::RowsAtCompileTime, 1, Eigen::ColMajor,
                  Matrix::MaxRowsAtCompileTime, 1>
        b(rows);
    fill(family.family, a.data(), rows, cols, b.data());
    const Svd svd(a);
    const auto x = svd.solve(b);
    const auto& u = svd.matrixU();
    const auto& v = svd.matrixV();
    const auto& sigma = svd.singularValues();

    const bool invalid = family.family == Family::not_a_number;
    const bool passed =
        svd.info() == (invalid ? Eigen::InvalidInput : Eigen::Success) &&
        orthonormal(u.data(), u.rows(), u.cols()) && orthonormal(v.data(), v.rows(), v.cols()) &&
        (invalid || reproduces(a.data(), rows, cols, u.data(), sigma.data(), v.data()));
    if (!passed) ++failures;

    const std::string_view status = svd.info() == Eigen::Success        ? "success"
                                    : svd.info() == Eigen::InvalidInput ? "invalid-input"
                                                                        : "no-convergence";
    Line line;
    line.text(prefix).text(" ").number(static_cast<std::uint32_t>(rows)).text("x");
    line.number(static_cast<std::uint32_t>(cols))
        .text(" ")
        .text(family.name)
        .text(" ")
        .text(status);
    line.text(" rank ").number(static_cast<std::uint32_t>(svd.rank()));
    line.text(" sweeps ").number(static_cast<std::uint32_t>(svd.sweeps()));
    line.text(" sigma ")
        .hex(hash(sigma.data(), sigma.size()))
        .text(" u ")
        .hex(hash(u.data(), u.size()));
    line.text(" v ").hex(hash(v.data(), v.size())).text(" x ").hex(hash(x.data(), x.size()));
    line.text(passed ? " passed" : " FAILED").write();
  }
  return failures;
}

inline constexpr unsigned full = Eigen::ComputeFullU | Eigen::ComputeFullV;
inline constexpr unsigned thin = Eigen::ComputeThinU | Eigen::ComputeThinV;

/// A matrix of fixed size.
template <typename Scalar, int Rows, int Cols, unsigned Options = full>
int runFixed(std::string_view prefix) {
  return run<Eigen::Matrix<Scalar, Rows, Cols>, Options>(prefix, Rows, Cols);
}

}  // namespace kernel_cases
