// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

#ifdef MINNORM_ALLOWED
using Matrix = Eigen::Matrix3d;
#else
using Matrix = Eigen::Matrix3i;
#endif

minnorm::JacobiSVD<Matrix> svd;
