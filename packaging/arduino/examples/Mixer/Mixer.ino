// SPDX-License-Identifier: MIT
// Four motors, three axes: which thrusts give this roll, pitch and yaw with the least effort?
#include <minnorm.h>

static const float mixer[3][4] = {
    {-0.7f, 0.7f, 0.6f, -0.6f}, {0.7f, -0.7f, 0.8f, -0.8f}, {0.1f, 0.1f, -0.1f, -0.1f}};
static const float axes[3] = {0.2f, -0.1f, 0.05f};
static float work[MINNORM_LSTSQ_WORK(3, 4)];

void setup() {
  Serial.begin(115200);
}

void loop() {
  float thrust[4];
  minnorm_info info;
  if (minnorm_lstsq_f32(3, 4, 1, &mixer[0][0], 4, axes, 1, thrust, 1, -1.0f, 0.0f, work, MINNORM_LSTSQ_WORK(3, 4), &info) == MINNORM_OK) {
    Serial.print("rank ");
    Serial.println(info.rank);
    for (int i = 0; i < 4; ++i) Serial.println(thrust[i], 4);
  }
  delay(1000);
}
