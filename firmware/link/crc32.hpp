// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace wire {

/// CRC-32 as IEEE 802.3 and zlib have it. It is computed four bits at a time: a table of 64 bytes
/// suits small parts, and a UART is slower than the loop.
std::uint32_t crc32(std::span<const std::uint8_t> bytes);

}  // namespace wire
