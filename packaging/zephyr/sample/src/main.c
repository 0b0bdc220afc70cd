/* SPDX-License-Identifier: MIT */
#include <minnorm/minnorm.h>
#include <stddef.h>
#include <stdio.h>

/* Four motors, three axes: which thrusts give this roll, pitch and yaw with the least effort? */
int main(void) {
  static const float mixer[3 * 4] = {
      -0.7f, 0.7f, 0.6f, -0.6f, 0.7f, -0.7f, 0.8f, -0.8f, 0.1f, 0.1f, -0.1f, -0.1f,
  };
  static const float command[3] = {0.2f, -0.1f, 0.05f};
  static float work[MINNORM_LSTSQ_WORK(3, 4)];
  float thrust[4];
  int i;
  const minnorm_status status = minnorm_lstsq_f32(3, 4, 1, mixer, 4, command, 1, thrust, 1, -1.0f,
                                                  0.0f, work, MINNORM_LSTSQ_WORK(3, 4), NULL);
  printf("thrust");
  for (i = 0; i < 4; ++i) {
    printf(" %d", (int)(thrust[i] * 10000.0f + (thrust[i] < 0 ? -0.5f : 0.5f)));
  }
  printf(" in ten thousandths, status %d\n", (int)status);
  return 0;
}
