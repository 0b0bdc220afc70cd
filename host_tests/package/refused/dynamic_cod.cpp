// SPDX-License-Identifier: MIT
#include <minnorm/complete_orthogonal_decomposition.hpp>

#ifdef MINNORM_ALLOWED
using Matrix = minnorm::BoundedMatrix<float, 4, 4>;
#else
using Matrix = Eigen::MatrixXf;
#endif

auto rank(const Matrix& a) { return minnorm::CompleteOrthogonalDecomposition<Matrix>(a).rank(); }
