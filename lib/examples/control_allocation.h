/* SPDX-License-Identifier: MIT */
#ifndef MINNORM_EXAMPLES_CONTROL_ALLOCATION_H
#define MINNORM_EXAMPLES_CONTROL_ALLOCATION_H

enum { AXES = 4, MOTORS = 6 };

#include "field_pseudoinverse.h"

/* Two hexarotors. Motors of a frame stand in pairs in front, in the middle and behind; those of
   the right hand turn one way for the first, third and fifth, the other way for the others. */
typedef struct {
  float width, length, middle; /* metres from the centre of gravity */
  float torque;                /* of a propeller over its thrust, in metres */
} Frame;
static const Frame frames[] = {{0.30f, 0.33f, 0.06f, 0.05f}, {0.26f, 0.20f, 0.06f, 0.016f}};
enum { FRAMES = 2, STEPS = 16 };

/* What is left of every second motor, which share a supply that fades: 1 at first, a decade less
   after three steps, and nothing at the last. What they lose is yaw. */
static float effectiveness(int step) {
  static const float part[] = {1.0f, 0.53f, 0.28313f};
  float left = step == STEPS - 1 ? 0.0f : part[step % 3];
  for (; step >= 3; step -= 3) left /= 10.0f;
  return left;
}

/* Roll, pitch, yaw and thrust by motors. */
static void set_mixer(const Frame* frame, float left, float (*b)[MOTORS]) {
  int j;
  for (j = 0; j < MOTORS; ++j) {
    const float part = j % 2 == 0 ? 1.0f : left, side = j < 3 ? 1.0f : -1.0f;
    const int place = j < 3 ? j : 5 - j;
    const float outer = place == 1 ? 1.2f * frame->width : frame->width;
    b[0][j] = -side * outer * part;
    b[1][j] = (place == 0 ? frame->length : place == 1 ? frame->middle : -frame->length) * part;
    b[2][j] = (j % 2 == 0 ? frame->torque : -frame->torque) * part;
    b[3][j] = part;
  }
}

#endif
