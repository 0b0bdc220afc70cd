// SPDX-License-Identifier: MIT
#include "link/message.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

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

}  // namespace
