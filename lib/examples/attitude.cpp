// SPDX-License-Identifier: MIT
// Attitude from the directions of the sun and of the magnetic field (Wahba's problem; Kabsch): the
// rotation nearest to Σ b·rᵀ, of a 3 × 3 SVD, with the sign of the determinant and without.
// Prints |sin(θ/2)| of the error's angle θ, for less and less of an angle between the directions.
#include <minnorm/jacobi_svd.hpp>

#include <Eigen/Geometry>

#include "csv.h"

namespace {

using Eigen::Matrix3f, Eigen::Vector3f;

/// A rotation of whole numbers over 9.
Matrix3f attitude() { return (Matrix3f() << 1, 8, -4, -4, 4, 7, 8, 1, 4).finished() / 9.0f; }

float determinant(const Matrix3f& a) { return a.col(0).dot(a.col(1).cross(a.col(2))); }

/// As a sensor with a scale of 4096 has it.
Vector3f measured(const Vector3f& direction) {
  Vector3f counts;
  for (int i = 0; i < 3; ++i) {
    const float x = direction[i] * 4096.0f;
    counts[i] = float(int(x < 0.0f ? x - 0.5f : x + 0.5f)) / 4096.0f;
  }
  return counts;
}

/// sin(θ/2) = |R − attitude|/√8 for a rotation R; a reflection is 1/√2 or more away.
double distance(const Matrix3f& r) {
  const Matrix3f exact = attitude();
  double sum = 0.0;
  for (int i = 0; i < 9; ++i) {
    const double d = double(r.data()[i]) - double(exact.data()[i]);
    sum += d * d;
  }
  return std::sqrt(sum / 8.0);
}

/// Whether what is found is a rotation that maps the first direction to within the sensor's steps.
bool finds(int step) {
  const float slope = 1.0f / float(1 << step);
  const Vector3f sun(0.6f, 0.0f, 0.8f);
  const Vector3f across(0.8f, float(step % 2), -0.6f);
  Vector3f field = sun + slope * across;
  field /= std::sqrt(field.dot(field));
  const Vector3f seen_sun = measured(attitude() * sun), seen_field = measured(attitude() * field);

  const Matrix3f wahba = seen_sun * sun.transpose() + seen_field * field.transpose();
  const minnorm::JacobiSVD<Matrix3f, Eigen::ComputeFullU | Eigen::ComputeFullV> svd(wahba);
  const Matrix3f nearest = svd.matrixU() * svd.matrixV().transpose();
  Matrix3f u = svd.matrixU();
  if (determinant(nearest) < 0.0f) u.col(2) = -u.col(2);
  const Matrix3f rotation = u * svd.matrixV().transpose();

  const double row[] = {double(slope),
                        double(svd.singularValues()[0]),
                        double(svd.singularValues()[1]),
                        double(svd.singularValues()[2]),
                        double(svd.rank()),
                        double(determinant(nearest)),
                        distance(nearest),
                        distance(rotation)};
  csv_row(row, 8);
  const Vector3f missed = rotation * sun - attitude() * sun;
  return std::abs(determinant(rotation) - 1.0f) < 1e-5f && missed.dot(missed) < 1e-6f &&
         distance(rotation) < 5e-4 / double(slope);
}

}  // namespace

int main() {
  board_start();
  csv_text("slope,sigma 1,sigma 2,sigma 3,rank,determinant,error without sign,error\n");
  bool right = true;
  for (int step = 0; step < 13; ++step) right = finds(step) && right;
  return right ? 0 : 1;
}
