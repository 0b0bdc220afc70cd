/* SPDX-License-Identifier: MIT */
/* magnetometer.cpp in C: the calibration of all readings, by minnorm_lstsq_f32. */
#include "magnetometer.h"

#include <minnorm/minnorm.h>

#include "csv.h"

enum { WORK = MINNORM_LSTSQ_WORK(READINGS, TERMS) };

static float terms[READINGS][TERMS], y[READINGS], work[WORK];

static int isNear(float x, float known, float by) { return x - known < by && known - x < by; }

/* The rank of a set of readings, where what is below a count tells nothing, and their quadric. */
static int fit(const short (*set)[3], int count, float q[TERMS], float* condition) {
  minnorm_info info;
  int k;
  for (k = 0; k < count; ++k) {
    set_terms(set[k], field, terms[k]);
    y[k] = 1.0f;
  }
  if (minnorm_lstsq_f32(count, TERMS, 1, &terms[0][0], TERMS, y, 1, q, 1, 1.0f / field, 0.0f, work,
                        WORK, &info) != MINNORM_OK) {
    return 0;
  }
  *condition = info.condition;
  return info.rank;
}

int main(void) {
  float q[TERMS], matrix[3][3], side[3], c[3], t[3][3], condition;
  double row[5];
  int i, j, rank, right;
  board_start();
  right = fit(flat, FLAT, q, &condition) < TERMS;
  rank = fit(readings, READINGS, q, &condition);
  for (i = 0; i < 3; ++i) {
    side[i] = -q[6 + i] * field;
    for (j = 0; j < 3; ++j) matrix[i][j] = q[place[i][j]];
  }
  if (minnorm_lstsq_f32(3, 3, 1, &matrix[0][0], 3, side, 1, c, 1, -1.0f, 0.0f, work, WORK, 0) !=
          MINNORM_OK ||
      !set_calibration(q, field, c, t)) {
    return 1;
  }
  csv_text("condition,rank,x,y,z\n");
  row[0] = (double)condition;
  row[1] = rank;
  for (i = 0; i < 3; ++i) row[2 + i] = (double)c[i];
  csv_row(row, 5);
  right = right && rank == TERMS;
  for (i = 0; i < 3; ++i) {
    right = right && isNear(c[i], center[i], 0.5f);
    for (j = 0; j < 3; ++j) right = right && isNear(t[i][j] * field, iron[i][j], 5e-3f);
  }
  return right ? 0 : 1;
}
