// SPDX-License-Identifier: MIT
#include "lapack.hpp"

#include <lapacke.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace numeric_test {
namespace {

using Eigen::Index;

template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

/// A positive status says that sgesvj's 30 sweeps did not suffice: its results are those reached.
void expectCalledRightly(const char* routine, lapack_int status) {
  if (status < 0) throw std::runtime_error(routine + (" returned " + std::to_string(status)));
}

/// Calls decompose(a, factors) for `a` or, if it is wide, its transpose.
template <typename Scalar, typename Decompose>
Factors<Scalar> tall(const Matrix<Scalar>& a, Decompose decompose) {
  const bool wide = a.rows() < a.cols();
  const Matrix<Scalar> matrix = wide ? Matrix<Scalar>(a.transpose()) : a;
  const Index n = matrix.cols();
  Factors<Scalar> factors{matrix, Eigen::Matrix<Scalar, Eigen::Dynamic, 1>(n),
                          Matrix<Scalar>(n, n)};
  decompose(matrix, factors);
  if (wide) std::swap(factors.u, factors.v);
  return factors;
}

/// What the user of sgesvj and sgejsv has to do: σ = SVA·scale, in the precision of the values.
template <typename Scalar>
void scale(Eigen::Matrix<Scalar, Eigen::Dynamic, 1>& sigma, double factor) {
  if (factor != 1) sigma = (sigma.template cast<double>() * factor).template cast<Scalar>();
}

template <typename Scalar, typename Routine>
Factors<Scalar> gejsv(const char* name, Routine routine, const Matrix<Scalar>& a) {
  return tall<Scalar>(a, [=](const Matrix<Scalar>& matrix, Factors<Scalar>& factors) {
    const auto m = static_cast<lapack_int>(matrix.rows()),
               n = static_cast<lapack_int>(matrix.cols());
    Matrix<Scalar> overwritten = matrix;
    const lapack_int size = std::max({7, 4 * n + n * n, 2 * m + n, 6 * n + 2 * n * n});
    std::vector<Scalar> work(static_cast<std::size_t>(size));
    std::vector<lapack_int> integers(static_cast<std::size_t>(m + 3 * n + 3));
    lapack_int status = 0;
    routine(&m, &n, overwritten.data(), &m, factors.sigma.data(), factors.u.data(), &m,
            factors.v.data(), &n, work.data(), &size, integers.data(), &status);
    expectCalledRightly(name, status);
    scale(factors.sigma, static_cast<double>(work[0]) / static_cast<double>(work[1]));
  });
}

}  // namespace

Factors<float> sgesvj(const Eigen::MatrixXf& a) {
  return tall<float>(a, [](const Eigen::MatrixXf& matrix, Factors<float>& factors) {
    const auto m = static_cast<lapack_int>(matrix.rows()),
               n = static_cast<lapack_int>(matrix.cols());
    const lapack_int size = std::max(6, m + n);
    std::vector<float> work(static_cast<std::size_t>(size));
    const lapack_int ignored = 0;
    lapack_int status = 0;
    LAPACK_sgesvj("G", "U", "V", &m, &n, factors.u.data(), &m, factors.sigma.data(), &ignored,
                  factors.v.data(), &n, work.data(), &size, &status);
    expectCalledRightly("sgesvj", status);
    scale(factors.sigma, static_cast<double>(work[0]));
  });
}

Factors<float> sgejsv(const Eigen::MatrixXf& a) {
  const auto routine = [](auto... others) {
    LAPACK_sgejsv("F", "U", "V", "N", "N", "N", others...);
  };
  return gejsv<float>("sgejsv", routine, a);
}

Factors<double> dgejsv(const Eigen::MatrixXd& a) {
  const auto routine = [](auto... others) {
    LAPACK_dgejsv("F", "U", "V", "N", "N", "N", others...);
  };
  return gejsv<double>("dgejsv", routine, a);
}

}  // namespace numeric_test
