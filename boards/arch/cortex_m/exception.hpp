// SPDX-License-Identifier: MIT
#pragma once

extern "C" {

/// The handler of every exception.
void image_exception();
}
