// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>
