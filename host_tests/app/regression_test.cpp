// SPDX-License-Identifier: MIT
#include "experiments/regression/experiment.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "replies.hpp"

namespace {

using wire::Kind;
using wire::Refusal;

constexpr experiments::Capacity capacity{64, 32, 4};
using Experiment = experiments::regression::Experiment<float, capacity>;

class RegressionServer : public app_tests::Served<Experiment> {
 protected:
  static constexpr std::size_t length_of(std::size_t features) {
    return 1 + (features + 1) * (features + 2) / 2 + features;
  }

  /// In pieces that the server has room for. The last answer, or the first refusal.
  std::vector<app_tests::Reply> give(std::string_view input, const std::vector<float>& values) {
    constexpr std::size_t piece = 100;
    std::vector<app_tests::Reply> replies;
    for (std::size_t first = 0; first < values.size(); first += piece) {
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
      const auto length = std::min(piece, values.size() - first);
      const auto payload = load(input, first, {begin, begin + static_cast<std::ptrdiff_t>(length)});
      EXPECT_LE(wire::shortest_body + payload.size(), Server::longest_request);
      replies = ask(Kind::load, payload);
      if (replies[0].kind != Kind::ack) break;
    }
    return replies;
  }

  void expect_given(std::string_view input, std::size_t count, float value = 1) {
    EXPECT_EQ(give(input, std::vector<float>(count, value))[0].kind, Kind::ack);
  }

  void give_problem(std::size_t features, float total_rows = 100, float value = 1) {
    std::vector<float> problem(length_of(features), value);
    problem[0] = total_rows;
    EXPECT_EQ(give("problem", problem)[0].kind, Kind::ack);
  }

