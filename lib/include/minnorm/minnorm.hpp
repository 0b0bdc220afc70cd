// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/complete_orthogonal_decomposition.hpp>
#include <minnorm/jacobi_svd.hpp>
