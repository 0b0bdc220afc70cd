// SPDX-License-Identifier: MIT
#include <minnorm/complete_orthogonal_decomposition.hpp>

#ifdef MINNORM_ALLOWED
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 4, 4>;
#else
using Matrix = Eigen::MatrixXf;
#endif

auto rank(const Matrix& a) { return minnorm::CompleteOrthogonalDecomposition<Matrix>(a).rank(); }
