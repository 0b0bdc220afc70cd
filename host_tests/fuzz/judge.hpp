// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/minnorm.hpp>
#include <minnorm/refine.hpp>
#include <minnorm/svd_batch.hpp>

#include <array>
#include <cmath>
#include <limits>

#include "c/functions.hpp"
#include "kernel/sequence.hpp"
#include "oracles.hpp"
#include "target.hpp"

namespace fuzz {

using kernel_cases::Sequence;

template <typename Svd>
Decomposed<typename Svd::Scalar> decomposed(const Svd& svd) {
  Decomposed<typename Svd::Scalar> found{
      svd.info(),           svd.sweeps(), svd.rank(), svd.nonzeroSingularValues(),
      svd.singularValues(), {},           {}};
  if constexpr (Svd::MatrixUType::MaxColsAtCompileTime != 0) {
    found.u = svd.matrixU();
    found.v = svd.matrixV();
  }
  return found;
}

/// Calls every function of the library with matrices of a type, and lets the oracles judge.
template <typename Matrix>
class Judge {
  using Scalar = typename Matrix::Scalar;
  using Limits = std::numeric_limits<Scalar>;
  using Oracle = Oracles<Scalar>;
  using Plain = Small<Scalar>;
  using Vector = Column<Scalar>;
  static constexpr int thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
  using Full = minnorm::JacobiSVD<Matrix, Eigen::ComputeFullU | Eigen::ComputeFullV>;
  using Compact = minnorm::JacobiSVD<Matrix, thin | minnorm::Compact>;

 public:
  static constexpr int tests = 8;

  explicit Judge(Sequence& sequence) : sequence_{sequence} {}

  /// The decomposition, and test number `test` of the others.
  void operator()(const Matrix& a, int test) {
    const Oracle oracles{a};
    svd_.compute(a);
    found_ = decomposed(svd_);
    oracles.svd(found_);
    b_ = some_side(a);
    require(oracles.is_finite() || (svd_.solve(b_).array() == Scalar(0)).all(),
            "The solution of an invalid input is not 0.");
    switch (test) {
      case 0:
        return oracles.values(found_,
                              decomposed(minnorm::JacobiSVD<Matrix, minnorm::ValuesOnly>(a)));
      case 1:
        return by_c(a, oracles);
      case 2:
        return oracles.svd(decomposed(warm_.update(a)));
      case 3:
        return cod(a, oracles);
      case 4:
        return inverse(oracles);
      case 5:
        return solutions(oracles);
      case 6:
        return refined(a, oracles);
      default:
        return batch(a);
    }
  }

 private:
  /// A right-hand side of about A's size, down to 2^-16 of it.
  Vector some_side(const Matrix& a) const {
    const Scalar largest = a.allFinite() ? a.cwiseAbs().maxCoeff() : Scalar(0);
    const Scalar size = std::ldexp(largest > Scalar(0) ? largest : Scalar(1), -sequence_.below(17));
    return Vector::NullaryExpr(a.rows(), [&] { return size * sequence_.uniform<Scalar>(); });
  }

  /// The option Compact, whose bits C's functions have.
  void by_c(const Matrix& a, const Oracle& oracles) const {
    const Compact svd(a);
    const auto expected = decomposed(svd);
    oracles.svd(expected);
    const auto m = static_cast<int>(a.rows()), n = static_cast<int>(a.cols()), k = std::min(m, n);
    const auto status = oracles.is_finite() ? MINNORM_OK : MINNORM_INVALID_INPUT;
    using Rows = minnorm::BoundedMatrix<Scalar, 8, 8, Eigen::RowMajor>;
    const Rows rows = a;
    Vector sigma(k), x(n);
    Rows u(m, k), v(n, k), inverse(n, m);
    std::array<Scalar, MINNORM_LSTSQ_WORK(8, 8)> work;
    constexpr auto lwork = static_cast<int>(work.size());
    minnorm_info info;
    require(CFunctions<Scalar>::svd(m, n, rows.data(), n, sigma.data(), u.data(), k, v.data(), k,
                                    work.data(), lwork, &info) == status,
            "C's SVD has another status.");
    require(same(expected, {svd.info(), info.sweeps, info.rank, 0, sigma, u, v}),
            "C's SVD has other bits.");
    require(CFunctions<Scalar>::lstsq(m, n, 1, rows.data(), n, b_.data(), 1, x.data(), 1,
                                      Scalar(-1), Scalar(0), work.data(), lwork, nullptr) == status,
            "C's solution has another status.");
    require(sameBits(x, svd.solve(b_)), "C's solution has other bits.");
    require(CFunctions<Scalar>::pinv(m, n, rows.data(), n, inverse.data(), m, Scalar(-1), Scalar(0),
                                     work.data(), lwork, nullptr) == status,
            "C's pseudoinverse has another status.");
    require(sameBits(inverse, svd.pseudoInverse()), "C's pseudoinverse has other bits.");
  }

