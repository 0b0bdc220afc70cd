/* SPDX-License-Identifier: MIT */
#ifndef MINNORM_EXAMPLES_DAMPED_KINEMATICS_H
#define MINNORM_EXAMPLES_DAMPED_KINEMATICS_H

/* An arm of three links in the plane whose tip follows a line to and fro: the line leaves what the
   arm can reach, 1.2 m, and where the arm is stretched it cannot move outward. */

enum { JOINTS = 3, STEPS = 400 };

static const float links[JOINTS] = {0.5f, 0.4f, 0.3f};
static const float period = 0.01f; /* seconds */
static const float gain = 5.0f;    /* of the tip's error, per second */
static const float damping = 0.1f; /* metres per radian */

/* The directions of the links, as unit vectors. */
typedef struct {
  float x[JOINTS], y[JOINTS];
} Arm;

static const Arm bent = {{0.6f, 0.8f, 0.0f}, {0.8f, -0.6f, -1.0f}};

/* Where the tip shall be, and its speed: 0.7 m to 1.3 m and back at 0.3 m/s, along y = 0.1 m. */
static float line(int step, float* speed) {
  *speed = step < STEPS / 2 ? 0.3f : -0.3f;
  return 0.7f + 0.3f * period * (float)(step < STEPS / 2 ? step : STEPS - step);
}

/* Place of the tip, and its derivatives by the joints' angles: row 0 of x, row 1 of y. */
static void set_jacobian(const Arm* arm, float tip[2], float jacobian[2][JOINTS]) {
  int j;
  tip[0] = tip[1] = 0.0f;
  for (j = JOINTS - 1; j >= 0; --j) {
    tip[0] += links[j] * arm->x[j];
    tip[1] += links[j] * arm->y[j];
    jacobian[0][j] = -tip[1];
    jacobian[1][j] = tip[0];
  }
}

/* Turns the joints at these speeds for a period: by 2 atan(t / 2), which + - * / can do. */
static void turn(Arm* arm, const float speeds[JOINTS]) {
  float angle = 0.0f;
  int j;
  for (j = 0; j < JOINTS; ++j) {
    float t, scale, x;
    angle += speeds[j] * period;
    t = angle / 2.0f;
    scale = 1.0f / (1.0f + t * t);
    x = arm->x[j];
    arm->x[j] = ((1.0f - t * t) * x - 2.0f * t * arm->y[j]) * scale;
    arm->y[j] = ((1.0f - t * t) * arm->y[j] + 2.0f * t * x) * scale;
  }
}

#endif
