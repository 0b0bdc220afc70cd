// SPDX-License-Identifier: MIT
#pragma once

extern "C" {

/// A breakpoint between two instructions without effect, which an emulator or a debugger takes for
/// a request, if one listens. If none does it is a trap, which image_trap() lets pass.
void image_semihosting(unsigned long operation, const void* parameters);
}
