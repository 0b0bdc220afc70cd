// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.hpp>

#ifdef MINNORM_ALLOWED
using Matrix = minnorm::BoundedMatrix<float, 4, 4>;
#else
using Matrix = Eigen::MatrixXf;
#endif

auto values(const Matrix& a) { return minnorm::JacobiSVD<Matrix>(a).singularValues(); }
