// SPDX-License-Identifier: MIT
// No guard: each public header has this before its includes, and macros_end.hpp at its end. Between
// them the names that Arduino.h and others make macros of are the standard library's and Eigen's.
#pragma push_macro("min")
#pragma push_macro("max")
#pragma push_macro("abs")
#pragma push_macro("round")
#pragma push_macro("B1")
#pragma push_macro("F")
#undef min
#undef max
#undef abs
#undef round
#undef B1
#undef F
