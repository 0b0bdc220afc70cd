// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "accuracy.hpp"
#include "support.hpp"

namespace numeric_test {
namespace {

using kernel_cases::Grading;
using kernel_cases::Judged;

/// How much larger than LAPACK's an error may be.
constexpr double allowed = 1.5;
/// And than sgejsv's alone where rows are graded, for which it was made: of 1,000 matrices with
/// denormal singular values the worst is its worst only now and then.
constexpr double allowedAlone = 2;
/// What errors relative to the largest singular value may be.
constexpr double normwise = 1.4e-6;

class RelativeAccuracy : public testing::TestWithParam<kernel_cases::Family> {};
INSTANTIATE_TEST_SUITE_P(Of, RelativeAccuracy, testing::ValuesIn(judgedFamilies()), familyName);

TEST_P(RelativeAccuracy, IsThatOfLapacksJacobiMethods) {
  const kernel_cases::Family& family = GetParam();
  for (const JudgedShape& shape : judgedShapes(family)) {
    SCOPED_TRACE(testing::Message() << shape.rows << "x" << shape.cols);
    const Judgement judgement = judged(family, shape);
    if (family.judged == Judged::by_largest) {
      EXPECT_LE(judgement.errors.minnorm.sigma, normwise);
    } else {
      EXPECT_LE(judgement.ratio, allowed);
    }
    if (family.grading == Grading::rows || family.grading == Grading::both) {
      EXPECT_LE(judgement.ratioToSgejsv, allowedAlone);
    }
  }
}

}  // namespace
}  // namespace numeric_test
