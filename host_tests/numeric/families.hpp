// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace numeric_test {

using Eigen::Index;
using Random = std::mt19937;

/// The range of the scalar under test. A family made for it is then rounded to it.
struct Range {
  double epsilon;
  double smallestNormal;
  double smallest;
  double largest;
};

template <typename Scalar>
constexpr Range rangeOf{std::numeric_limits<Scalar>::epsilon(), std::numeric_limits<Scalar>::min(),
                        std::numeric_limits<Scalar>::denorm_min(),
                        std::numeric_limits<Scalar>::max()};

struct Shape {
  Index rows, cols;
};

/// Matrices that share a difficulty.
struct Family {
  std::string name;
  std::function<Eigen::MatrixXd(Index rows, Index cols, const Range& range, Random& random)> make;
  /// Says for which shapes rounding errors of the kind the kernel makes change no singular value by
  /// much more than ulp times itself: there each has to come out so. None: only errors relative to
  /// the largest are judged.
  bool (*determinesEach)(const Shape&) = nullptr;
  /// Whether the singular values are normal numbers, so that solve() may use them.
  bool solvable = true;
};

const std::vector<Family>& families();

/// Sizes from 1 to 40, square, tall and wide.
const std::vector<Shape>& shapes();

}  // namespace numeric_test
