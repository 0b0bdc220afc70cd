// SPDX-License-Identifier: MIT
// Hard and soft iron of a magnetometer: the ellipsoid that fits its readings best, by least squares
// on the coefficients of a quadric. Readings of a sensor that was never tilted do not tell them,
// which the rank says.
// Prints what was found from either set, then the readings, raw and calibrated.
#include "magnetometer.h"

#include <minnorm/jacobi_svd.hpp>

#include "csv.h"

namespace {

using Terms = Eigen::Matrix<float, READINGS, TERMS>;
using Quadric = Eigen::Matrix<float, TERMS, 1>;
using Square = Eigen::Matrix<float, 3, 3, Eigen::RowMajor>;
using Eigen::Vector3f;

constexpr auto thin = Eigen::ComputeThinU | Eigen::ComputeThinV;

minnorm::JacobiSVD<Terms, thin> svd;
Vector3f found_center;
float found_iron[3][3];

Terms terms;
Eigen::Matrix<float, READINGS, 1> y;

/// As in the field: (AᵀA)⁻¹Aᵀ·1 by Cholesky. NaN where a pivot is not positive.
Quadric normal() {
  Eigen::Matrix<float, TERMS, TERMS> l;
  Quadric x;
  for (int i = 0; i < TERMS; ++i) {
    x[i] = 0.0f;
    for (int k = 0; k < READINGS; ++k) x[i] += terms(k, i) * y[k];
    for (int j = 0; j <= i; ++j) {
      float sum = 0.0f;
      for (int k = 0; k < READINGS; ++k) sum += terms(k, i) * terms(k, j);
      for (int k = 0; k < j; ++k) sum -= l(i, k) * l(j, k);
      l(i, j) = i == j ? std::sqrt(sum) : sum / l(j, j);
      x[i] -= j < i ? l(i, j) * x[j] : 0.0f;
    }
    x[i] /= l(i, i);
  }
  for (int i = TERMS - 1; i >= 0; --i) {
    for (int k = i + 1; k < TERMS; ++k) x[i] -= l(k, i) * x[k];
    x[i] /= l(i, i);
  }
  return x;
}

/// The calibration of the quadric, which is printed; the farthest that the center is off, in
/// counts, or -1 if it is no ellipsoid.
float calibrate(const char* method, int count, const Quadric& q) {
  Square matrix;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) matrix(i, j) = q[place[i][j]];
  }
  const minnorm::JacobiSVD<Square, thin> inverse(matrix);
  found_center = inverse.solve(-q.tail<3>()) * field;
  float off = -1.0f;
  const bool is_found = set_calibration(q.data(), field, found_center.data(), found_iron);
  for (int i = 0; i < 3 && is_found; ++i) {
    off = std::max(off, std::abs(found_center[i] - center[i]));
  }
  const double row[] = {double(count),
                        double(svd.conditionNumber()),
                        double(svd.rank()),
                        double(found_center[0]),
                        double(found_center[1]),
                        double(found_center[2]),
                        double(off)};
  csv_text(method);
  csv_text(",");
  csv_row(row, 7);
  return off;
}

/// Both ways of the fit to a set of readings; how far the SVD's is off. One that is below a count
/// of the field tells nothing.
float fits(const short (*set)[3], int count) {
  terms.setZero();
  y.setZero();
  for (int k = 0; k < count; ++k) {
    float row[TERMS];
    set_terms(set[k], field, row);
    for (int j = 0; j < TERMS; ++j) terms(k, j) = row[j];
    y[k] = 1.0f;
  }
  svd.compute(terms);
  svd.setThreshold(1.0f / field);
  calibrate("normal equations", count, normal());
  return calibrate("SVD", count, svd.solve(y));
}

/// Prints the readings; how far calibrated ones are off the field, in parts of it, root mean
/// square.
float spread() {
  csv_text("\nx,y,z,calibrated x,calibrated y,calibrated z\n");
  float squares = 0.0f;
  for (const auto& reading : readings) {
    double row[6];
    float length = 0.0f;
    for (int i = 0; i < 3; ++i) {
      float sum = 0.0f;
      for (int j = i; j < 3; ++j) {
        sum += found_iron[i][j] * (float(reading[j]) - found_center[j]);
      }
      length += sum * sum;
      row[i] = reading[i];
      row[i + 3] = double(sum);
    }
    csv_row(row, 6);
    squares += (std::sqrt(length) - 1.0f) * (std::sqrt(length) - 1.0f);
  }
  return std::sqrt(squares / float(READINGS));
}

}  // namespace

int main() {
  board_start();
  csv_text("method,readings,condition,rank,x,y,z,off\n");
  fits(flat, FLAT);
  bool right = svd.rank() < TERMS && fits(readings, READINGS) < 0.5f && svd.rank() == TERMS;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      right = std::abs(found_iron[i][j] * field - iron[i][j]) < 5e-3f && right;
    }
  }
  return spread() < 3e-3f && right ? 0 : 1;
}
