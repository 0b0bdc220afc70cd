/* SPDX-License-Identifier: MIT */
/* damped_kinematics.cpp in C: the arm with damping, by minnorm_lstsq_f32. */
#include "damped_kinematics.h"

#include <minnorm/minnorm.h>

#include "csv.h"

enum { WORK = MINNORM_LSTSQ_WORK(2, JOINTS) };

static float work[WORK];

static float size(float x) { return x < 0.0f ? -x : x; }

int main(void) {
  Arm arm = bent;
  int step, j, right = 1;
  board_start();
  csv_text("seconds,x,y,fastest\n");
  for (step = 0; step < STEPS; ++step) {
    float tip[2], jacobian[2][JOINTS], v[2], speeds[JOINTS], speed, fastest = 0.0f;
    double row[4];
    const float place = line(step, &speed);
    set_jacobian(&arm, tip, jacobian);
    v[0] = speed + gain * (place - tip[0]);
    v[1] = gain * (0.1f - tip[1]);
    if (minnorm_lstsq_f32(2, JOINTS, 1, &jacobian[0][0], JOINTS, v, 1, speeds, 1, -1.0f, damping,
                          work, WORK, 0) != MINNORM_OK) {
      return 1;
    }
    for (j = 0; j < JOINTS; ++j) fastest = MINNORM_MAX(fastest, size(speeds[j]));
    /* No joint is faster than |v| / (2 damping). */
    if (fastest * 2.0f * damping > (size(v[0]) + size(v[1])) * 1.0001f) right = 0;
    row[0] = (double)((float)step * period);
    row[1] = (double)tip[0];
    row[2] = (double)tip[1];
    row[3] = (double)fastest;
    csv_row(row, 4);
    turn(&arm, speeds);
    /* In the end the tip is on the line again, to a centimetre. */
    if (step == STEPS - 1 && size(tip[0] - place) + size(tip[1] - 0.1f) > 0.01f) right = 0;
  }
  return right ? 0 : 1;
}
