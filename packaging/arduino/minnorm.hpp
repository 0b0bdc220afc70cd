// SPDX-License-Identifier: MIT
#pragma once

#include "minnorm/internal/macros_begin.hpp"

#include <eigen.h>

#include "minnorm/minnorm.hpp"

#include "minnorm/internal/macros_end.hpp"
