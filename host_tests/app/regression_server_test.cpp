// SPDX-License-Identifier: MIT
#include "app/regression_server.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "replies.hpp"

namespace {

using app_tests::Collect;
using app_tests::expect_refusal;
using app_tests::Reply;
using wire::Kind;
using wire::Refusal;

constexpr app::Capacity capacity{64, 32, 4};

/// A server, and a host that sends it one payload at a time.
class Server : public testing::Test {
 protected:
  std::vector<Reply> ask(Kind kind, const wire::Writer& payload) {
    sent.clear();
    server.serve({static_cast<std::uint8_t>(kind), app_tests::sequence,
                  std::span{buffer}.first(payload.size())});
    return app_tests::replies(sent);
  }

  wire::Writer writer() { return wire::Writer{buffer}; }

  void reals(wire::Writer& payload, std::size_t count, float value = 1) {
    payload.array(count);
    for (std::size_t i = 0; i < count; ++i) payload.real(value);
  }

  wire::Writer problem(std::size_t features, std::size_t cutoffs = 0, std::size_t modes = 0,
                       std::size_t missing = 0) {
    auto payload = writer();
    payload.array(6).integer(features).integer(100);
    reals(payload, (features + 1) * (features + 2) / 2 - missing);
    reals(payload, features);
    reals(payload, cutoffs);
    payload.array(modes);
    for (std::size_t m = 0; m < modes; ++m) payload.integer(m);
    return payload;
  }

  wire::Writer rows(std::uint64_t split, std::uint64_t first, std::size_t values, float value = 1) {
    auto payload = writer();
    payload.array(3).integer(split).integer(first);
    reals(payload, values, value);
    return payload;
  }

  wire::Writer probes(std::uint64_t split, std::size_t values) {
    auto payload = writer();
    payload.array(2).integer(split);
    reals(payload, values);
    return payload;
  }

  wire::Writer fit(std::uint64_t split, std::uint64_t first, std::uint64_t last) {
    auto payload = writer();
    payload.array(3).integer(split).integer(first).integer(last);
    return payload;
  }

  void expect_ack(const std::vector<Reply>& replies) {
    ASSERT_FALSE(replies.empty());
    EXPECT_EQ(replies[0].kind, Kind::ack);
    wire::Reader reader{replies[0].payload};
    reader.array(1);
    EXPECT_EQ(reader.integer(), 7);
    EXPECT_TRUE(reader.ok());
  }

  std::vector<std::uint8_t> sent;
  std::vector<std::uint8_t> buffer = std::vector<std::uint8_t>(1 << 16);
  app::RegressionServer<float, capacity, Collect> server{Collect{&sent}};
};

TEST_F(Server, SaysHelloWithItsCapacity) {
  const auto replies = ask(Kind::hello, writer().array(1).integer(2));
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].kind, Kind::hello_reply);
  wire::Reader reader{replies[0].payload};
  reader.array(11);
  EXPECT_EQ(reader.integer(), 7);
  EXPECT_EQ(reader.integer(), 2);
}

TEST_F(Server, RefusesAnotherProtocolAndUnknownKinds) {
  expect_refusal(ask(Kind::hello, writer().array(1).integer(3)), Refusal::unknown);
  expect_refusal(ask(Kind::hello, writer().array(2).integer(3).text("later")), Refusal::unknown);
  expect_refusal(ask(static_cast<Kind>(0x0A), writer().array(0)), Refusal::unknown);
  expect_refusal(ask(Kind::ack, writer().array(1).integer(1)), Refusal::unknown);
}

TEST_F(Server, RefusesPayloadsOfAnotherShape) {
  for (const Kind kind : {Kind::hello, Kind::problem, Kind::fit}) {
    expect_refusal(ask(kind, writer()), Refusal::malformed);
    expect_refusal(ask(kind, writer().integer(1)), Refusal::malformed);
    expect_refusal(ask(kind, writer().array(2).text("x").real(1.0)), Refusal::malformed);
  }
  expect_refusal(ask(Kind::problem, problem(3, 0, 0, 1)), Refusal::malformed);
  expect_refusal(ask(Kind::problem, problem(0)), Refusal::malformed);
  expect_refusal(ask(Kind::problem, problem(3, 17)), Refusal::malformed);
  expect_refusal(ask(Kind::problem, problem(3, 0, 17)), Refusal::malformed);
  expect_ack(ask(Kind::problem, problem(3)));
  expect_refusal(ask(Kind::rows, rows(0, 0, 5)), Refusal::malformed);
  expect_refusal(ask(Kind::rows, rows(1ULL << 31U, 0, 4)), Refusal::malformed);
  expect_refusal(ask(Kind::probes, probes(0, 4)), Refusal::malformed);
}

// Lengths that a check in pointer arithmetic would follow out of the buffer, or for ever.
TEST_F(Server, RefusesLengthsThatPointNowhere) {
  expect_ack(ask(Kind::problem, problem(1)));
  const std::vector<std::vector<std::uint8_t>> hostile = {
      {0xDD, 0x7F, 0xFF, 0xFF, 0xF0, 0xDB, 0xFF, 0xFF, 0xFF, 0xFB},
      {0x92, 0x00, 0xDD, 0x7F, 0xFF, 0xFF, 0xFF},
      {0x93, 0x00, 0x00, 0xDD, 0xFF, 0xFF, 0xFF, 0xFF},
      {0x91, 0xCD},
      {0x91, 0xC6, 0xFF, 0xFF, 0xFF, 0xFF}};
  for (const auto& payload : hostile) {
    for (const Kind kind : {Kind::hello, Kind::rows, Kind::probes, Kind::fit, Kind::problem}) {
      sent.clear();
      server.serve({static_cast<std::uint8_t>(kind), 7, payload});
      EXPECT_FALSE(sent.empty());
    }
  }
}

