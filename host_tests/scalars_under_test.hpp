// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

/// For typed tests. The sanitizers look at memory, of which both have the same accesses, and take
/// long to compile.
#ifdef __SANITIZE_ADDRESS__
using ScalarsUnderTest = testing::Types<float>;
#else
using ScalarsUnderTest = testing::Types<float, double>;
#endif
