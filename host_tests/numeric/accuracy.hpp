// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <vector>

#include "kernel/families.hpp"

namespace numeric_test {

using Eigen::Index;

/// The largest error among a matrix's singular values, in the way that `judged` says; infinite
/// instead of NaN. A singular value below float's smallest normal number is judged as if it were
/// that: denormal numbers have no relative accuracy.
double errorOf(kernel_cases::Judged judged, const Eigen::VectorXd& sigma,
               const Eigen::VectorXd& expected);

/// The largest errors of a method over some matrices.
struct Errors {
  double sigma = 0;    ///< of any singular value
  double factors = 0;  ///< of A, U or V: the ratios of ratios.hpp

  void include(const Errors& other);
};

/// Those of matrices decomposed by each.
struct Largest {
  Errors minnorm;  ///< σ with U and V or without, whichever is worse
  Errors sgesvj;
  Errors sgejsv;

  void include(const Largest& other);
};

/// A shape at which singular values are compared with LAPACK's.
struct JudgedShape {
  Index rows, cols;
  /// Over draws first … first + count − 1.
  Largest (*errors)(const kernel_cases::Family& family, std::uint32_t first, std::uint32_t count);
};

std::vector<JudgedShape> judgedShapes(const kernel_cases::Family& family);

inline constexpr std::uint32_t draws = 1000;
inline constexpr std::uint32_t sets = 9;

/// How the largest errors over 1,000 draws compare. The largest is made by the one matrix nearest
/// to a singular one, where the roundings of one method happen to be kinder than those of another:
/// so ratios are the median of those of nine sets of 1,000.
struct Judgement {
  Largest errors;            ///< of the first set, which the boards compute too
  double ratio = 0;          ///< minnorm's to the larger of LAPACK's
  double ratioToSgejsv = 0;  ///< minnorm's to sgejsv's alone
};

Judgement judged(const kernel_cases::Family& family, const JudgedShape& shape);

/// The families whose singular values are compared with LAPACK's.
std::vector<kernel_cases::Family> judgedFamilies();

}  // namespace numeric_test
