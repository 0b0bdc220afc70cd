// SPDX-License-Identifier: MIT
#pragma once

// Eigen and the standard library have functions of the names that Arduino.h has macros of.
#pragma push_macro("min")
#pragma push_macro("max")
#pragma push_macro("abs")
#pragma push_macro("round")
#undef min
#undef max
#undef abs
#undef round

#include <eigen.h>

#include "minnorm/minnorm.hpp"

#pragma pop_macro("min")
#pragma pop_macro("max")
#pragma pop_macro("abs")
#pragma pop_macro("round")
