// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace numerics {

/// The upper triangle T of T'T = Z'Z for rows z that come one at a time, whatever their number:
/// with z = (x, t) it is [R c; 0 rho] and stands for least squares over all of them, in O(D^2)
/// memory. The diagonal is never negative. Method: Givens rotations (Golub & Van Loan, Matrix
/// Computations, 4th ed., section 6.5.3). Squares of the entries must neither overflow nor
/// underflow.
template <typename Scalar, Eigen::Index MaxColumns>
class Triangle {
 public:
  using Index = Eigen::Index;
  using Matrix = minnorm::BoundedMatrix<Scalar, MaxColumns, MaxColumns, Eigen::RowMajor>;
  using Row = Eigen::Matrix<Scalar, 1, Eigen::Dynamic, Eigen::RowMajor, 1, MaxColumns>;

  /// Forgets all rows; those to come have so many columns, 1 to MaxColumns.
  void clear(Index columns) {
    rows_ = 0;
    triangle_.setZero(columns, columns);
  }

  void add(Row row) {
    const Index columns = triangle_.cols();
    for (Index k = 0; k < rows_; ++k) {
      const Scalar corner = triangle_(k, k);
      const Scalar length = std::sqrt(corner * corner + row[k] * row[k]);
      if (length == Scalar(0)) continue;
      const Scalar cosine = corner / length;
      const Scalar sine = row[k] / length;
      for (Index j = k; j < columns; ++j) {
        const Scalar upper = cosine * triangle_(k, j) + sine * row[j];
        row[j] = cosine * row[j] - sine * triangle_(k, j);
        triangle_(k, j) = upper;
      }
    }
    if (rows_ == columns) return;
    const Scalar sign = row[rows_] < Scalar(0) ? Scalar(-1) : Scalar(1);
    for (Index j = rows_; j < columns; ++j) triangle_(rows_, j) = sign * row[j];
    ++rows_;
  }

  /// The rows of T that are not 0 yet: as many as were added, at most the number of columns.
  Index rows() const { return rows_; }

  /// T, square.
  const Matrix& matrix() const { return triangle_; }

 private:
  Index rows_ = 0;
  Matrix triangle_;
};

}  // namespace numerics
