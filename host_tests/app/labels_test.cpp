// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>

#include "experiments/autoencoder/experiment.hpp"
#include "experiments/descent/experiment.hpp"
#include "experiments/gradient_flow/experiment.hpp"
#include "experiments/normalize/experiment.hpp"
#include "experiments/regression/record.hpp"

namespace {

using experiments::labels;

enum class Before { cold, warm };

/// The same with an enumerator put in, so that `warm` has another number.
enum class After { cold, mild, warm };

enum class FromOne { first = 1, second };

template <typename E>
constexpr std::string_view label_of(E value) {
  return labels<E>[static_cast<std::size_t>(value)];
}

// A figure asks for "warm" and gets the rows of warm, whatever number that has on the board.
TEST(Labels, FollowAnEnumeratorThatMoves) {
  EXPECT_NE(static_cast<int>(Before::warm), static_cast<int>(After::warm));
  EXPECT_EQ(label_of(Before::warm), "warm");
  EXPECT_EQ(label_of(After::warm), "warm");
  EXPECT_EQ(label_of(After::mild), "mild");
  EXPECT_EQ(labels<Before>.size(), 2U);
  EXPECT_EQ(labels<After>.size(), 3U);
}

TEST(Labels, OfAnEnumerationFromOneHaveNothingAtZero) {
  EXPECT_EQ(labels<FromOne>.size(), 3U);
  EXPECT_EQ(labels<FromOne>[0], "");
  EXPECT_EQ(label_of(FromOne::second), "second");
}

template <typename E>
class LabelsOf : public testing::Test {};
using Enumerations =
    testing::Types<experiments::autoencoder::What, experiments::descent::Quantity,
                   experiments::gradient_flow::Part, experiments::gradient_flow::Algorithm,
                   experiments::normalize::Features, experiments::normalize::Transform,
                   experiments::normalize::Quantity, experiments::regression::Status>;
TYPED_TEST_SUITE(LabelsOf, Enumerations);

TYPED_TEST(LabelsOf, TellEnumeratorsApart) {
  auto sorted = labels<TypeParam>;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(std::adjacent_find(sorted.begin(), sorted.end()), sorted.end());
  EXPECT_GE(sorted.size(), 2U);
}

}  // namespace
