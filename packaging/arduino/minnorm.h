// SPDX-License-Identifier: MIT
#pragma once

#include "minnorm/minnorm.h"
