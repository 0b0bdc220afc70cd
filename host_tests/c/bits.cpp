// SPDX-License-Identifier: MIT
// The C functions have the bits of the C++ class: MATRICES random matrices of each of five sizes.
#include <minnorm/jacobi_svd.hpp>

#include <string_view>

#include "../kernel/sequence.hpp"
#include "board.hpp"
#include "functions.hpp"

namespace {

using kernel_cases::Sequence;

#ifdef IN_DOUBLE
using Value = double;
#else
using Value = float;
#endif
using Api = CFunctions<Value>;

template <typename Scalar, int rows, int cols>
using Rows = Eigen::Matrix<Scalar, rows, cols, cols == 1 ? Eigen::ColMajor : Eigen::RowMajor>;

/// Entries uniform, but that rows, columns or both are scaled far apart, columns repeated, or all
/// entries small or large, in some of the matrices.
template <typename Matrix>
void draw(Sequence& sequence, int kind, Matrix& a) {
  using Scalar = typename Matrix::Scalar;
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    a.data()[i] = sequence.uniform<Scalar>();
  }
  const auto power = [&sequence](int range) {
    return minnorm::internal::powerOfTwo<Scalar>(sequence.below(2 * range + 1) - range);
  };
  if (kind % 8 == 1 || kind % 8 == 3) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) a.row(i) *= power(20);
  }
  if (kind % 8 == 2 || kind % 8 == 3) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) a.col(j) *= power(20);
  }
  if (kind % 8 == 4) a.col(0) = a.col(a.cols() - 1) * power(3);
  if (kind % 8 == 5) a *= minnorm::internal::powerOfTwo<Scalar>(-120);
  if (kind % 8 == 6) a *= minnorm::internal::powerOfTwo<Scalar>(120);
}

Value work[MINNORM_LSTSQ_WORK(12, 9)];

/// Whether they do for m × n.
template <int m, int n>
[[gnu::noinline]] bool agree(int matrices) {
  using Scalar = Value;
  using Matrix = Rows<Scalar, m, n>;
  constexpr int narrow = m < n ? m : n, sides = 2;
  constexpr auto thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
  minnorm::JacobiSVD<Matrix, thin | minnorm::Compact> svd;
  minnorm::JacobiSVD<Matrix, minnorm::ValuesOnly> values;
  Sequence sequence(1000 * m + n);
  const auto default_rule = Scalar(-1), none = Scalar(0);
  for (int k = 0; k < matrices; ++k) {
    Matrix a;
    draw(sequence, k, a);
    svd.compute(a);
    values.compute(a);

    Eigen::Matrix<Scalar, narrow, 1> sigma;
    Rows<Scalar, m, narrow> u;
    Rows<Scalar, n, narrow> v;
    minnorm_info info;
    constexpr int svd_work = MINNORM_SVD_WORK(m, n), work_size = MINNORM_LSTSQ_WORK(m, n);
    auto status = Api::svd(m, n, a.data(), n, sigma.data(), u.data(), narrow, v.data(), narrow,
                           work, svd_work, &info);
    if (status != MINNORM_OK || svd.info() != Eigen::Success) return false;
    if (!sameBits(sigma, svd.singularValues()) || !sameBits(u, svd.matrixU()) ||
        !sameBits(v, svd.matrixV()))
      return false;
    if (info.rank != svd.rank() || info.sweeps != svd.sweeps() ||
        info.condition != static_cast<float>(svd.conditionNumber()))
      return false;
    status =
        Api::svd(m, n, a.data(), n, sigma.data(), nullptr, 0, nullptr, 0, work, svd_work, nullptr);
    if (status != MINNORM_OK || !sameBits(sigma, values.singularValues())) return false;

    Rows<Scalar, m, sides> b;
    draw(sequence, k / 8, b);
    Rows<Scalar, n, sides> x;
    Rows<Scalar, n, m> inverse;
    status = Api::lstsq(m, n, sides, a.data(), n, b.data(), sides, x.data(), sides, default_rule,
                        none, work, work_size, &info);
    if (status != MINNORM_OK || !sameBits(x, svd.solve(b))) return false;
    if (!sameBits(Eigen::Map<const Eigen::Matrix<Scalar, narrow, 1>>(work + svd_work),
                  svd.singularValues()))
      return false;
    status = Api::pinv(m, n, a.data(), n, inverse.data(), m, default_rule, none, work, work_size,
                       nullptr);
    if (status != MINNORM_OK || !sameBits(inverse, svd.pseudoInverse())) return false;

    const Scalar rcond = Scalar(1) / Scalar(3), damping = svd.singularValues()[narrow / 2];
    status = Api::lstsq(m, n, sides, a.data(), n, b.data(), sides, x.data(), sides, rcond, none,
                        work, work_size, &info);
    svd.setThreshold(rcond);
    if (status != MINNORM_OK || info.rank != svd.rank() || !sameBits(x, svd.solve(b))) return false;
    svd.setThreshold(Eigen::Default);
    status = Api::lstsq(m, n, sides, a.data(), n, b.data(), sides, x.data(), sides, default_rule,
                        damping, work, work_size, nullptr);
    if (status != MINNORM_OK || !sameBits(x, svd.solve(b, minnorm::Tikhonov<Scalar>{damping})))
      return false;
  }
  return true;
}

/// The place, from 1, of the first size where they do not agree; 0 if they do.
int differs(int matrices) {
  if (!agree<3, 3>(matrices)) return 1;
  if (!agree<3, 4>(matrices)) return 2;
  if (!agree<8, 8>(matrices)) return 3;
  if (!agree<12, 5>(matrices)) return 4;
  return agree<5, 9>(matrices) ? 0 : 5;
}

}  // namespace

int main() {
  board::start();
  board::stop(differs(MATRICES));
}