  std::vector<app_tests::Reply> compute() { return Served::compute(0, 4, 0); }
};

TEST_F(RegressionServer, DescribesItsCapacity) {
  const auto text = described();
  EXPECT_EQ(text.find("[50, 1, [[\"records\", [[\"n\", 1, []], [\"status\", 1, [\"ok\", "
                      "\"overflow\", \"no_convergence\", \"invalid_input\"]]"),
            0U);
  for (const auto* const part :
       {R"(["cutoff_test", 7, []], ["mode_test", 13, []])",
        R"(["factors", [["n", 1, []], ["probe", 1, []], ["mode", 1, []], )",
        R"([["problem", 594], ["rows", 2112], ["probes", 128]])",
        R"([["rows", [64]], ["features", [32]], ["probes", [4]], ["cutoffs", [0.001, )",
        R"(["modes", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25]], ["ridges", [1, 0.01, )"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
}

TEST_F(RegressionServer, RefusesInputsOfAnotherShape) {
  give_problem(3);
  expect_given("rows", 5);
  expect_given("probes", 3);
  expect_refusal(compute(), Refusal::malformed);
  expect_given("rows", 8);
  EXPECT_EQ(compute()[0].kind, Kind::ack);
  expect_given("probes", 4);
  expect_refusal(compute(), Refusal::malformed);
  expect_given("probes", 3);
  expect_given("problem", length_of(3) - 1);
  expect_refusal(compute(), Refusal::malformed);
  expect_given("problem", 1);
  expect_refusal(compute(), Refusal::malformed);
}

TEST_F(RegressionServer, RefusesAProblemThatIsNotFinite) {
  for (const float value :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    give_problem(1, 100, value);
    expect_given("rows", 2);
    expect_given("probes", 1);
    expect_refusal(compute(), Refusal::malformed);
    give_problem(1, value);
    expect_refusal(compute(), Refusal::malformed);
  }
}

TEST_F(RegressionServer, TakesAnyFiniteNumberOfRowsOfTheWholeDataset) {
  expect_given("rows", 2);
  expect_given("probes", 1);
  for (const float rows : {1.5F, 1e30F, std::numeric_limits<float>::max()}) {
    give_problem(1, rows);
    EXPECT_EQ(compute().back().kind, Kind::computed) << rows;
  }
  give_problem(1, -1e30F);
  expect_refusal(compute(), Refusal::malformed);
}

TEST_F(RegressionServer, TakesAllInputsAtCapacityAndRefusesMore) {
  const auto [problem, rows, probes] = Experiment::inputs;
  EXPECT_EQ(problem.size, length_of(capacity.features));
  for (const auto& input : {problem, rows, probes}) {
    expect_given(input.name, input.size);
    expect_refused(input.name, input.size, {1}, Refusal::over_capacity);
  }
}

TEST_F(RegressionServer, RefusesMoreRowsAndProbesThanItFitsHoweverFewTheirFeatures) {
  give_problem(1, 2000);
  expect_given("rows", 2 * (capacity.rows + 1));
  expect_given("probes", 1);
  expect_refusal(compute(), Refusal::malformed);
  expect_given("rows", 2 * capacity.rows);
  expect_given("probes", capacity.probes + 1);
  expect_refusal(compute(), Refusal::malformed);
  expect_given("probes", capacity.probes);
  EXPECT_EQ(compute()[0].kind, Kind::ack);
}

TEST_F(RegressionServer, RefusesWhatComesOutOfOrder) {
  expect_refusal(compute(), Refusal::out_of_order);
  expect_refused("rows", 1, {1, 1}, Refusal::out_of_order);
  give_problem(1);
  expect_refusal(compute(), Refusal::out_of_order);
  expect_given("rows", 4);
  expect_refusal(compute(), Refusal::out_of_order);
  expect_given("probes", 1);
  EXPECT_EQ(compute()[0].kind, Kind::ack);
}

TEST_F(RegressionServer, FitsAreAcknowledgedRecordedAndCounted) {
  give_problem(2);
  expect_given("rows", 9);
  expect_given("probes", 8);
  const auto replies = compute();
  EXPECT_EQ(replies.front().text(), "[7]");
  EXPECT_EQ(replies.back().kind, Kind::computed);
  // Rows of ones: three records of 63 values, and, of rank 1, a factor of six for each of the four
  // probes.
  EXPECT_EQ(replies.back().text(), "[7, 0, 4, 0, [189, 72], 6]");
  std::vector<int> tables;
  for (const auto& reply : replies) {
    if (reply.kind != Kind::rows) continue;
    wire::Reader reader{reply.payload};
    reader.array(7);
    for (int i = 0; i < 4; ++i) reader.integer();
    tables.push_back(reader.integer());
  }
  EXPECT_EQ(tables, (std::vector{0, 1, 0, 1, 0, 1}));
}

TEST_F(RegressionServer, TheSameRequestAgainHasTheSameAnswer) {
  give_problem(2);
  expect_given("rows", 9, 0.3F);
  expect_given("rows", 9, 0.3F);
  expect_given("probes", 2);
  const auto once = compute();
  const auto twice = compute();
  ASSERT_EQ(once.size(), twice.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].payload, twice[i].payload);
}

TEST_F(RegressionServer, ReportsNanRowsInTheRecord) {
  give_problem(1);
  expect_given("rows", 2, std::numeric_limits<float>::quiet_NaN());
  expect_given("probes", 1);
  const auto replies = compute();
  ASSERT_EQ(replies.size(), 3U);
  // n, and the number of "invalid_input", and zeros in one byte each.
  EXPECT_EQ(replies[1].text().find("[0, 4, 0, 0, 0, 0, [1, 3, 0, 0, 0, 0, 0, "), 0U);
}

TEST_F(RegressionServer, RefusesFitsWithoutATestRow) {
  give_problem(1, 2);
  expect_given("rows", 4);
  expect_given("probes", 1);
  expect_refusal(compute(), Refusal::malformed);
  expect_given("rows", 2);
  EXPECT_EQ(compute()[0].kind, Kind::ack);
}

}  // namespace
