// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// Where an architecture's start-up code hands over, what it brings, and the symbols of image.ld
/// that all need for that.
extern "C" {

extern const unsigned char image_code_start[];
extern const unsigned char image_code_end[];

extern unsigned char image_stack_top[];
/// The lowest byte that the stack may use.
extern unsigned char image_stack_bottom[];
/// What lies below and nobody may touch, from here to image_stack_bottom.
extern unsigned char image_stack_guard[];

/// Its address is the number of bytes that minnorm_image() had the linker keep free for the stack.
extern unsigned char image_stack_size[];
/// Its address is log2 of the guard's size, to which it is aligned, too.
extern unsigned char image_stack_guard_log2[];

/// Initialises memory, runs constructors and main(). The stack and the float unit work already.
[[noreturn]] void image_start();

/// Has the core fault when the stack reaches its guard; false if this core cannot. Each
/// architecture brings it.
bool image_guard_stack();

/// Whether board::start() got as far as the UART, so that a fault can be reported there: a write to
/// one that is off may wait for ever. Each architecture brings it.
bool image_uart_is_up();

/// A breakpoint that an emulator or a debugger takes for a request and answers, if one listens. If
/// none does it is a fault, which passes, and the answer is the operation. Each architecture brings
/// it.
std::uintptr_t image_semihosting(std::uintptr_t operation, const void* parameters);

/// Tells an emulator or a debugger the status; if nobody listens, the core sleeps for good. Each
/// architecture brings it.
[[noreturn]] void image_end(int status);

/// Where no hardware guards the stack, there is a canary: if it is dead, this reports a fault and
/// stops. A program asks where it waits, and when it stops.
void image_check_stack();
}
