/* SPDX-License-Identifier: MIT */
#include <minnorm/minnorm.h>

/* README's mixer in C90, with nothing but minnorm.h: the exit status says which check failed. */

enum { AXES = 3, MOTORS = 4 };

static const float mixer[AXES][MOTORS] = {
    {-0.7f, 0.7f, 0.6f, -0.6f}, {0.7f, -0.7f, 0.8f, -0.8f}, {0.1f, 0.1f, -0.1f, -0.1f}};
static const float axes[AXES] = {0.2f, -0.1f, 0.05f};
static const float expected[MOTORS] = {0.0128f, 0.2372f, -0.0893f, -0.1607f};

static float work[MINNORM_LSTSQ_WORK(AXES, MOTORS)];
static float inverse[MOTORS][AXES];

static int isNear(float x, float y) { return x - y < 1e-4f && y - x < 1e-4f; }

int main(void) {
  float thrust[MOTORS], sigma[AXES], u[AXES][AXES], v[MOTORS][AXES];
  minnorm_info info;
  int i, j;

  if (minnorm_lstsq_f32(AXES, MOTORS, 1, &mixer[0][0], MOTORS, axes, 1, thrust, 1, -1.0f, 0.0f,
                        work, MINNORM_LSTSQ_WORK(AXES, MOTORS), &info) != MINNORM_OK) {
    return 1;
  }
  for (i = 0; i < MOTORS; ++i) {
    if (!isNear(thrust[i], expected[i])) return 2;
  }
  if (info.rank != 3 || info.sweeps != 3 || !isNear(info.condition / 10.0f, 0.75174f)) return 3;

  if (minnorm_pinv_f32(AXES, MOTORS, &mixer[0][0], MOTORS, &inverse[0][0], AXES, -1.0f, 0.0f, work,
                       MINNORM_PINV_WORK(AXES, MOTORS), 0) != MINNORM_OK) {
    return 4;
  }
  for (i = 0; i < MOTORS; ++i) {
    float sum = 0.0f;
    for (j = 0; j < AXES; ++j) sum += inverse[i][j] * axes[j];
    if (!isNear(sum, expected[i])) return 5;
  }

  if (minnorm_svd_f32(AXES, MOTORS, &mixer[0][0], MOTORS, sigma, &u[0][0], AXES, &v[0][0], AXES,
                      work, MINNORM_SVD_WORK(AXES, MOTORS), &info) != MINNORM_OK) {
    return 6;
  }
  for (i = 0; i < AXES; ++i) {
    for (j = 0; j < MOTORS; ++j) {
      const float sum = u[i][0] * sigma[0] * v[j][0] + u[i][1] * sigma[1] * v[j][1] +
                        u[i][2] * sigma[2] * v[j][2];
      if (!isNear(sum, mixer[i][j])) return 7;
    }
  }
  return 0;
}
