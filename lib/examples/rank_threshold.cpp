// SPDX-License-Identifier: MIT
// Why a pseudoinverse must not invert every singular value that is not exactly 0: the propellers of
// a hexarotor give no torque about one axis, and rounding gives a little.
// Prints singular values, and the largest entry of the pseudoinverse by each rule, for an SVD as in
// textbooks and for the one here.
#include <minnorm/jacobi_svd.hpp>

#include "csv.h"

namespace {

template <typename Scalar>
using Mixer = Eigen::Matrix<Scalar, 4, 6>;

/// Torques and thrust by motors, in the axes of a flight controller that is mounted at a tilt:
/// there the axis that is lost is no row of zeros, but a combination of three rows.
template <typename Scalar>
Mixer<Scalar> tilted(int frame) {
  const Scalar x = Scalar(20 + frame) / Scalar(100), y = Scalar(31 - frame) / Scalar(100);
  Eigen::Matrix<Scalar, 2, 6> torques;
  torques << -y, -y, -y, y, y, y, x, x / Scalar(9), -x, -x, x / Scalar(9), x;
  Eigen::Matrix<Scalar, 3, 2> axes;
  axes << 1, 8, -4, 4, 8, 1;
  Mixer<Scalar> mixer;
  for (int j = 0; j < 6; ++j) {
    for (int i = 0; i < 3; ++i) {
      mixer(i, j) = (axes(i, 0) * torques(0, j) + axes(i, 1) * torques(1, j)) / Scalar(9);
    }
    mixer(3, j) = Scalar(1);
  }
  return mixer;
}

/// Hestenes' one-sided Jacobi: mixerᵀ·V has orthogonal columns σ·u.
template <typename Scalar>
struct Textbook {
  Eigen::Matrix<Scalar, 6, 4> a;
  Eigen::Matrix<Scalar, 4, 4> v = Eigen::Matrix<Scalar, 4, 4>::Identity();

  explicit Textbook(const Mixer<Scalar>& mixer) : a(mixer.transpose()) {
    for (int sweep = 0; sweep < 12; ++sweep) {
      for (int p = 0; p < 3; ++p) {
        for (int q = p + 1; q < 4; ++q) rotate(p, q);
      }
    }
  }

  void rotate(int p, int q) {
    const Scalar c = product(p, q), pp = product(p, p), qq = product(q, q);
    if (!(std::abs(c) > Eigen::NumTraits<Scalar>::epsilon() * std::sqrt(pp * qq))) return;
    const Scalar zeta = (qq - pp) / (Scalar(2) * c);
    const Scalar size = Scalar(1) / (std::abs(zeta) + std::sqrt(Scalar(1) + zeta * zeta));
    const Scalar t = zeta < Scalar(0) ? -size : size;
    const Scalar cosine = Scalar(1) / std::sqrt(Scalar(1) + t * t);
    for (int i = 0; i < 6; ++i) turn(a(i, p), a(i, q), cosine, cosine * t);
    for (int i = 0; i < 4; ++i) turn(v(i, p), v(i, q), cosine, cosine * t);
  }

  static void turn(Scalar& x, Scalar& y, Scalar cosine, Scalar sine) {
    const Scalar old = x;
    x = cosine * old - sine * y;
    y = sine * old + cosine * y;
  }

  Scalar product(int p, int q) const {
    Scalar sum(0);
    for (int i = 0; i < 6; ++i) sum += a(i, p) * a(i, q);
    return sum;
  }

  Scalar smallest() const {
    Scalar least = std::sqrt(product(0, 0));
    for (int r = 1; r < 4; ++r) least = std::min(least, std::sqrt(product(r, r)));
    return least;
  }

  /// The largest entry of Σ u(r)·v(r)ᵀ/σ(r) over σ(r) above `bound`.
  Scalar largest(Scalar bound) const {
    Scalar most(0);
    for (int i = 0; i < 6 * 4; ++i) {
      Scalar entry(0);
      for (int r = 0; r < 4; ++r) {
        const Scalar sigma = std::sqrt(product(r, r));
        if (sigma > bound) entry += a(i / 4, r) / sigma * v(i % 4, r) / sigma;
      }
      most = std::max(most, std::abs(entry));
    }
    return most;
  }
};

/// Whether inverting what is not 0 goes wrong, and the rule for the rank does not.
template <typename Scalar>
bool differs(int frame) {
  const Mixer<Scalar> mixer = tilted<Scalar>(frame);
  const Textbook<Scalar> textbook(mixer);
  const minnorm::JacobiSVD<Mixer<Scalar>, Eigen::ComputeThinU | Eigen::ComputeThinV> svd(mixer);
  const auto& sigma = svd.singularValues();
  const Scalar every = textbook.largest(Scalar(0));
  const Scalar by_rule = textbook.largest(svd.threshold() * sigma[0]);
  const Scalar ours = svd.pseudoInverse().cwiseAbs().maxCoeff();
  const double row[] = {
      sizeof(Scalar) * 8.0, double(frame),   double(sigma[2]), double(textbook.smallest()),
      double(every),        double(by_rule), double(sigma[3]), double(svd.rank()),
      double(ours)};
  csv_row(row, 9);
  return svd.rank() == 3 && ours < Scalar(1) / sigma[2] &&
         std::abs(by_rule - ours) < Scalar(1e-5) &&
         (textbook.smallest() == Scalar(0) || every > Scalar(1e5));
}

}  // namespace

int main() {
  board_start();
  csv_text(
      "bits,frame,sigma 3,sigma 4,largest,largest by rule,minnorm sigma 4,rank,minnorm largest\n");
  bool right = true;
  for (int frame = 0; frame < 8; ++frame) right = differs<float>(frame) && right;
  for (int frame = 0; frame < 8; ++frame) right = differs<double>(frame) && right;
  return right ? 0 : 1;
}
