/* SPDX-License-Identifier: MIT */
#include "mixer.h"

#include <target_test.h>

static const float command[3] = {0.2F, -0.1F, 0.05F};

static int is_close(float a, float b, float tolerance) {
  return a - b < tolerance && b - a < tolerance;
}

/* Whether the motors do what is asked. */
static int does(const float a[3 * 4], const float thrust[4]) {
  int holds = 1, axis, motor;
  for (axis = 0; axis < 3; ++axis) {
    float sum = 0;
    for (motor = 0; motor < 4; ++motor) sum += a[4 * axis + motor] * thrust[motor];
    holds = holds && is_close(sum, command[axis], 1e-6F);
  }
  return holds;
}

static void the_motors_do_what_is_asked(void) {
  float thrust[4];
  CHECK(thrusts(mixer, command, thrust) == MINNORM_OK);
  CHECK(does(mixer, thrust));
}

static void the_effort_is_the_least(void) {
  static const float known[4] = {0.0128F, 0.2372F, -0.0893F, -0.1607F};
  float thrust[4];
  int i;
  CHECK(thrusts(mixer, command, thrust) == MINNORM_OK);
  for (i = 0; i < 4; ++i) CHECK(is_close(thrust[i], known[i], 1e-4F));
}

static void a_motor_that_fails_gets_no_thrust(void) {
  float three[3 * 4], thrust[4];
  memcpy(three, mixer, sizeof three);
  three[2] = three[6] = three[10] = 0;
  CHECK(thrusts(three, command, thrust) == MINNORM_OK);
  CHECK(thrust[2] == 0);
  CHECK(does(three, thrust));
}

static void what_is_no_number_moves_nothing(void) {
  volatile float zero = 0;
  float broken[3 * 4], thrust[4];
  int i;
  memcpy(broken, mixer, sizeof broken);
  broken[5] = zero / zero;
  CHECK(thrusts(broken, command, thrust) == MINNORM_INVALID_INPUT);
  for (i = 0; i < 4; ++i) CHECK(thrust[i] == 0);
}

int main(void) {
  board_start();
  RUN_TEST(the_motors_do_what_is_asked);
  RUN_TEST(the_effort_is_the_least);
  RUN_TEST(a_motor_that_fails_gets_no_thrust);
  RUN_TEST(what_is_no_number_moves_nothing);
  return tests_end();
}
