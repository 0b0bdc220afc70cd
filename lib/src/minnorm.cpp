// SPDX-License-Identifier: MIT
#include <minnorm/internal/macros_begin.hpp>

#include <minnorm/minnorm.h>

#include <minnorm/internal/loops.hpp>
#include <minnorm/internal/scalar.hpp>
#include <minnorm/internal/svd.hpp>

#include <cmath>
#include <limits>

#include <minnorm/internal/ieee_begin.hpp>

namespace {

using minnorm::internal::fill;
using minnorm::internal::Index;
using minnorm::internal::SvdStatus;

/// A matrix of the caller's, rows one after the other.
template <typename Scalar>
struct Rows {
  Scalar* values;
  int rows, cols, stride;

  bool isEmpty() const { return rows == 0 || cols == 0; }
  bool isRight() const { return stride >= cols && (values != nullptr || isEmpty()); }
  Scalar& operator()(Index i, Index j) const { return values[i * stride + j]; }
};

bool isSize(int size) { return 0 <= size && size <= MINNORM_MAX_SIZE; }

template <typename Scalar>
bool isFinite(Scalar x) {
  using std::abs;
  return abs(x) <= std::numeric_limits<Scalar>::max();
}

template <typename Scalar>
[[gnu::noinline]] bool isFinite(const Rows<const Scalar>& matrix) {
  for (Index i = 0; i < matrix.rows; ++i) {
    for (Index j = 0; j < matrix.cols; ++j) {
      if (!isFinite(matrix(i, j))) return false;
    }
  }
  return true;
}

template <typename Scalar>
void setZero(const Rows<Scalar>& matrix) {
  for (Index i = 0; i < matrix.rows; ++i)
    fill(matrix.values + i * matrix.stride, matrix.cols, Scalar(0));
}

/// The decomposition of an m × n matrix in the work space of the caller. Factors have their columns
/// one after the other.
template <typename Scalar>
class Svd {
 public:
  Svd(int m, int n, Scalar* work, Scalar* sigma)
      : m_{m},
        n_{n},
        isWide_{m < n},
        tall_{MINNORM_MAX(m, n)},
        narrow_{MINNORM_MIN(m, n)},
        left_{work},
        right_{work + tall_ * narrow_},
        space_{right_ + narrow_ * narrow_},
        sigma_{sigma} {}

  [[gnu::noinline]] void compute(const Rows<const Scalar>& a, bool uWanted, bool vWanted) {
    const Index rowStep = isWide_ ? tall_ : 1, colStep = isWide_ ? 1 : tall_;
    for (Index i = 0; i < m_; ++i) {
      for (Index j = 0; j < n_; ++j) left_[i * rowStep + j * colStep] = a(i, j);
    }
    const bool leftWanted = isWide_ ? vWanted : uWanted, rightWanted = isWide_ ? uWanted : vWanted;
    minnorm::internal::svd<minnorm::internal::maxSweeps>(
        left_, left_, tall_, leftWanted ? narrow_ : 0, right_, narrow_, rightWanted ? narrow_ : 0,
        sigma_, [](bool yes) { return yes; }, outcome_,
        minnorm::internal::GivenSpace<Scalar>{space_, tall_, narrow_});
  }

  const Scalar* u() const { return isWide_ ? right_ : left_; }
  const Scalar* v() const { return isWide_ ? left_ : right_; }

  minnorm_status status() const {
    return outcome_.status == SvdStatus::success         ? MINNORM_OK
           : outcome_.status == SvdStatus::noConvergence ? MINNORM_NO_CONVERGENCE
                                                         : MINNORM_INVALID_INPUT;
  }

  /// The number of singular values that count; rcond < 0: the default.
  [[gnu::noinline]] Index rank(Scalar rcond) const {
    if (narrow_ == 0) return 0;
    if (rcond < Scalar(0)) rcond = Scalar(narrow_) * minnorm::internal::epsilon<Scalar>();
    const Scalar bound = sigma_[0] * rcond, normal = std::numeric_limits<Scalar>::min();
    const Scalar least = bound < normal ? normal : bound;
    Index rank = 0;
    while (rank < narrow_ && sigma_[rank] >= least) ++rank;
    return rank;
  }

