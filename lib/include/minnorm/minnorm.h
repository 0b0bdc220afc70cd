/* SPDX-License-Identifier: MIT */
#ifndef MINNORM_MINNORM_H
#define MINNORM_MINNORM_H

#include <minnorm/version.hpp>

#include <limits.h>

#if INT_MAX < 65536
#error "minnorm needs an int of 32 bits."
#endif

/**
 * @file minnorm.h
 * Singular values, minimum-norm least squares and pseudoinverses in C (C90 and later).
 *
 * Functions in _f32 take float, those in _f64 double. No heap, no recursion, no errno, no state,
 * and a stack that does not depend on the size: work space is the caller's, and what they compute
 * has the bits of the C++ class minnorm::JacobiSVD with the option Compact on every processor. They
 * may be called by several threads at once.
 *
 * A matrix has its rows one after the other: entry (i, j) of a stands at a[i * lda + j], and lda is
 * at least the number of columns. Sizes are 0 to MINNORM_MAX_SIZE; where one is 0 there is nothing
 * to read or write, and a pointer to it may be null; work has the size that its macro says. Outputs
 * overlap neither each other nor inputs nor work, but where a function says so.
 *
 * Values are in the caller's units: singular values in those of the matrix's entries, and x in
 * those of b over those of a.
 *
 * Four motors, three axes: which thrusts give this roll, pitch and yaw with the least effort?
 * @code
 * static const float mixer[3][4] = {
 *     {-0.7f, 0.7f, 0.6f, -0.6f}, {0.7f, -0.7f, 0.8f, -0.8f}, {0.1f, 0.1f, -0.1f, -0.1f}};
 * static const float axes[3] = {0.2f, -0.1f, 0.05f};
 * static float work[MINNORM_LSTSQ_WORK(3, 4)];
 * float thrust[4];
 * minnorm_info info;
 * minnorm_status status = minnorm_lstsq_f32(3, 4, 1, &mixer[0][0], 4, axes, 1, thrust, 1, -1.0f,
 *                                           0.0f, work, MINNORM_LSTSQ_WORK(3, 4), &info);
 * @endcode
 */

