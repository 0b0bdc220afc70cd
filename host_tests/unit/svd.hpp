// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/minnorm.hpp>

#include <gtest/gtest.h>

#include "matrices.hpp"

namespace unit_test {

/// The SVD of the tests over many sizes, and what its constructor may be asked for.
using Svd = minnorm::JacobiSVD<Upto12<float>>;
inline constexpr int thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
inline constexpr int full = Eigen::ComputeFullU | Eigen::ComputeFullV;

}  // namespace unit_test