  void cod(const Matrix& a, const Oracle& oracles) const {
    const minnorm::CompleteOrthogonalDecomposition<Matrix> cod(a);
    const Plain x = cod.solve(b_);
    if (!oracles.is_finite()) {
      return require(
          cod.info() == Eigen::InvalidInput && cod.rank() == 0 && (x.array() == Scalar(0)).all(),
          "A NaN or infinity is no invalid input of the COD.");
    }
    require(cod.info() == Eigen::Success, "A COD failed.");
    const auto away = cod.rank() < std::min(a.rows(), a.cols()) ? oracles.away(cod.threshold()) : 0;
    Plain p = Plain::Identity(a.cols(), a.cols());
    p = p * cod.colsPermutation();
    oracles.cod(cod.matrixQ(), cod.matrixT(), cod.matrixZ(), p, away);
    oracles.solution(x, b_, Scalar(0), away);
  }

  /// Whether there is a largest singular value to divide by.
  bool is_regular(const Oracle& oracles) const {
    return oracles.is_finite() && found_.rank > 0 && found_.sigma[0] <= Limits::max();
  }

  void inverse(const Oracle& oracles) const {
    if (is_regular(oracles)) oracles.inverse(svd_.pseudoInverse(), found_);
  }

  void solutions(const Oracle& oracles) const {
    if (!is_regular(oracles)) return;
    oracles.solution(svd_.solve(b_), b_, Scalar(0), numeric_test::Wide<Scalar>(cut(found_)));
    const minnorm::Tikhonov<Scalar> ridge{std::ldexp(found_.sigma[0], -sequence_.below(20))};
    const auto factors = svd_.filterFactors(ridge);
    require((factors.array() >= Scalar(0)).all() && (factors.array() <= Scalar(1)).all(),
            "A factor of Tikhonov's is not one of 0 to 1.");
    oracles.solution(svd_.solve(b_, ridge), b_, ridge.lambda, 0);
    const minnorm::ColumnUnits units;
    const auto chosen = svd_.filterFactors(units);
    require(svd_.rank(units) == (chosen.array() > Scalar(0)).count(),
            "The rank is not the number of modes.");
    oracles.modes(found_, chosen, svd_.solve(b_, units), b_);
  }

  void refined(const Matrix& a, const Oracle& oracles) const {
    using minnorm::Refinement;
    const Vector before = Vector::Constant(a.cols(), Scalar(7));
    Vector x = before;
    const minnorm::Refined found = minnorm::refine(svd_, a, b_, x);
    require(found.passes >= 0 && found.passes <= 8, "Refinement took more passes than it may.");
    require(oracles.is_finite() || found.status == Refinement::overflow,
            "A NaN or infinity was refined.");
    if (found.status == Refinement::diverged || found.status == Refinement::overflow)
      return require(sameBits(x, before), "A refinement that failed wrote something.");
    require(x.allFinite(), "A refined solution is not finite.");
    using W = numeric_test::Wide<Scalar>;
    const W products = oracles.norm() * b_.template cast<W>().norm();
    const bool has_digits = products >= static_cast<W>(Limits::min() / Limits::epsilon());
    if (has_digits && found.status == Refinement::converged) oracles.solution(x, b_, Scalar(0), 0);
  }

  /// Each has the bits of a call for it.
  void batch(const Matrix& a) const {
    std::array<Matrix, 9> matrices;
    std::array<Full, 9> svds;
    const auto count = static_cast<std::size_t>(1 + sequence_.below(9));
    for (std::size_t i = 0; i < count; ++i) {
      matrices[i] = a;
      const auto place = sequence_.below(static_cast<std::int32_t>(a.size()));
      if (i > 0) matrices[i].data()[place] *= sequence_.uniform<Scalar>();
    }
    minnorm::svdBatch(matrices.data(), static_cast<Index>(count), svds.data());
    for (std::size_t i = 0; i < count; ++i) {
      require(same(decomposed(svds[i]), decomposed(Full(matrices[i]))),
              "A batch has other bits than a call for each.");
    }
  }

  Sequence& sequence_;
  Full svd_, warm_;
  Decomposed<Scalar> found_;
  Vector b_;
};

}  // namespace fuzz