  [[gnu::noinline]] void report(minnorm_info* info, Scalar rcond) const {
    if (info == nullptr) return;
    info->rank = int(rank(rcond));
    info->sweeps = outcome_.sweeps;
    info->condition = 0;
    if (narrow_ == 0) return;
    const Scalar least = sigma_[narrow_ - 1];
    info->condition = least == Scalar(0) ? std::numeric_limits<float>::infinity()
                                         : static_cast<float>(sigma_[0] / least);
  }

  /// One more right-hand side: m values to be filled in, and then its solution, n values.
  Scalar* column() const { return space_; }
  [[gnu::noinline]] const Scalar* solve(Index modes, Scalar damping) const {
    Scalar* const x = space_ + m_;
    fill(x, n_, Scalar(0));
    const Scalar factor = minnorm::internal::toSafeRange(space_, m_);
    if (factor == Scalar(0)) return x;
    for (Index r = 0; r < modes; ++r) {
      const Scalar ratio = damping / sigma_[r];
      const Scalar filter = Scalar(1) / (Scalar(1) + ratio * ratio);
      if (!(filter > Scalar(0))) continue;
      minnorm::internal::addMode(damping > Scalar(0), filter, u() + r * m_, space_, m_, factor,
                                 sigma_[r], v() + r * n_, x, n_);
    }
    return x;
  }

  /// The number of modes that solve() takes.
  Index modes(Scalar rcond, Scalar damping) const {
    if (!(damping > Scalar(0))) return rank(rcond);
    Index modes = 0;
    while (modes < narrow_ && sigma_[modes] > Scalar(0)) ++modes;
    return modes;
  }

 private:
  Index m_, n_;
  bool isWide_;
  Index tall_, narrow_;
  Scalar *left_, *right_, *space_, *sigma_;
  minnorm::internal::SvdOutcome outcome_{0, SvdStatus::success};
};

template <typename Scalar>
[[gnu::noinline]] void copyFactor(const Scalar* columns, const Rows<Scalar>& to) {
  if (to.values == nullptr) return;
  for (Index j = 0; j < to.cols; ++j) {
    for (Index i = 0; i < to.rows; ++i) to(i, j) = *columns++;
  }
}

template <typename Scalar>
[[gnu::noinline]] bool areTolerances(Scalar rcond, Scalar damping) {
  return isFinite(rcond) && damping >= Scalar(0) && isFinite(damping);
}

template <typename Scalar>
minnorm_status svd(int m, int n, const Scalar* a, int lda, Scalar* sigma, Scalar* u, int ldu,
                   Scalar* v, int ldv, Scalar* work, int lwork, minnorm_info* info) {
  if (!isSize(m) || !isSize(n)) return MINNORM_BAD_ARGUMENT;
  const int narrow = MINNORM_MIN(m, n), size = MINNORM_SVD_WORK(m, n);
  const Rows<const Scalar> matrix{a, m, n, lda};
  const Rows<Scalar> left{u, m, narrow, ldu}, right{v, n, narrow, ldv};
  if (!matrix.isRight() || (u != nullptr && !left.isRight()) ||
      (v != nullptr && !right.isRight()) || (sigma == nullptr && narrow > 0) ||
      (work == nullptr && size > 0) || lwork < size) {
    return MINNORM_BAD_ARGUMENT;
  }
  Svd<Scalar> decomposition(m, n, work, sigma);
  decomposition.compute(matrix, u != nullptr, v != nullptr);
  copyFactor(decomposition.u(), left);
  copyFactor(decomposition.v(), right);
  decomposition.report(info, Scalar(-1));
  return decomposition.status();
}

/// x = A⁺·b, or A⁺ itself where b has no values.
template <typename Scalar>
[[gnu::noinline]] minnorm_status solve(const Rows<const Scalar>& a, const Rows<const Scalar>& b,
                                       const Rows<Scalar>& x, Scalar rcond, Scalar damping,
                                       Scalar* work, int lwork, minnorm_info* info) {
  const int m = a.rows, n = a.cols, size = MINNORM_LSTSQ_WORK(m, n);
  if (!a.isRight() || !x.isRight() || !areTolerances(rcond, damping) ||
      (work == nullptr && size > 0) || lwork < size) {
    return MINNORM_BAD_ARGUMENT;
  }
  Scalar* const sigma = work + MINNORM_SVD_WORK(m, n);
  Svd<Scalar> decomposition(m, n, work, sigma);
  if (b.values != nullptr && !isFinite(b)) {
    fill(sigma, MINNORM_MIN(m, n), Scalar(0));
    decomposition.report(info, rcond);
    setZero(x);
    return MINNORM_INVALID_INPUT;
  }
  decomposition.compute(a, true, true);
  const Index modes = decomposition.modes(rcond, damping);
  for (Index k = 0; k < x.cols; ++k) {
    Scalar* const column = decomposition.column();
    for (Index i = 0; i < m; ++i) column[i] = b.values != nullptr ? b(i, k) : Scalar(i == k);
    const Scalar* const solution = decomposition.solve(modes, damping);
    for (Index j = 0; j < n; ++j) x(j, k) = solution[j];
  }
  decomposition.report(info, rcond);
  return decomposition.status();
}

template <typename Scalar>
minnorm_status lstsq(int m, int n, int nrhs, const Scalar* a, int lda, const Scalar* b, int ldb,
                     Scalar* x, int ldx, Scalar rcond, Scalar damping, Scalar* work, int lwork,
                     minnorm_info* info) {
  const Rows<const Scalar> sides{b, m, nrhs, ldb};
  if (!isSize(m) || !isSize(n) || !isSize(nrhs) || !sides.isRight()) return MINNORM_BAD_ARGUMENT;
  return solve(Rows<const Scalar>{a, m, n, lda}, sides, Rows<Scalar>{x, n, nrhs, ldx}, rcond,
               damping, work, lwork, info);
}

template <typename Scalar>
minnorm_status pinv(int m, int n, const Scalar* a, int lda, Scalar* p, int ldp, Scalar rcond,
                    Scalar damping, Scalar* work, int lwork, minnorm_info* info) {
  if (!isSize(m) || !isSize(n)) return MINNORM_BAD_ARGUMENT;
  return solve(Rows<const Scalar>{a, m, n, lda}, Rows<const Scalar>{nullptr, m, m, m},
               Rows<Scalar>{p, n, m, ldp}, rcond, damping, work, lwork, info);
}

}  // namespace