#ifdef __cplusplus
extern "C" {
#endif

/** The most rows, columns or right-hand sides. */
#define MINNORM_MAX_SIZE 128

/** The lesser and the greater of two sizes, as constant expressions. */
#define MINNORM_MIN(m, n) ((m) < (n) ? (m) : (n))
#define MINNORM_MAX(m, n) ((m) < (n) ? (n) : (m))

/** The numbers, float or double, in the work space of minnorm_svd_* for an m x n matrix. A constant
 * if m and n are; of several sizes, that of the largest number of rows and of columns serves all.
 */
#define MINNORM_SVD_WORK(m, n) \
  (MINNORM_MIN(m, n) * (MINNORM_MIN(m, n) + 3) + MINNORM_MAX(m, n) * (MINNORM_MIN(m, n) + 1))
/** The same of minnorm_lstsq_*, for any number of right-hand sides. */
#define MINNORM_LSTSQ_WORK(m, n) (MINNORM_SVD_WORK(m, n) + MINNORM_MIN(m, n))
/** The same of minnorm_pinv_*. */
#define MINNORM_PINV_WORK(m, n) MINNORM_LSTSQ_WORK(m, n)

/** How a call went. */
typedef enum {
  /** A size, stride, tolerance or null pointer is wrong, or there is too little work space: nothing
     was written. */
  MINNORM_BAD_ARGUMENT = -1,
  /** The results are right, but for values beyond the range of the type. */
  MINNORM_OK = 0,
  /** 30 sweeps did not meet the stopping rule: the results are those reached. */
  MINNORM_NO_CONVERGENCE = 1,
  /** An entry of a or b is a NaN or infinity: singular values, x and the pseudoinverse are 0, u and
   * v have ones on the diagonal and zeros elsewhere, and info is that of a zero matrix. */
  MINNORM_INVALID_INPUT = 2
} minnorm_status;

/** What a call found out about the matrix. */
typedef struct {
  /** The number of singular values that are not below rcond times the largest, nor below the type's
   * smallest normal number; of minnorm_svd_*, with the default rcond. */
  int rank;
  /** Sweeps of the iteration, 0 to 30. */
  int sweeps;
  /** The largest singular value over the smallest of min(m, n): infinite if that is 0 or the ratio
   * is beyond a float, not a number if both are infinite, 0 for an empty matrix. */
  float condition;
} minnorm_info;

/**
 * A = U * diag(sigma) * V^T.
 * @param m, n     rows and columns of a, 0 to MINNORM_MAX_SIZE
 * @param a, lda   m x n, lda >= n; not changed
 * @param sigma    returns the min(m, n) singular values in decreasing order, none negative;
 * infinite where one exceeds the largest number of the type
 * @param u, ldu   returns U, m x min(m, n), with orthonormal columns, ldu >= min(m, n); null if it
 * is not wanted
 * @param v, ldv   returns V, n x min(m, n), likewise (V, not its transpose)
 * @param work, lwork  at least MINNORM_SVD_WORK(m, n) numbers
 * @param info     returns rank, sweeps and condition; may be null
 */
minnorm_status minnorm_svd_f32(int m, int n, const float* a, int lda, float* sigma, float* u,
                               int ldu, float* v, int ldv, float* work, int lwork,
                               minnorm_info* info);
/** The same in double. */
minnorm_status minnorm_svd_f64(int m, int n, const double* a, int lda, double* sigma, double* u,
                               int ldu, double* v, int ldv, double* work, int lwork,
                               minnorm_info* info);

/**
 * For each column of b, the x of least norm among those that minimise |a * x - b|; with damping,
 * the x that minimises |a * x - b|^2 + damping^2 * |x|^2.
 * @param m, n     rows and columns of a, 0 to MINNORM_MAX_SIZE
 * @param nrhs     columns of b and x, 0 to MINNORM_MAX_SIZE
 * @param a, lda   m x n, lda >= n; not changed
 * @param b, ldb   m x nrhs, ldb >= nrhs
 * @param x, ldx   returns x, n x nrhs, ldx >= nrhs; may be b, if ldx is ldb. Entries that exceed
 * the largest number of the type are infinite or NaN; a mode whose singular value is infinite
 * counts as 0, and one whose singular value is less than 3e-14 times damping may
 * @param rcond    singular values below rcond times the largest count as 0; negative: min(m, n)
 * times the machine epsilon. Not NaN or infinite
 * @param damping  in the unit of the singular values, finite and not negative. 0: none. With
 * damping every singular value above 0 counts, and rcond is for info alone
 * @param work, lwork  at least MINNORM_LSTSQ_WORK(m, n) numbers; unless the status is
 * MINNORM_BAD_ARGUMENT, the min(m, n) from place MINNORM_SVD_WORK(m, n) on are the singular values
 * @param info     returns rank, sweeps and condition; may be null
 */
minnorm_status minnorm_lstsq_f32(int m, int n, int nrhs, const float* a, int lda, const float* b,
                                 int ldb, float* x, int ldx, float rcond, float damping,
                                 float* work, int lwork, minnorm_info* info);
/** The same in double. */
minnorm_status minnorm_lstsq_f64(int m, int n, int nrhs, const double* a, int lda, const double* b,
                                 int ldb, double* x, int ldx, double rcond, double damping,
                                 double* work, int lwork, minnorm_info* info);

/**
 * The Moore-Penrose inverse of a, n x m; with damping, (a^T * a + damping^2 * I)^-1 * a^T.
 * @param m, n     rows and columns of a, 0 to MINNORM_MAX_SIZE
 * @param a, lda   m x n, lda >= n; not changed
 * @param p, ldp   returns the inverse, n x m, ldp >= m
 * @param rcond, damping  as of minnorm_lstsq_f32
 * @param work, lwork  at least MINNORM_PINV_WORK(m, n) numbers
 * @param info     returns rank, sweeps and condition; may be null
 */
minnorm_status minnorm_pinv_f32(int m, int n, const float* a, int lda, float* p, int ldp,
                                float rcond, float damping, float* work, int lwork,
                                minnorm_info* info);
/** The same in double. */
minnorm_status minnorm_pinv_f64(int m, int n, const double* a, int lda, double* p, int ldp,
                                double rcond, double damping, double* work, int lwork,
                                minnorm_info* info);

#ifdef __cplusplus
}
#endif

#endif
