// SPDX-License-Identifier: MIT
#pragma once

#include "numerics/scalars.hpp"

#include <minnorm/minnorm.hpp>

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "../kernel/sequence.hpp"

namespace scalars_test {

using kernel_cases::Sequence;
using minnorm::Index;
using numerics::rounded;
using numerics::value;

template <typename Scalar>
class Decompositions : public testing::Test {
 public:
  using Matrix = minnorm::BoundedMatrix<Scalar, 9, 9>;
  using Column = minnorm::BoundedVector<Scalar, 9>;
  /// What matrices are compared in: more digits than any Scalar but double-double, which is itself.
  using Wide = numerics::DoubleDouble;
  using WideMatrix = Eigen::Matrix<Wide, Eigen::Dynamic, Eigen::Dynamic>;

  /// Half the distance from 1 to the next number.
  static constexpr int digits = std::numeric_limits<Scalar>::digits;
  static double u() { return std::ldexp(1.0, -digits); }

  static WideMatrix wide(const Matrix& a) {
    WideMatrix result(a.rows(), a.cols());
    for (Index i = 0; i < a.size(); ++i) {
      const Scalar& x = a.data()[i];
      if constexpr (std::is_same_v<Scalar, Wide>) {
        result.data()[i] = x;
      } else if constexpr (std::is_same_v<Scalar, numerics::FloatFloat>) {
        result.data()[i] = Wide(static_cast<double>(x.high())) + Wide(static_cast<double>(x.low()));
      } else {
        result.data()[i] = Wide(value(x));
      }
    }
    return result;
  }

  static double norm(const WideMatrix& a) {
    Wide sum(0);
    for (Index i = 0; i < a.size(); ++i) sum += a.data()[i] * a.data()[i];
    return value(sqrt(sum));
  }

  /// ‖a − b‖/‖b‖ in units of u.
  static double distance(const WideMatrix& a, const WideMatrix& b) {
    return norm(a - b) / norm(b) / u();
  }

  static Matrix random(Index rows, Index cols, std::uint32_t seed) {
    Sequence sequence(seed);
    Matrix a(rows, cols);
    for (Index i = 0; i < a.size(); ++i) {
      a.data()[i] =
          rounded<Scalar>(sequence.uniform<double>() + 0x1p-24 * sequence.uniform<double>());
    }
    return a;
  }

  /// Calls with some matrices: tall, square, wide, tiny; and one whose columns are in other units.
  template <typename Check>
  static void each_matrix(Check check) {
    std::uint32_t seed = 0;
    for (const auto& [rows, cols] :
         {std::pair<Index, Index>{9, 4}, {5, 5}, {9, 9}, {3, 8}, {1, 1}, {2, 2}, {7, 1}}) {
      for (int i = 0; i < 6; ++i) check(random(rows, cols, ++seed));
    }
    Matrix a = random(8, 5, ++seed);
    for (Index i = 0; i < 8; ++i) {
      a(i, 1) *= rounded<Scalar>(16.0);
      a(i, 3) *= rounded<Scalar>(0.125);
    }
    check(a);
  }
};

using Scalars = testing::Types<float, numerics::FusedFloat, numerics::FloatFloat, double,
                               numerics::DoubleDouble, numerics::Binary16, numerics::Bfloat16>;

}  // namespace scalars_test
