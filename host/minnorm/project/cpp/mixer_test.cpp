// SPDX-License-Identifier: MIT
#include "mixer.hpp"

#include <target_test.h>

#include <limits>

namespace {

const Eigen::Vector3f command(0.2F, -0.1F, 0.05F);

void the_motors_do_what_is_asked() {
  CHECK((mixer() * thrusts(mixer(), command) - command).norm() < 1e-6F);
}

void the_effort_is_the_least() {
  const Eigen::Vector4f known(0.0128F, 0.2372F, -0.0893F, -0.1607F);
  CHECK((thrusts(mixer(), command) - known).norm() < 1e-4F);
}

void a_motor_that_fails_gets_no_thrust() {
  Mixer three = mixer();
  three.col(2).setZero();
  const Eigen::Vector4f thrust = thrusts(three, command);
  CHECK(thrust[2] == 0);
  CHECK((three * thrust - command).norm() < 1e-6F);
}

void what_is_no_number_moves_nothing() {
  Mixer broken = mixer();
  broken(1, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK(thrusts(broken, command).isZero(0));
}

}  // namespace

int main() {
  board_start();
  RUN_TEST(the_motors_do_what_is_asked);
  RUN_TEST(the_effort_is_the_least);
  RUN_TEST(a_motor_that_fails_gets_no_thrust);
  RUN_TEST(what_is_no_number_moves_nothing);
  return tests_end();
}
