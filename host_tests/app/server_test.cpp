// SPDX-License-Identifier: MIT
#include "app/server.hpp"

#include <gtest/gtest.h>

#include "replies.hpp"

namespace firmware {
constinit const std::string_view build_id = "0123456789ab";
}

namespace {

using app_tests::Served;
using experiments::Column;
using experiments::Index;
using experiments::Parameter;
using wire::Kind;
using wire::Refusal;

enum class Colour { red = 1, green };

/// Two cases; a unit has as many rows as its repeat says, and each holds what the unit is. It says
/// that it is alive before each third.
struct Drawn {
  static constexpr auto columns =
      std::to_array<Column>({{"number"}, {"draw"}, {"colour", 1, experiments::labels<Colour>}});
  static constexpr std::array<double, 2> edges{0.5, 128};
  static constexpr auto parameters =
      std::to_array<Parameter>({{"limit", 50}, {"edges", std::span{edges}}});
  static constexpr auto case_names = std::to_array<std::string_view>({"one", "two"});
  static constexpr Index cases = 2;
  static constexpr Index repeats = 3;

  template <typename Send>
  void compute(const experiments::Unit& unit, Send&& send) const {
    auto random = unit.random(0);
    for (Index i = 0; i < unit.repeat; ++i) {
      if (i % 3 == 0) send.alive();
      send(std::array{static_cast<float>(100 * unit.case_number + i), random.uniform(), 2.0F});
    }
  }
};

/// Two inputs, and two tables: the sum of the numbers, and each of them with the weights.
struct Given {
  static constexpr auto sums = std::to_array<Column>({{"sum"}});
  static constexpr auto parts = std::to_array<Column>({{"number"}, {"weights", 2}});
  static constexpr auto tables =
      std::to_array<experiments::Table>({{"sums", sums}, {"parts", parts}});
  static constexpr auto inputs =
      std::to_array<experiments::Input>({{"numbers", 400}, {"weights", 2}});
  static constexpr Index cases = 1;
  static constexpr Index repeats = 1;
  using Values = experiments::Given<float, 2>;

  std::string_view check(const Values& given) const {
    return given[1].size() == 2 ? "" : "There must be two weights.";
  }

  template <typename Send>
  void compute(const experiments::Unit&, const Values& given, Send&& send) const {
    float sum = 0;
    for (const float number : given[0]) {
      sum += number;
      send(experiments::TableNumber<1>{}, std::array{number, given[1][0], given[1][1]});
    }
    send(experiments::TableNumber<0>{}, std::array{sum});
  }
};

using DrawnServer = Served<Drawn>;
using GivenServer = Served<Given>;

TEST_F(DrawnServer, SaysWhatItServes) {
  const auto replies = ask(Kind::hello, {4});
  ASSERT_EQ(replies.size(), 1U);
  ASSERT_EQ(replies[0].kind, Kind::hello_reply);
  EXPECT_EQ(replies[0].text(), "[7, 4, \"desktop\", \"" + std::string{board::core} +
                                   "\", \"0123456789ab\", \"float\", \"any\", " +
                                   std::to_string(Server::longest_request) + "]");
}

TEST_F(DrawnServer, DescribesItsTable) {
  EXPECT_EQ(described(), R"([3, 2, [["records", [["number", 1, []], ["draw", 1, []], )"
                         R"(["colour", 1, ["", "red", "green"]]]]], [], )"
                         R"([["limit", [50]], ["edges", [0.5, 128]]], ["one", "two"]])");
}

TEST_F(GivenServer, DescribesItsTablesAndInputs) {
  EXPECT_EQ(described(), R"([1, 1, [["sums", [["sum", 1, []]]], )"
                         R"(["parts", [["number", 1, []], ["weights", 2, []]]]], )"
                         R"([["numbers", 400], ["weights", 2]], [], []])");
}

TEST_F(GivenServer, DescribesItselfInPiecesAsLongAsTheHostWants) {
  const auto whole = described();
  for (const std::uint64_t longest : {0U, 7U, 28U, 40U, 77U}) EXPECT_EQ(described(longest), whole);
}

TEST_F(DrawnServer, SendsRowsAndThenTheirNumber) {
  const auto replies = compute(5, 4, 1);
  std::vector<Kind> kinds;
  for (const auto& reply : replies) kinds.push_back(reply.kind);
  // Alive before the first row and before the fourth, which sends what there is.
  EXPECT_EQ(kinds,
            (std::vector{Kind::ack, Kind::ack, Kind::rows, Kind::ack, Kind::rows, Kind::computed}));
  for (const std::size_t number : {0U, 1U, 3U}) EXPECT_EQ(replies[number].text(), "[7]");
  for (const auto& [number, first, count] : {std::array{2, 0, 3}, std::array{4, 3, 1}}) {
    wire::Reader reader{replies[static_cast<std::size_t>(number)].payload};
    reader.array(7);
    for (const int expected : {5, 4, 1, first / 3, 0, 3 * first})
      EXPECT_EQ(reader.integer(), expected);
    reader.array(3 * count);
    for (int row = first; row < first + count; ++row) {
      EXPECT_EQ(reader.real<float>(), static_cast<float>(100 + row));
      reader.real<float>();
      EXPECT_EQ(reader.real<float>(), 2.0F);
    }
    EXPECT_TRUE(reader.complete());
  }
  EXPECT_EQ(replies[5].text(), "[7, 5, 4, 1, [12], 2]");
}

TEST_F(DrawnServer, TheSameUnitHasTheSameRowsWhateverCameBefore) {
  const auto once = compute(5, 2, 0);
  compute(5, 1, 1);
  const auto again = compute(5, 2, 0);
  const auto other_seed = compute(6, 2, 0);
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].payload, again[i].payload);
  EXPECT_NE(once[2].payload, other_seed[2].payload);
}

