// SPDX-License-Identifier: MIT
// The C functions over a stack of matrices, one after the other without gaps: one call from Python,
// one work space.
#include <minnorm/minnorm.h>

#include <cstddef>
#include <vector>

namespace {

using std::ptrdiff_t;

/// Entry k of a stack of results, each of `size` values; null if it is not wanted.
template <typename Scalar>
Scalar* at(Scalar* stack, ptrdiff_t k, ptrdiff_t size) {
  return stack == nullptr ? nullptr : stack + k * size;
}

template <typename Scalar>
std::vector<Scalar> work(int m, int n) {
  return std::vector<Scalar>(std::size_t(MINNORM_LSTSQ_WORK(m, n)));
}

template <typename Scalar, typename Function>
void svd(Function* function, ptrdiff_t count, int m, int n, const Scalar* a, Scalar* sigma,
         Scalar* u, Scalar* v, minnorm_info* info, int* status) {
  const int narrow = MINNORM_MIN(m, n);
  auto space = work<Scalar>(m, n);
  for (ptrdiff_t k = 0; k < count; ++k) {
    status[k] = function(m, n, a + k * m * n, n, sigma + k * narrow, at(u, k, m * narrow), narrow,
                         at(v, k, n * narrow), narrow, space.data(), int(space.size()), info + k);
  }
}

/// The functions leave σ in the last min(m, n) numbers of their work space.
template <typename Scalar, typename Function>
void lstsq(Function* function, ptrdiff_t count, int m, int n, int sides, const Scalar* a,
           const Scalar* b, Scalar* x, Scalar* sigma, Scalar rcond, Scalar damping,
           minnorm_info* info, int* status) {
  const int narrow = MINNORM_MIN(m, n), kept = MINNORM_SVD_WORK(m, n);
  auto space = work<Scalar>(m, n);
  for (ptrdiff_t k = 0; k < count; ++k) {
    status[k] = function(m, n, sides, a + k * m * n, n, b + k * m * sides, sides, x + k * n * sides,
                         sides, rcond, damping, space.data(), int(space.size()), info + k);
    for (int i = 0; i < narrow; ++i) sigma[k * narrow + i] = space[std::size_t(kept + i)];
  }
}

template <typename Scalar, typename Function>
void pinv(Function* function, ptrdiff_t count, int m, int n, const Scalar* a, Scalar* p,
          Scalar rcond, Scalar damping, minnorm_info* info, int* status) {
  auto space = work<Scalar>(m, n);
  for (ptrdiff_t k = 0; k < count; ++k) {
    status[k] = function(m, n, a + k * m * n, n, p + k * m * n, m, rcond, damping, space.data(),
                         int(space.size()), info + k);
  }
}

}  // namespace

#define MINNORM_STACKS(name, Scalar)                                                               \
  void minnorm_stack_svd_##name(ptrdiff_t count, int m, int n, const Scalar* a, Scalar* sigma,     \
                                Scalar* u, Scalar* v, minnorm_info* info, int* status) {           \
    svd(minnorm_svd_##name, count, m, n, a, sigma, u, v, info, status);                            \
  }                                                                                                \
  void minnorm_stack_lstsq_##name(ptrdiff_t count, int m, int n, int sides, const Scalar* a,       \
                                  const Scalar* b, Scalar* x, Scalar* sigma, Scalar rcond,         \
                                  Scalar damping, minnorm_info* info, int* status) {               \
    lstsq(minnorm_lstsq_##name, count, m, n, sides, a, b, x, sigma, rcond, damping, info, status); \
  }                                                                                                \
  void minnorm_stack_pinv_##name(ptrdiff_t count, int m, int n, const Scalar* a, Scalar* p,        \
                                 Scalar rcond, Scalar damping, minnorm_info* info, int* status) {  \
    pinv(minnorm_pinv_##name, count, m, n, a, p, rcond, damping, info, status);                    \
  }

extern "C" {
MINNORM_STACKS(f32, float)
MINNORM_STACKS(f64, double)
}