minnorm_status minnorm_svd_f32(int m, int n, const float* a, int lda, float* sigma, float* u,
                               int ldu, float* v, int ldv, float* work, int lwork,
                               minnorm_info* info) {
  return svd(m, n, a, lda, sigma, u, ldu, v, ldv, work, lwork, info);
}

minnorm_status minnorm_svd_f64(int m, int n, const double* a, int lda, double* sigma, double* u,
                               int ldu, double* v, int ldv, double* work, int lwork,
                               minnorm_info* info) {
  return svd(m, n, a, lda, sigma, u, ldu, v, ldv, work, lwork, info);
}

minnorm_status minnorm_lstsq_f32(int m, int n, int nrhs, const float* a, int lda, const float* b,
                                 int ldb, float* x, int ldx, float rcond, float damping,
                                 float* work, int lwork, minnorm_info* info) {
  return lstsq(m, n, nrhs, a, lda, b, ldb, x, ldx, rcond, damping, work, lwork, info);
}

minnorm_status minnorm_lstsq_f64(int m, int n, int nrhs, const double* a, int lda, const double* b,
                                 int ldb, double* x, int ldx, double rcond, double damping,
                                 double* work, int lwork, minnorm_info* info) {
  return lstsq(m, n, nrhs, a, lda, b, ldb, x, ldx, rcond, damping, work, lwork, info);
}

minnorm_status minnorm_pinv_f32(int m, int n, const float* a, int lda, float* p, int ldp,
                                float rcond, float damping, float* work, int lwork,
                                minnorm_info* info) {
  return pinv(m, n, a, lda, p, ldp, rcond, damping, work, lwork, info);
}

minnorm_status minnorm_pinv_f64(int m, int n, const double* a, int lda, double* p, int ldp,
                                double rcond, double damping, double* work, int lwork,
                                minnorm_info* info) {
  return pinv(m, n, a, lda, p, ldp, rcond, damping, work, lwork, info);
}