TEST_F(DrawnServer, AUnitWithoutRowsIsCounted) {
  const auto replies = compute(5, 0, 0);
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_EQ(replies[1].text(), "[7, 5, 0, 0, [0], 0]");
}

TEST_F(DrawnServer, RefusesWhatItDoesNotKnow) {
  expect_refusal(compute(5, 2, 2), Refusal::malformed);
  expect_refusal(ask(Kind::compute, {5, 2}), Refusal::malformed);
  expect_refusal(compute(1ULL << 31U, 0, 0), Refusal::malformed);
  for (const std::uint64_t copies : {0U, 17U, 0x7FFFFFFFU})
    expect_refusal(compute(5, 2, 1, 300, copies), Refusal::malformed);
  expect_refusal(ask(Kind::describe, {1}), Refusal::malformed);
  expect_refusal(ask(Kind::describe, {0}), Refusal::malformed);
  expect_refusal(ask(Kind::describe, {app::description_bytes<Drawn>(), 300}), Refusal::malformed);
  expect_refusal(ask(Kind::compute, {5, 2, 0}), Refusal::malformed);
  expect_refusal(ask(Kind::load, {0, 1, 1}), Refusal::malformed);
  expect_refused("numbers", 0, {1}, Refusal::malformed);
  expect_refusal(ask(static_cast<Kind>(0x05), std::vector<std::uint64_t>{}), Refusal::unknown);
}

TEST_F(DrawnServer, RefusesAnotherProtocolAndUnknownKinds) {
  expect_refusal(ask(Kind::hello, {3}), Refusal::unknown);
  expect_refusal(ask(Kind::hello, writer().array(2).integer(5).text("later")), Refusal::unknown);
  expect_refusal(ask(static_cast<Kind>(0x0A), writer().array(0)), Refusal::unknown);
  expect_refusal(ask(Kind::ack, writer().array(1).integer(1)), Refusal::unknown);
}

TEST_F(GivenServer, RefusesPayloadsOfAnotherShape) {
  for (const Kind kind : {Kind::hello, Kind::describe, Kind::load, Kind::compute}) {
    expect_refusal(ask(kind, writer()), Refusal::malformed);
    expect_refusal(ask(kind, writer().integer(1)), Refusal::malformed);
    expect_refusal(ask(kind, writer().array(2).text("x").real(1.5)), Refusal::malformed);
  }
  expect_refused("number", 0, {1}, Refusal::malformed);
  expect_refused("numbers of another kind", 0, {1}, Refusal::malformed);
  expect_refused("", 0, {1}, Refusal::malformed);
  expect_refusal(ask(Kind::load, writer().array(3).text("numbers").integer(0).array(1).text("1")),
                 Refusal::malformed);
  expect_refusal(ask(Kind::load, writer().array(3).text("numbers").integer(1ULL << 31U).array(0)),
                 Refusal::malformed);
}

