// SPDX-License-Identifier: MIT
#pragma once

extern "C" {

/// The handler of every exception.
void image_exception();

/// A breakpoint that an emulator or a debugger takes for a request, if one listens. If none does it
/// is a fault, which image_exception() lets pass.
void image_semihosting(unsigned operation, const void* parameters);
}
