// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

/// A fault as one line of text over the UART, with a zero byte before and after it: to the host's
/// decoder it is one damaged frame, to a terminal a line.
///
///     fault: undefined instruction, pc 0x00000160, lr 0x00000151
namespace image {

inline constexpr std::string_view stack_overflow = "stack overflow";

/// True from begin_report() on.
bool reporting();

/// Begins the line with what went wrong. The program stops without a word if there is no UART yet,
/// or if a report has begun: then this fault is the report's own.
[[gnu::cold]] void begin_report(std::string_view cause);

[[gnu::cold]] void report(std::string_view name, std::uintptr_t value);

/// Ends the line and the program, with board::fault_status.
[[noreturn, gnu::cold]] void end_report();

}  // namespace image