// Lengths that a check in pointer arithmetic would follow out of the buffer, or for ever.
TEST_F(GivenServer, RefusesLengthsThatPointNowhere) {
  const std::vector<std::vector<std::uint8_t>> hostile = {
      {0xDD, 0x7F, 0xFF, 0xFF, 0xF0, 0xDB, 0xFF, 0xFF, 0xFF, 0xFB},
      {0x92, 0x00, 0xDD, 0x7F, 0xFF, 0xFF, 0xFF},
      {0x93, 0x00, 0x00, 0xDD, 0xFF, 0xFF, 0xFF, 0xFF},
      {0x93, 0xDB, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x90},
      {0x93, 0xA7, 'n', 'u'},
      {0x93, 0xA7, 'n', 'u', 'm', 'b', 'e', 'r', 's', 0x00, 0xDD, 0x7F, 0xFF, 0xFF, 0xFF},
      {0x91, 0xCD},
      {0x91, 0xC6, 0xFF, 0xFF, 0xFF, 0xFF}};
  for (const auto& payload : hostile) {
    for (const Kind kind : {Kind::hello, Kind::describe, Kind::load, Kind::compute}) {
      const auto replies = ask(kind, std::span{payload});
      ASSERT_EQ(replies.size(), 1U);
      EXPECT_EQ(replies[0].kind, Kind::error);
    }
  }
}

TEST_F(GivenServer, ComputesWithWhatIsLoaded) {
  expect_loaded("numbers", 0, {1, 0.5F});
  expect_loaded("weights", 0, {3, 4});
  const auto replies = compute(0, 0, 0);
  ASSERT_EQ(replies.size(), 4U);
  // Another table's row ends a batch.
  EXPECT_EQ(replies[1].text(), "[0, 0, 0, 0, 1, 0, [1, 3, 4, 0.5, 3, 4]]");
  EXPECT_EQ(replies[2].text(), "[0, 0, 0, 1, 0, 0, [1.5]]");
  EXPECT_EQ(replies[3].text(), "[7, 0, 0, 0, [1, 6], 2]");
}

TEST_F(GivenServer, LoadsInPiecesAndForgetsWhatWasBehindThem) {
  expect_loaded("weights", 0, {0, 0});
  const auto sum = [this] {
    const auto replies = compute(0, 0, 0);
    return replies[replies.size() - 2].text();
  };
  expect_loaded("numbers", 0, {1, 2});
  expect_loaded("numbers", 2, {4, 8});
  EXPECT_EQ(sum(), "[0, 0, 0, 1, 0, 0, [15]]");
  expect_loaded("numbers", 2, {4, 8});
  EXPECT_EQ(sum(), "[0, 0, 0, 1, 0, 0, [15]]");
  expect_loaded("numbers", 1, {16});
  EXPECT_EQ(sum(), "[0, 0, 0, 1, 0, 0, [17]]");
  expect_loaded("numbers", 0, {});
  expect_refusal(compute(0, 0, 0), Refusal::out_of_order);
}

TEST_F(GivenServer, ARefusedLoadKeepsWhatItDidNotReach) {
  expect_loaded("weights", 0, {0, 0});
  expect_loaded("numbers", 0, {1, 2});
  expect_refused("numbers", 3, {1}, Refusal::out_of_order);
  expect_refused("numbers", 1, std::vector<float>(400), Refusal::over_capacity);
  EXPECT_EQ(compute(0, 0, 0)[2].text(), "[0, 0, 0, 1, 0, 0, [3]]");
}

TEST_F(GivenServer, TakesRealsOfEitherWidthAndWholeNumbers) {
  expect_loaded("weights", 0, {0, 0});
  auto payload = writer();
  payload.array(3).text("numbers").integer(0).array(4);
  payload.real(0.5F).real(0.25).integer(1000).integer(7);
  EXPECT_EQ(ask(Kind::load, payload)[0].kind, Kind::ack);
  EXPECT_EQ(compute(0, 0, 0)[2].text(), "[0, 0, 0, 1, 0, 0, [1007.75]]");
}

TEST_F(GivenServer, RefusesToComputeWhatIsMissingOrMakesNoSense) {
  expect_refusal(compute(0, 0, 0), Refusal::out_of_order);
  expect_loaded("numbers", 0, {1});
  expect_refusal(compute(0, 0, 0), Refusal::out_of_order);
  expect_loaded("weights", 0, {1});
  const auto refused = compute(0, 0, 0);
  expect_refusal(refused, Refusal::malformed);
  EXPECT_EQ(refused[0].text(), "[7, 1, \"There must be two weights.\"]");
}

