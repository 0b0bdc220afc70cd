// SPDX-License-Identifier: MIT
// No guard: see macros_begin.hpp.
#pragma pop_macro("min")
#pragma pop_macro("max")
#pragma pop_macro("abs")
#pragma pop_macro("round")
#pragma pop_macro("B1")
#pragma pop_macro("F")
