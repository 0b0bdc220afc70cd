// SPDX-License-Identifier: MIT
#include "app/experiment_server.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "replies.hpp"

namespace firmware {
constinit const std::string_view build_id = "0123456789ab";
}

namespace {

using app_tests::Collect;
using app_tests::expect_refusal;
using app_tests::Reply;
using wire::Kind;
using wire::Refusal;

/// Two cases; a unit has as many rows as its repeat says, and each holds what the unit is. It says
/// that it is alive before each.
template <typename Scalar>
class Experiment {
 public:
  static constexpr auto columns = std::to_array<std::string_view>({"number", "draw"});
  static constexpr experiments::Index cases = 2;
  static constexpr experiments::Index repeats = 3;

  template <typename Send>
  void compute(const experiments::Unit& unit, Send&& send) {
    auto random = unit.random(0);
    for (experiments::Index i = 0; i < unit.repeat; ++i) {
      send.alive();
      send(std::array{Scalar(100 * unit.case_number + i), Scalar(random.uniform())});
    }
  }
};

class ExperimentServer : public testing::Test {
 protected:
  std::vector<Reply> ask(Kind kind, const std::vector<std::uint64_t>& fields) {
    std::array<std::uint8_t, 64> request;
    wire::Writer payload{request};
    payload.array(fields.size());
    for (const auto field : fields) payload.integer(field);
    return ask(kind, std::span{request}.first(payload.size()));
  }

  std::vector<Reply> ask(Kind kind, std::span<const std::uint8_t> payload) {
    sent.clear();
    server.serve({static_cast<std::uint8_t>(kind), app_tests::sequence, payload});
    return app_tests::replies(sent);
  }

  std::vector<std::uint8_t> sent;
  app::ExperimentServer<Experiment, float, Collect> server{"any", Collect{&sent}};
};

TEST_F(ExperimentServer, DescribesItsTable) {
  const auto replies = ask(Kind::describe, std::vector<std::uint64_t>{});
  ASSERT_EQ(replies.size(), 1U);
  ASSERT_EQ(replies[0].kind, Kind::description);
  wire::Reader reader{replies[0].payload};
  reader.array(4);
  for (const int expected : {7, 3, 2}) EXPECT_EQ(reader.integer(), expected);
  reader.array(2);
  EXPECT_TRUE(reader.ok());
  const std::string text{replies[0].payload.begin(), replies[0].payload.end()};
  EXPECT_NE(text.find("number"), std::string::npos);
}

TEST_F(ExperimentServer, SendsRowsAndThenTheirNumber) {
  const auto replies = ask(Kind::compute, {5, 2, 1});
  ASSERT_EQ(replies.size(), 6U);
  for (const std::size_t number : {0U, 1U, 3U}) {
    ASSERT_EQ(replies[number].kind, Kind::ack);
    EXPECT_EQ(replies[number].payload, replies[0].payload);
  }
  for (int row = 0; row < 2; ++row) {
    const auto& reply = replies[2 * static_cast<std::size_t>(row) + 2];
    ASSERT_EQ(reply.kind, Kind::row);
    wire::Reader reader{reply.payload};
    reader.array(5);
    for (const int expected : {5, 2, 1, row}) EXPECT_EQ(reader.integer(), expected);
    reader.array(2);
    EXPECT_EQ(reader.real<float>(), static_cast<float>(100 + row));
    reader.real<float>();
    EXPECT_TRUE(reader.complete());
  }
  EXPECT_EQ(replies[5].kind, Kind::computed);
  wire::Reader end{replies[5].payload};
  end.array(4);
  for (const int expected : {5, 2, 1, 2}) EXPECT_EQ(end.integer(), expected);
}

TEST_F(ExperimentServer, TheSameUnitHasTheSameRowsWhateverCameBefore) {
  const auto once = ask(Kind::compute, {5, 2, 0});
  ask(Kind::compute, {5, 1, 1});
  const auto again = ask(Kind::compute, {5, 2, 0});
  const auto other_seed = ask(Kind::compute, {6, 2, 0});
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].payload, again[i].payload);
  EXPECT_NE(once[2].payload, other_seed[2].payload);
}

TEST_F(ExperimentServer, RefusesWhatItDoesNotKnow) {
  expect_refusal(ask(Kind::compute, {5, 2, 2}), Refusal::malformed);
  expect_refusal(ask(Kind::compute, {5, 2}), Refusal::malformed);
  expect_refusal(ask(Kind::compute, {1ULL << 31U, 0, 0}), Refusal::malformed);
  expect_refusal(ask(Kind::describe, {1}), Refusal::malformed);
  expect_refusal(ask(Kind::fit, {0, 1, 1}), Refusal::unknown);
  expect_refusal(ask(Kind::problem, std::vector<std::uint64_t>{}), Refusal::unknown);
}

TEST_F(ExperimentServer, SaysWhichExperimentItServes) {
  const auto replies = ask(Kind::hello, {2});
  ASSERT_EQ(replies.size(), 1U);
  ASSERT_EQ(replies[0].kind, Kind::hello_reply);
  const std::string text{replies[0].payload.begin(), replies[0].payload.end()};
  EXPECT_NE(text.find("any"), std::string::npos);
}

}  // namespace
