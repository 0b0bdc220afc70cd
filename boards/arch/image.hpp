// SPDX-License-Identifier: MIT
#pragma once

/// Where an architecture's start-up code hands over, and the symbols of image.ld it needs for that.
extern "C" {

extern unsigned char image_stack_top[];

/// Initialises memory, runs constructors and main(). The stack and the float unit work already.
[[noreturn]] void image_start();

/// The core faulted. The stack may be anything: set it up afresh before coming here.
[[noreturn]] void image_fault();
}
