// SPDX-License-Identifier: MIT
#include <minnorm.h>

// Four motors, three axes: which thrusts give this roll, pitch and yaw with the least effort?
const int axes = 3, motors = 4;
const float mixer[axes][motors] = {
    {-0.7f, 0.7f, 0.6f, -0.6f}, {0.7f, -0.7f, 0.8f, -0.8f}, {0.1f, 0.1f, -0.1f, -0.1f}};
const float wanted[axes] = {0.2f, -0.1f, 0.05f};

float thrust[motors];
float work[MINNORM_LSTSQ_WORK(axes, motors)];

void setup() { Serial.begin(115200); }

void loop() {
  minnorm_info info;
  const minnorm_status status =
      minnorm_lstsq_f32(axes, motors, 1, mixer[0], motors, wanted, 1, thrust, 1, -1.0f, 0.0f, work,
                        MINNORM_LSTSQ_WORK(axes, motors), &info);
  if (status == MINNORM_OK) {
    for (int i = 0; i < motors; ++i) Serial.println(thrust[i], 4);
  }
  delay(1000);
}
