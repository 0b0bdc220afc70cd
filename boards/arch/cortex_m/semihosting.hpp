// SPDX-License-Identifier: MIT
#pragma once

namespace cortex_m {

/// Ends the program of whoever debugs or emulates this core, with that exit status. Only for boards
/// that always run under one: without, the breakpoint instruction is a fault, and the core locks
/// up.
[[noreturn]] void semihosting_exit(int status);

}  // namespace cortex_m
