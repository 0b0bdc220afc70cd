// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

#ifdef MINNORM_ALLOWED
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 4, 4>;
#else
using Matrix = Eigen::MatrixXf;
#endif

auto values(const Matrix& a) { return minnorm::JacobiSVD<Matrix>(a).singularValues(); }
