/* SPDX-License-Identifier: MIT */
/* control_allocation.cpp in C: what minnorm_pinv_f32 makes of the mixers. */
#include "control_allocation.h"

#include <minnorm/minnorm.h>

#include "csv.h"

enum { WORK = MINNORM_PINV_WORK(AXES, MOTORS) };

static float work[WORK];
static double double_work[WORK];

/* The relative error of p. */
static double error(float (*p)[AXES], double (*exact)[AXES]) {
  double different = 0.0, whole = 0.0;
  int i, j;
  for (i = 0; i < MOTORS; ++i) {
    for (j = 0; j < AXES; ++j) {
      const double d = (double)p[i][j] - exact[i][j];
      different += d * d;
      whole += exact[i][j] * exact[i][j];
    }
  }
  return sqrt(different / whole);
}

/* Whether the pseudoinverse is right to 1e-5, with the right rank. */
static int allocates(int frame, int step) {
  float b[AXES][MOTORS], p[MOTORS][AXES];
  double in_double[AXES][MOTORS], exact[MOTORS][AXES], row[6];
  const int rank = step == STEPS - 1 ? 3 : 4;
  minnorm_info info;
  int i, j;

  set_mixer(&frames[frame], effectiveness(step), b);
  for (i = 0; i < AXES; ++i) {
    for (j = 0; j < MOTORS; ++j) in_double[i][j] = (double)b[i][j];
  }
  if (minnorm_pinv_f64(AXES, MOTORS, &in_double[0][0], MOTORS, &exact[0][0], AXES, -1.0, 0.0,
                       double_work, WORK, &info) != MINNORM_OK ||
      info.rank != rank) {
    return 0;
  }
  row[0] = frame;
  row[1] = (double)info.condition;
  field_normal(b, p);
  row[2] = error(p, exact);
  field_geninv(b, p);
  row[3] = error(p, exact);
  if (minnorm_pinv_f32(AXES, MOTORS, &b[0][0], MOTORS, &p[0][0], AXES, -1.0f, 0.0f, work, WORK,
                       &info) != MINNORM_OK) {
    return 0;
  }
  row[4] = error(p, exact);
  row[5] = info.rank;
  csv_row(row, 6);
  return row[4] < 1e-5 && info.rank == rank;
}

int main(void) {
  int frame, step, right = 1;
  board_start();
  csv_text("frame,condition,normal,geninv,SVD,SVD rank\n");
  for (frame = 0; frame < FRAMES; ++frame) {
    for (step = 0; step < STEPS; ++step) right = allocates(frame, step) && right;
  }
  return right ? 0 : 1;
}
