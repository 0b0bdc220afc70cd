// SPDX-License-Identifier: MIT
#pragma once

/// Where an architecture's start-up code hands over, and the symbols of image.ld it needs for that.
extern "C" {

extern unsigned char image_stack_top[];
extern unsigned char image_stack_bottom[];

/// Its address is the number of bytes that minnorm_image() had the linker keep free for the stack.
extern unsigned char image_stack_size[];

/// Initialises memory, runs constructors and main(). The stack and the float unit work already.
[[noreturn]] void image_start();

/// The core faulted. The stack may be anything: set it up afresh before coming here.
[[noreturn]] void image_fault();
}
