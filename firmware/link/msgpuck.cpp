// SPDX-License-Identifier: MIT
// The tables that msgpuck.h's inline functions look things up in.
#define MP_SOURCE 1
#include <msgpuck.h>
