// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/jacobi_svd.hpp>