// A batch has room for 256 bytes of values, counted as the longest they can be.
TEST_F(GivenServer, ManyRowsTravelInFewFrames) {
  std::vector<float> numbers(100);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = 0.1F * static_cast<float>(i);
  expect_loaded("numbers", 0, numbers);
  expect_loaded("weights", 0, {0.1F, 0.2F});
  const auto replies = compute(0, 0, 0);
  EXPECT_LE(replies.size(), 3 + 100 / 17 + 1);
  std::size_t values = 0;
  for (const auto& reply : replies) {
    if (reply.kind != Kind::rows) continue;
    wire::Reader reader{reply.payload};
    reader.array(7);
    for (int i = 0; i < 4; ++i) reader.integer();
    if (reader.integer() != 1) continue;
    EXPECT_EQ(reader.integer(), static_cast<int>(values));
    for (const int end = static_cast<int>(values) + reader.array(); static_cast<int>(values) < end;
         ++values) {
      const std::array row{numbers[values / 3], 0.1F, 0.2F};
      EXPECT_EQ(reader.real<float>(), row[values % 3]);
    }
    EXPECT_TRUE(reader.complete());
  }
  EXPECT_EQ(values, 3 * numbers.size());
}

TEST_F(GivenServer, FramesAreAsShortAsTheHostWants) {
  expect_loaded("numbers", 0, {0.1F, 0.2F, 0.3F, 0.4F});
  expect_loaded("weights", 0, {0.5F, 0.6F});
  const auto parts = [this](std::uint64_t longest) {
    std::vector<float> values;
    int number = 0;
    for (const auto& reply : compute(0, 0, 0, longest)) {
      if (reply.kind != Kind::rows) continue;
      EXPECT_LE(wire::shortest_body + reply.payload.size(), std::max<std::size_t>(longest, 22));
      wire::Reader reader{reply.payload};
      reader.array(7);
      for (int i = 0; i < 3; ++i) EXPECT_EQ(reader.integer(), 0);
      EXPECT_EQ(reader.integer(), number++);
      if (reader.integer() != 1) continue;
      EXPECT_EQ(reader.integer(), static_cast<int>(values.size()));
      for (int left = reader.array(); left > 0; --left) values.push_back(reader.real<float>());
      EXPECT_TRUE(reader.complete());
    }
    return values;
  };
  const std::vector whole{0.1F, 0.5F, 0.6F, 0.2F, 0.5F, 0.6F, 0.3F, 0.5F, 0.6F, 0.4F, 0.5F, 0.6F};
  // One value a frame, then two, then four, which cuts rows.
  for (const std::uint64_t longest : {0U, 27U, 37U, 41U}) EXPECT_EQ(parts(longest), whole);
}

TEST_F(GivenServer, FramesThatTheHostHasAreNotSentAndOthersAsOftenAsItWants) {
  expect_loaded("numbers", 0, std::vector<float>(10, 0.1F));
  expect_loaded("weights", 0, {0.5F, 0.6F});
  // Thirty values and a sum, one in each frame.
  const auto whole = compute(0, 0, 0, 0);
  ASSERT_EQ(whole.size(), 1U + 31 + 1);
  EXPECT_EQ(whole.back().text(), "[7, 0, 0, 0, [1, 30], 31]");
  constexpr std::array<std::uint8_t, 3> had{0xFE, 0xFF, 0x7F};
  const auto rest = compute(0, 0, 0, 0, 2, had);
  std::vector<std::string> expected;
  for (const std::size_t number : {0U, 23U, 24U, 25U, 26U, 27U, 28U, 29U, 30U}) {
    expected.insert(expected.end(), 2, whole[number + 1].text());
  }
  std::vector<std::string> received;
  for (std::size_t i = 1; i + 2 < rest.size(); ++i) received.push_back(rest[i].text());
  EXPECT_EQ(received, expected);
  for (const std::size_t end : {1U, 2U}) {
    EXPECT_EQ(rest[rest.size() - end].text(), whole.back().text());
  }
}

TEST_F(GivenServer, TakesTheLargestLoadOfItsRequests) {
  std::vector<float> numbers;
  while (wire::shortest_body + load("numbers", 0, numbers).size() + 5 <= Server::longest_request) {
    numbers.push_back(0.1F);
  }
  EXPECT_GE(numbers.size(), 512U / 5);
  expect_loaded("numbers", 0, numbers);
  expect_loaded("numbers", numbers.size(), {0.1F});
}

}  // namespace
