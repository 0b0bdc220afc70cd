// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

#ifdef MINNORM_ALLOWED
using Argument = Eigen::Matrix3f;
#else
using Argument = Eigen::Matrix3d;
#endif

auto values(const Argument& a) { return minnorm::JacobiSVD<Eigen::Matrix3f>(a).singularValues(); }
