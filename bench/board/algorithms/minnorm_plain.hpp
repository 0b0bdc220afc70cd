// SPDX-License-Identifier: MIT
#pragma once

/// The same without the loops that are written for the core by hand.
#define MINNORM_SCALAR_LOOPS
#include "algorithms/minnorm_svd.hpp"