TEST_F(Server, RefusesAProblemThatIsNotFinite) {
  auto payload = writer();
  payload.array(6).integer(1).integer(100);
  reals(payload, 3, std::numeric_limits<float>::infinity());
  reals(payload, 1);
  payload.array(0).array(0);
  expect_refusal(ask(Kind::problem, payload), Refusal::malformed);
}

TEST_F(Server, TakesProbesAtCapacity) {
  expect_ack(ask(Kind::problem, problem(capacity.features)));
  const auto payload = probes(0, capacity.probes * capacity.features);
  EXPECT_LE(wire::shortest_body + payload.size(), decltype(server)::longest_request);
  expect_ack(ask(Kind::probes, payload));
}

TEST_F(Server, TakesAProblemAtCapacityAndRefusesOneBeyond) {
  const auto largest = problem(capacity.features, 16, 16);
  EXPECT_LE(wire::shortest_body + largest.size(), decltype(server)::longest_request);
  expect_ack(ask(Kind::problem, largest));
  expect_refusal(ask(Kind::problem, problem(capacity.features + 1)), Refusal::over_capacity);
}

TEST_F(Server, RefusesRowsAndProbesBeyondCapacity) {
  expect_ack(ask(Kind::problem, problem(1)));
  expect_ack(ask(Kind::rows, rows(0, 0, 2 * capacity.rows)));
  expect_refusal(ask(Kind::rows, rows(0, capacity.rows, 2)), Refusal::over_capacity);
  expect_ack(ask(Kind::probes, probes(0, capacity.probes)));
  expect_refusal(ask(Kind::probes, probes(0, capacity.probes + 1)), Refusal::over_capacity);
  expect_refusal(ask(Kind::fit, fit(0, 1, capacity.rows + 1)), Refusal::over_capacity);
}

TEST_F(Server, RefusesWhatComesOutOfOrder) {
  expect_refusal(ask(Kind::rows, rows(0, 0, 2)), Refusal::out_of_order);
  expect_refusal(ask(Kind::probes, probes(0, 1)), Refusal::out_of_order);
  expect_refusal(ask(Kind::fit, fit(0, 1, 1)), Refusal::out_of_order);
  expect_ack(ask(Kind::problem, problem(1)));
  expect_refusal(ask(Kind::rows, rows(0, 1, 2)), Refusal::out_of_order);
  expect_ack(ask(Kind::rows, rows(0, 0, 4)));
  expect_refusal(ask(Kind::fit, fit(0, 1, 3)), Refusal::out_of_order);
  expect_refusal(ask(Kind::fit, fit(1, 1, 2)), Refusal::out_of_order);
  expect_ack(ask(Kind::rows, rows(1, 0, 2)));
  expect_refusal(ask(Kind::fit, fit(0, 1, 1)), Refusal::out_of_order);
}

TEST_F(Server, AFitIsAcknowledgedRecordedAndCounted) {
  expect_ack(ask(Kind::problem, problem(2, 7, 3)));
  expect_ack(ask(Kind::rows, rows(4, 0, 9)));
  expect_ack(ask(Kind::probes, probes(4, 4)));
  const auto replies = ask(Kind::fit, fit(4, 2, 3));
  expect_ack(replies);
  std::vector<Kind> kinds;
  for (const auto& reply : replies) kinds.push_back(reply.kind);
  EXPECT_EQ(kinds, (std::vector{Kind::ack, Kind::record, Kind::factors, Kind::factors, Kind::record,
                                Kind::factors, Kind::factors, Kind::end}));
  wire::Reader end{replies.back().payload};
  end.array(5);
  for (const int expected : {4, 2, 3, 2, 4}) EXPECT_EQ(end.integer(), expected);
}

TEST_F(Server, TheSameRequestAgainHasTheSameAnswer) {
  expect_ack(ask(Kind::problem, problem(2, 7, 3)));
  expect_ack(ask(Kind::rows, rows(4, 0, 9, 0.3F)));
  expect_ack(ask(Kind::rows, rows(4, 0, 9, 0.3F)));
  const auto once = ask(Kind::fit, fit(4, 1, 3));
  const auto twice = ask(Kind::fit, fit(4, 1, 3));
  ASSERT_EQ(once.size(), twice.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].payload, twice[i].payload);
}

TEST_F(Server, ReportsNanRowsInTheRecord) {
  expect_ack(ask(Kind::problem, problem(1, 1, 1)));
  expect_ack(ask(Kind::rows, rows(0, 0, 2, std::numeric_limits<float>::quiet_NaN())));
  const auto replies = ask(Kind::fit, fit(0, 1, 1));
  ASSERT_EQ(replies.size(), 3U);
  wire::Reader record{replies[1].payload};
  record.array(14);
  for (const int expected : {0, 1, 3, 0}) EXPECT_EQ(record.integer(), expected);
}

TEST_F(Server, RefusesFitsWithoutATestRow) {
  expect_ack(ask(Kind::problem, problem(1)));
  expect_refusal(ask(Kind::fit, fit(0, 0, 1)), Refusal::malformed);
  expect_refusal(ask(Kind::fit, fit(0, 2, 1)), Refusal::malformed);
  expect_refusal(ask(Kind::fit, fit(0, 1, 100)), Refusal::malformed);
}

}  // namespace
