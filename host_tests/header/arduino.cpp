// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.h>
#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/complete_orthogonal_decomposition.hpp>
#include <minnorm/filters.hpp>
#include <minnorm/jacobi_svd.hpp>
#include <minnorm/minnorm.hpp>
#include <minnorm/refine.hpp>
#include <minnorm/svd_batch.hpp>
#include <minnorm/version.hpp>

static_assert(max(min(-3, 2), abs(-1)) == 1 && round(1.5) == 2 && B1 == 1);

template class minnorm::JacobiSVD<Eigen::Matrix3f>;
template class minnorm::CompleteOrthogonalDecomposition<Eigen::Matrix3f>;
