// SPDX-License-Identifier: MIT
// Joint speeds of an arm that is led through a singularity, with damping and without.
// Prints, by time, the tip and the largest joint speed of both, and the smaller singular value.
#include "damped_kinematics.h"

#include <minnorm/jacobi_svd.hpp>

#include "csv.h"

namespace {

using Jacobian = Eigen::Matrix<float, 2, JOINTS, Eigen::RowMajor>;
using Speeds = Eigen::Matrix<float, JOINTS, 1>;

/// An arm on its way, and what was seen of it.
struct Run {
  Arm arm = bent;
  float tip[2];
  float wanted;    ///< speed of the tip
  float smallest;  ///< singular value
  float fastest;   ///< joint
};

/// Whether the joints are as fast as (JᵀJ + λ²I)⁻¹Jᵀv says, by the inverse of a 2 × 2 matrix in
/// double.
bool is_damped(const Jacobian& jacobian, const Eigen::Vector2f& v, const Speeds& speeds) {
  double a = double(damping) * double(damping), b = 0.0, d = a;
  for (int j = 0; j < JOINTS; ++j) {
    a += double(jacobian(0, j)) * double(jacobian(0, j));
    b += double(jacobian(0, j)) * double(jacobian(1, j));
    d += double(jacobian(1, j)) * double(jacobian(1, j));
  }
  const double p = (d * double(v[0]) - b * double(v[1])) / (a * d - b * b);
  const double q = (a * double(v[1]) - b * double(v[0])) / (a * d - b * b);
  for (int j = 0; j < JOINTS; ++j) {
    const double exact = double(jacobian(0, j)) * p + double(jacobian(1, j)) * q;
    if (std::abs(double(speeds[j]) - exact) > 1e-5) return false;
  }
  return true;
}

/// A period of the arm; with damping, whether its answer is right.
bool moves(Run& run, int step, bool is_with_damping) {
  float rows[2][JOINTS], speed;
  const float place = line(step, &speed);
  set_jacobian(&run.arm, run.tip, rows);
  const Jacobian jacobian = Eigen::Map<const Jacobian>(&rows[0][0]);
  const Eigen::Vector2f v(speed + gain * (place - run.tip[0]), gain * (0.1f - run.tip[1]));
  const minnorm::JacobiSVD<Jacobian, Eigen::ComputeThinU | Eigen::ComputeThinV> svd(jacobian);
  const Speeds speeds =
      is_with_damping ? Speeds(svd.solve(v, minnorm::Tikhonov<float>{damping})) : svd.solve(v);
  run.wanted = std::sqrt(v[0] * v[0] + v[1] * v[1]);
  run.smallest = svd.singularValues()[1];
  run.fastest = speeds.cwiseAbs().maxCoeff();
  turn(&run.arm, speeds.data());
  return !is_with_damping ||
         (is_damped(jacobian, v, speeds) && run.fastest <= run.wanted / (2.0f * damping) * 1.0001f);
}

}  // namespace

int main() {
  board_start();
  csv_text("seconds,line,x,y,sigma,fastest,damped x,damped y,damped sigma,damped fastest\n");
  Run plain, damped;
  bool right = true;
  float most = 0.0f;
  float speed;
  for (int step = 0; step < STEPS; ++step) {
    right = moves(plain, step, false) && right;
    right = moves(damped, step, true) && right;
    most = std::max(most, plain.fastest);
    const float row[] = {float(step) * period, line(step, &speed), plain.tip[0],  plain.tip[1],
                         plain.smallest,       plain.fastest,      damped.tip[0], damped.tip[1],
                         damped.smallest,      damped.fastest};
    double wide[10];
    for (int i = 0; i < 10; ++i) wide[i] = double(row[i]);
    csv_row(wide, 10);
  }
  const float off =
      std::abs(damped.tip[0] - line(STEPS - 1, &speed)) + std::abs(damped.tip[1] - 0.1f);
  return right && most > 10.0f && off < 0.01f ? 0 : 1;
}
