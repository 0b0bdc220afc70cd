/* SPDX-License-Identifier: MIT */
#ifndef MINNORM_EXAMPLES_FIELD_PSEUDOINVERSE_H
#define MINNORM_EXAMPLES_FIELD_PSEUDOINVERSE_H

/* Pseudoinverses of an axes x motors mixer as flight controllers compute them, in float, from the
   normal equations: (i, j) of the mixer is b[i][j]. AXES and MOTORS are constants of who includes
   this, no more axes than motors. */

#include <float.h>
#include <math.h>

/* p = a * b, with a of rows x inner, or a * b^T. */
static void field_product(int rows, int inner, int cols, float (*a)[AXES], float (*b)[AXES],
                          int transposed, float (*p)[AXES]) {
  int i, j, k;
  for (i = 0; i < rows; ++i) {
    for (j = 0; j < cols; ++j) {
      p[i][j] = 0.0f;
      for (k = 0; k < inner; ++k) p[i][j] += a[i][k] * (transposed ? b[j][k] : b[k][j]);
    }
  }
}

/* b * b^T. */
static void field_gram(float (*b)[MOTORS], float (*gram)[AXES]) {
  int i, j, k;
  for (i = 0; i < AXES; ++i) {
    for (j = 0; j < AXES; ++j) {
      gram[i][j] = 0.0f;
      for (k = 0; k < MOTORS; ++k) gram[i][j] += b[i][k] * b[j][k];
    }
  }
}

/* x = a^-1 of order n by Gauss and Jordan with partial pivoting; a is used up. */
static void field_inverse(int n, float (*a)[AXES], float (*x)[AXES]) {
  int i, j, k;
  for (i = 0; i < n; ++i) {
    for (j = 0; j < n; ++j) x[i][j] = i == j ? 1.0f : 0.0f;
  }
  for (k = 0; k < n; ++k) {
    int pivot = k;
    for (i = k + 1; i < n; ++i) {
      if (fabsf(a[i][k]) > fabsf(a[pivot][k])) pivot = i;
    }
    for (j = 0; j < n; ++j) {
      const float other = a[k][j], inverse = x[k][j];
      a[k][j] = a[pivot][j], a[pivot][j] = other;
      x[k][j] = x[pivot][j], x[pivot][j] = inverse;
    }
    for (i = 0; i < n; ++i) {
      const float factor = i == k ? 0.0f : a[i][k] / a[k][k];
      for (j = 0; j < n; ++j) {
        a[i][j] -= factor * a[k][j];
        x[i][j] -= factor * x[k][j];
      }
    }
  }
  for (i = 0; i < n; ++i) {
    for (j = 0; j < n; ++j) x[i][j] /= a[i][i];
  }
}

/* p = b^T * x. */
static void field_result(float (*b)[MOTORS], float (*x)[AXES], float (*p)[AXES]) {
  int i, j, k;
  for (i = 0; i < MOTORS; ++i) {
    for (j = 0; j < AXES; ++j) {
      p[i][j] = 0.0f;
      for (k = 0; k < AXES; ++k) p[i][j] += b[k][i] * x[k][j];
    }
  }
}

/* b^T * (b * b^T)^-1, for which the rank is taken to be AXES. */
static inline void field_normal(float (*b)[MOTORS], float (*p)[AXES]) {
  float gram[AXES][AXES], x[AXES][AXES];
  field_gram(b, gram);
  field_inverse(AXES, gram, x);
  field_result(b, x, p);
}

/* geninv: b * b^T = L * L^T with L of full column rank r, and the pseudoinverse is
   b^T * L * (L^T * L)^-2 * L^T (Courrieu, Neural Information Processing 8 (2005)). Returns r. */
static inline int field_geninv(float (*b)[MOTORS], float (*p)[AXES]) {
  float gram[AXES][AXES], l[AXES][AXES], lt[AXES][AXES], x[AXES][AXES], largest = 0.0f;
  int i, j, k, r = 0;
  field_gram(b, gram);
  for (k = 0; k < AXES; ++k) largest = gram[k][k] > largest ? gram[k][k] : largest;
  for (k = 0; k < AXES; ++k) {
    for (i = 0; i < AXES; ++i) {
      float sum = 0.0f;
      for (j = 0; j < r; ++j) sum += l[i][j] * l[k][j];
      l[i][r] = i < k ? 0.0f : gram[i][k] - sum;
    }
    if (l[k][r] > (float)AXES * FLT_EPSILON * largest) {
      const float root = sqrtf(l[k][r]);
      for (i = k; i < AXES; ++i) l[i][r] = i == k ? root : l[i][r] / root;
      ++r;
    }
  }
  for (i = 0; i < r; ++i) {
    for (j = 0; j < AXES; ++j) lt[i][j] = l[j][i];
  }
  field_product(r, AXES, r, lt, lt, 1, gram);
  field_inverse(r, gram, x);
  field_product(r, r, r, x, x, 0, gram); /* (L^T * L)^-2 */
  field_product(r, r, AXES, gram, lt, 0, x);
  field_product(AXES, r, AXES, l, x, 0, gram);
  field_result(b, gram, p);
  return r;
}

#endif
