// SPDX-License-Identifier: MIT
#include "link/message.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace {

/// The bytes that a real takes, once it has been read back as it was written.
std::size_t bytes_of(double value) {
  std::array<std::uint8_t, wire::real_bytes<double>> buffer{};
  wire::Writer writer{buffer};
  writer.real(value);
  wire::Reader reader{{buffer.data(), writer.size()}};
  const auto back = reader.real<double>();
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(std::bit_cast<std::uint64_t>(back), std::bit_cast<std::uint64_t>(value));
  return writer.size();
}

TEST(Message, ADoubleTravelsInTheShortestFormThatHoldsIt) {
  for (const double value : {0.0, 1.0, 127.0}) EXPECT_EQ(bytes_of(value), 1U) << value;
  for (const double value : {0.25, -0.0, -1.0, 128.0, HUGE_VAL, 0x1p-149}) {
    EXPECT_EQ(bytes_of(value), 5U) << value;
  }
  for (const double value : {0.1, 1e300, 0x1p-150, 1.0 + 0x1p-24, 5e-324}) {
    EXPECT_EQ(bytes_of(value), 9U) << value;
  }
}

/// How a value is written, and how it is read.
struct Value {
  std::function<void(wire::Writer&)> write;
  std::function<void(wire::Reader&)> read;
};

const std::vector<Value> values{
    {[](auto& to) { to.array(3); }, [](auto& from) { from.array(); }},
    {[](auto& to) { to.array(300); }, [](auto& from) { from.array(); }},
    {[](auto& to) { to.array(1 << 16); }, [](auto& from) { from.array(); }},
    {[](auto& to) { to.integer(7); }, [](auto& from) { from.integer(); }},
    {[](auto& to) { to.integer(300); }, [](auto& from) { from.integer(); }},
    {[](auto& to) { to.integer(0x7FFFFFFF); }, [](auto& from) { from.integer(); }},
    {[](auto& to) { to.text("short"); }, [](auto& from) { from.text(); }},
    {[](auto& to) { to.text(std::string(300, 'x')); }, [](auto& from) { from.text(); }},
    {[](auto& to) { to.bytes(std::array<std::uint8_t, 3>{}); }, [](auto& from) { from.bytes(); }},
    {[](auto& to) { to.bytes(std::array<std::uint8_t, 300>{}); }, [](auto& from) { from.bytes(); }},
    {[](auto& to) { to.real(1.0); }, [](auto& from) { from.template real<double>(); }},
    {[](auto& to) { to.real(0.5); }, [](auto& from) { from.template real<double>(); }},
    {[](auto& to) { to.real(0.1); }, [](auto& from) { from.template real<double>(); }},
};

TEST(Message, AValueThatIsCutOffIsRefusedAndOneWithMoreBehindItIsNotTheWhole) {
  for (const auto& [write, read] : values) {
    std::vector<std::uint8_t> buffer(1000);
    wire::Writer writer{buffer};
    write(writer);
    for (std::size_t size = 0; size <= writer.size() + 1; ++size) {
      const std::vector<std::uint8_t> some(buffer.begin(), buffer.begin() + std::ptrdiff_t(size));
      wire::Reader reader{some};
      read(reader);
      EXPECT_EQ(reader.ok(), size >= writer.size()) << size << " of " << writer.size();
      EXPECT_EQ(reader.complete(), size == writer.size()) << size << " of " << writer.size();
    }
  }
}

TEST(Message, AValueThatIsNotThereOrOfAnotherKindIsRefused) {
  for (const auto& one : values) {
    std::vector<std::uint8_t> buffer(1000);
    wire::Writer writer{buffer};
    one.write(writer);
    wire::Reader again{std::span{buffer}.first(writer.size())};
    one.read(again);
    one.read(again);
    EXPECT_FALSE(again.ok()) << "nothing is left";
  }
  std::array<std::uint8_t, 16> buffer{};
  wire::Writer writer{buffer};
  writer.text("text");
  wire::Reader reader{std::span{buffer}.first(writer.size())};
  EXPECT_EQ(reader.integer(), 0);
  EXPECT_EQ(reader.text(), "") << "what was refused once is refused for good";
  EXPECT_EQ(reader.array(), 0);
  EXPECT_TRUE(reader.bytes().empty());
  EXPECT_EQ(reader.real<float>(), 0);
  EXPECT_EQ(reader.real<double>(), 0);
  EXPECT_FALSE(reader.ok());
}

}  // namespace
