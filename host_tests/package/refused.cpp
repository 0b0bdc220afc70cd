// SPDX-License-Identifier: MIT
// It compiles; each macro puts a type in it that is refused.
#include <minnorm/minnorm.hpp>

#ifdef DYNAMIC_SIZE
using Svds = Eigen::MatrixXf;
#elif defined(INTEGERS)
using Svds = Eigen::Matrix3i;
#else
using Svds = minnorm::BoundedMatrix<float, 4, 4>;
#endif

#ifdef DYNAMIC_SIZE_OF_COD
using Cods = Eigen::MatrixXf;
#else
using Cods = minnorm::BoundedMatrix<float, 4, 4>;
#endif

#ifdef ANOTHER_SCALAR
using Argument = Eigen::Matrix3d;
#else
using Argument = Eigen::Matrix3f;
#endif

#ifdef DYNAMIC_COLUMNS_IN_SOLVE
using Sides = Eigen::Matrix<float, 3, Eigen::Dynamic>;
#else
using Sides = Eigen::Matrix<float, 3, 2>;
#endif

auto values(const Svds& a) { return minnorm::JacobiSVD<Svds>(a).singularValues(); }

auto rank(const Cods& a) { return minnorm::CompleteOrthogonalDecomposition<Cods>(a).rank(); }

auto other(const Argument& a) { return minnorm::JacobiSVD<Eigen::Matrix3f>(a).singularValues(); }

Eigen::Matrix<float, 3, Eigen::Dynamic> solve(const minnorm::JacobiSVD<Eigen::Matrix3f>& svd,
                                              const Sides& b) {
  return svd.solve(b);
}
