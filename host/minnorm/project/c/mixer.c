/* SPDX-License-Identifier: MIT */
#include "mixer.h"

#include <stddef.h>

const float mixer[3 * 4] = {
    -0.7F, 0.7F, 0.6F, -0.6F, 0.7F, -0.7F, 0.8F, -0.8F, 0.1F, 0.1F, -0.1F, -0.1F,
};

minnorm_status thrusts(const float a[3 * 4], const float command[3], float thrust[4]) {
  static float work[MINNORM_LSTSQ_WORK(3, 4)];
  return minnorm_lstsq_f32(3, 4, 1, a, 4, command, 1, thrust, 1, -1.0F, 0.0F, work,
                           MINNORM_LSTSQ_WORK(3, 4), NULL);
}
