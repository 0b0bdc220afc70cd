// SPDX-License-Identifier: MIT
#include <minnorm.hpp>

// The mixer by the C++ classes: install the library Eigen too, and build with -std=gnu++17.
Eigen::Matrix<float, 3, 4> mixer;

void setup() {
  Serial.begin(115200);
  mixer << -0.7f, 0.7f, 0.6f, -0.6f, 0.7f, -0.7f, 0.8f, -0.8f, 0.1f, 0.1f, -0.1f, -0.1f;
}

void loop() {
  const minnorm::JacobiSVD<Eigen::Matrix<float, 3, 4>> svd(
      mixer, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const Eigen::Vector4f thrust = svd.solve(Eigen::Vector3f(0.2f, -0.1f, 0.05f));
  for (int i = 0; i < 4; ++i) Serial.println(thrust[i], 4);
  delay(1000);
}
