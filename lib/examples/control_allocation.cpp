// SPDX-License-Identifier: MIT
// A hexarotor loses yaw as three of its motors fade: which pseudoinverse still allocates control?
// Prints the relative error of four in float against one in double, and the ranks they found.
#include "control_allocation.h"

#include <minnorm/minnorm.hpp>

#include "csv.h"

namespace {

template <typename Scalar>
using Mixer = Eigen::Matrix<Scalar, AXES, MOTORS, Eigen::RowMajor>;
template <typename Scalar>
using Inverse = Eigen::Matrix<Scalar, MOTORS, AXES, Eigen::RowMajor>;
template <typename Scalar>
using Svd = minnorm::JacobiSVD<Mixer<Scalar>, Eigen::ComputeThinU | Eigen::ComputeThinV>;

double error(const Inverse<float>& p, const Inverse<double>& exact) {
  double different = 0.0, whole = 0.0;
  for (int i = 0; i < MOTORS * AXES; ++i) {
    const double x = exact.data()[i], d = double(p.data()[i]) - x;
    different += d * d;
    whole += x * x;
  }
  return std::sqrt(different / whole);
}

/// Whether the SVD and the COD are right to 1e-5, and see the rank.
bool allocates(int frame, int step) {
  float b[AXES][MOTORS], p[MOTORS][AXES];
  set_mixer(&frames[frame], effectiveness(step), b);
  const Eigen::Map<const Mixer<float>> mixer(&b[0][0]);
  const Eigen::Map<const Inverse<float>> field(&p[0][0]);

  const Svd<double> in_double(mixer.cast<double>());
  const Inverse<double> exact = in_double.pseudoInverse();
  const Eigen::Index rank = step == STEPS - 1 ? 3 : 4;
  const auto& sigma = in_double.singularValues();

  field_normal(b, p);
  const double normal = error(field, exact);
  const int geninv_rank = field_geninv(b, p);
  const double geninv = error(field, exact);
  const minnorm::CompleteOrthogonalDecomposition<Mixer<float>> cod(mixer);
  const double of_cod = error(cod.pseudoInverse(), exact);
  const Svd<float> svd(mixer);
  const double of_svd = error(svd.pseudoInverse(), exact);

  const double row[] = {double(frame),
                        sigma[0] / sigma[rank - 1],
                        double(rank),
                        normal,
                        geninv,
                        double(geninv_rank),
                        of_cod,
                        double(cod.rank()),
                        of_svd,
                        double(svd.rank()),
                        double(svd.sweeps())};
  csv_row(row, 11);
  return of_cod < 1e-5 && of_svd < 1e-5 && cod.rank() == rank && svd.rank() == rank &&
         in_double.rank() == rank;
}

}  // namespace

int main() {
  board_start();
  csv_text("frame,condition,rank,normal,geninv,geninv rank,COD,COD rank,SVD,SVD rank,sweeps\n");
  bool right = true;
  for (int frame = 0; frame < FRAMES; ++frame) {
    for (int step = 0; step < STEPS; ++step) right = allocates(frame, step) && right;
  }
  return right ? 0 : 1;
}
