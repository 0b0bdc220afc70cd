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

  void write(Line line) const {
    line.number(draws).text(" passed ").number(passed);
    line.text(" rank ").number(least_rank).text(" sweeps ").number(most_sweeps);
    line.text(" sigma ").hex(sigma.value()).text(" only ").hex(sigma_only.value());
    line.text(" u ").hex(u.value()).text(" v ").hex(v.value()).text(" x ").hex(x.value());
    line.write();
  }
};

/// A core that computes in software makes the first draws only, and so does a host that is
/// emulated.
#if defined(__arm__) && !defined(__ARM_FP) || defined(__riscv) && !defined(__riscv_flen) || \
    defined(KERNEL_CASES_FIRST_DRAWS)
inline constexpr bool is_slow = true;
#else
inline constexpr bool is_slow = false;
#endif
inline constexpr std::uint32_t first_draws = 10;

/// Whether a case may put this many bytes of matrices and decompositions on the board's stack.
constexpr bool fits(std::size_t bytes) {
  constexpr std::size_t frames = 4608;
  return bytes + frames <= MINNORM_STACK_BYTES;
}

/// Says that the lines that begin like `line` are not this board's.
inline void leave_out(const Line& line) { Line().text("- ").text(line.view()).write(); }

inline Line size_line(std::string_view prefix, Index rows, Index cols) {
  Line line;
  line.text(prefix).text(" ").number(static_cast<std::uint32_t>(rows)).text("x");
  return line.number(static_cast<std::uint32_t>(cols)).text(" ");
}

/// Adds the singular values that are computed alone. The result is the status.
template <typename Matrix>
[[gnu::noinline]] Eigen::ComputationInfo add_sigma_only(const Matrix& a, Hash& hash) {
  const minnorm::JacobiSVD<Matrix> only(a);
  hash.add(only.singularValues().data(), only.singularValues().size());
  return only.info();
}

/// Adds the singular values with their vectors, and a solution. Returns whether they pass. least:
/// as in decompose().
template <typename Matrix, unsigned Options, typename Vector>
[[gnu::noinline]] bool add_with_vectors(Tally& tally, const Matrix& a, const Vector& b,
                                        Eigen::ComputationInfo expected,
                                        typename Matrix::Scalar least) {
  using Scalar = typename Matrix::Scalar;
  const minnorm::JacobiSVD<Matrix, int(Options)> svd(a);
  const auto& sigma = svd.singularValues();
  const auto& u = svd.matrixU();
  const auto& v = svd.matrixV();
  const auto x = svd.solve(b);
  tally.sigma.add(sigma.data(), sigma.size());
  tally.u.add(u.data(), u.size());
  tally.v.add(v.data(), v.size());
  tally.x.add(x.data(), x.size());
  tally.least_rank = std::min(tally.least_rank, static_cast<std::uint32_t>(svd.rank()));
  tally.most_sweeps = std::max(tally.most_sweeps, static_cast<std::uint32_t>(svd.sweeps()));

  const bool is_least = least == Scalar(0) || Eigen::numext::abs(sigma[sigma.size() - 1] - least) <=
                                                  Scalar(0.001) * least;
  return svd.info() == expected && x.allFinite() && is_least &&
         orthonormal(u.data(), u.rows(), u.cols()) && orthonormal(v.data(), v.rows(), v.cols()) &&
         (expected != Eigen::Success ||
          reproduces(a.data(), a.rows(), a.cols(), u.data(), sigma.data(), v.data()));
}

/// Adds one matrix and its right-hand side. least: of the singular values, where it has to come out
/// to a thousandth. No two decompositions are on the stack at once.
template <typename Matrix, unsigned Options, typename Vector>
void decompose(Tally& tally, const Matrix& a, const Vector& b, Eigen::ComputationInfo expected,
               typename Matrix::Scalar least = 0) {
  const bool passes = add_with_vectors<Matrix, Options>(tally, a, b, expected, least);
  const bool passes_alone = add_sigma_only(a, tally.sigma_only) == expected;
  ++tally.draws;
  tally.passed += passes && passes_alone ? 1 : 0;
}

/// Goes on to draw number draws − 1 of one family in one matrix type.
template <typename Matrix, unsigned Options>
[[gnu::noinline]] void draw_until(Tally& tally, const Family& family, Index rows, Index cols,
                                  std::uint32_t draws) {
  using Vector = Eigen::Matrix<typename Matrix::Scalar, Matrix::RowsAtCompileTime, 1,
                               Eigen::ColMajor, Matrix::MaxRowsAtCompileTime, 1>;
  const bool invalid = family.kind == Kind::not_a_number;
  while (tally.draws < draws) {
    Matrix a(rows, cols);
    Vector b(rows);
    fill(family, rows, cols, tally.draws, a.data(), b.data());
    decompose<Matrix, Options>(tally, a, b, invalid ? Eigen::InvalidInput : Eigen::Success);
  }
}

/// The cases of one matrix type at one size, a line for each family, and a second one for those
/// whose accuracy the desktop compares with LAPACK's: `draws` matrices of these, one of the others.
/// Returns the number of matrices that failed.
template <typename Matrix, unsigned Options>
int run(std::string_view prefix, Index rows, Index cols, std::uint32_t draws = 1) {
  using Svd = minnorm::JacobiSVD<Matrix, int(Options)>;
  const Line size = size_line(prefix, rows, cols);
  if constexpr (!fits(sizeof(Matrix) + std::max(sizeof(Svd), sizeof(minnorm::JacobiSVD<Matrix>)))) {
    leave_out(size);
    return 0;
  } else {
    std::uint32_t failures = 0;
    for (const Family& family : families) {
      const bool is_judged = family.judged != Judged::no && draws > 1;
      Line line = size;
      line.text(family.name).text(" draws ");
      Tally tally;
      draw_until<Matrix, Options>(tally, family, rows, cols, is_judged ? first_draws : 1);
      tally.write(line);
      if (is_judged && is_slow) {
        leave_out(line.number(draws));
      } else if (is_judged) {
        draw_until<Matrix, Options>(tally, family, rows, cols, draws);
        tally.write(line);
      }
      failures += tally.draws - tally.passed;
    }
    return static_cast<int>(failures);
  }
}

inline constexpr unsigned full = Eigen::ComputeFullU | Eigen::ComputeFullV;
inline constexpr unsigned thin = Eigen::ComputeThinU | Eigen::ComputeThinV;

/// A matrix of fixed size.
template <typename Scalar, int Rows, int Cols, unsigned Options = full>
int runFixed(std::string_view prefix, std::uint32_t draws = 1) {
  return run<Eigen::Matrix<Scalar, Rows, Cols>, Options>(prefix, Rows, Cols, draws);
}

}  // namespace kernel_cases
