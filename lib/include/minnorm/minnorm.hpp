// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/complete_orthogonal_decomposition.hpp>
#include <minnorm/filters.hpp>
#include <minnorm/jacobi_svd.hpp>
#include <minnorm/refine.hpp>
#include <minnorm/svd_batch.hpp>
#include <minnorm/version.hpp>
#include <minnorm/worst_case.hpp>
