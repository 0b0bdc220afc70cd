// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/bounded.hpp>
#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

namespace experiments::descent {

/// The cost J(w) = ½ w'Aw + b'w with A symmetric and positive semidefinite, and gradient descent on
/// it, step by step and in closed form: Grosse, chapter 1, section 2.2.
///
/// "Coordinate j" is along eigenvector j of A, by decreasing curvature (eigenvalue). A's singular
/// value decomposition is its eigendecomposition; what it counts as rank decides which are 0.
template <typename Scalar, Eigen::Index MaxSize>
class Quadratic {
 public:
  using Index = Eigen::Index;
  using Matrix = minnorm::BoundedMatrix<Scalar, MaxSize, MaxSize>;
  using Vector = minnorm::BoundedVector<Scalar, MaxSize>;

  void set(const Matrix& a, const Vector& b) {
    a_ = a;
    b_ = b;
    svd_.compute(a);
  }

  /// The cost `other` as one of v, where w = T v + shift: T'AT and T'(A·shift + b), equation 8.
  template <typename Other>
  void set_moved(const Other& other, const Matrix& t, const Vector& shift) {
    const Index n = other.size();
    Matrix product = Matrix::Zero(n, n), a(n, n);  // A·T
    Vector gradient = other.b(), b(n);
    for (Index k = 0; k < n; ++k) {
      for (Index j = 0; j < n; ++j) product.col(j) += other.a().col(k) * t(k, j);
      gradient += other.a().col(k) * shift[k];
    }
    for (Index i = 0; i < n; ++i) {
      const Scalar* const row = t.data() + i * n;  // of T'
      for (Index j = 0; j < n; ++j) a(i, j) = minnorm::dot(row, product.data() + j * n, n);
      b[i] = minnorm::dot(row, gradient.data(), n);
    }
    set(a, b);
  }

  const Matrix& a() const { return a_; }
  const Vector& b() const { return b_; }
  Index size() const { return b_.size(); }
  Index rank() const { return svd_.rank(); }
  Scalar curvature(Index j) const { return svd_.singularValues()[j]; }

  /// Coordinate j of a vector.
  Scalar along(Index j, const Vector& v) const {
    return minnorm::dot(eigenvector(j), v.data(), size());
  }

  /// w −= rate·(A w + b), equation 9.
  void descend(Vector& w, Scalar rate) const {
    Vector gradient = b_;
    for (Index j = 0; j < size(); ++j) gradient += a_.col(j) * w[j];
    w -= rate * gradient;
  }

  /// Where descend() would be after so many steps (≥ 0) from `start`: equation 13, and case 2's
  /// drift where b has a part along which A is 0.
  Vector after(Index steps, const Vector& start, Scalar rate) const {
    Vector w = Vector::Zero(size());
    for (Index j = 0; j < size(); ++j) {
      const Scalar first = along(j, start);
      Scalar now = first - rate * Scalar(steps) * along(j, b_);
      if (j < rank()) {
        const Scalar factor = power(Scalar(1) - rate * curvature(j), steps);
        now = fixed_point(j) + factor * (first - fixed_point(j));
      }
      minnorm::axpy(now, eigenvector(j), w.data(), size());
    }
    return w;
  }

  /// J(w), of A and b alone.
  Scalar cost(const Vector& w) const {
    Scalar sum = minnorm::dot(b_.data(), w.data(), size());
    for (Index j = 0; j < size(); ++j) {
      const Scalar product = minnorm::dot(a_.data() + j * size(), w.data(), size());
      sum += Scalar(0.5F) * w[j] * product;
    }
    return sum;
  }

  /// excess() after so many steps (≥ 0) from `start`, in closed form: ½ Σ ã_j d_j² (1 −
  /// rate·ã_j)^2k with d_j the start's distance from the fixed point, section 2.2.
  Scalar excess_after(Index steps, const Vector& start, Scalar rate) const {
    Scalar sum(0);
    for (Index j = 0; j < rank(); ++j) {
      sum += excess(j, start) * power(Scalar(1) - rate * curvature(j), 2 * steps);
    }
    return sum;
  }

  /// What coordinate j < rank() adds to the cost of w above its least.
  Scalar excess(Index j, const Vector& w) const {
    const Scalar distance = along(j, w) - fixed_point(j);
    return Scalar(0.5) * curvature(j) * (distance * distance);
  }

  /// The cost above its least; where there is none, without the part that falls for ever.
  Scalar excess(const Vector& w) const {
    Scalar sum(0);
    for (Index j = 0; j < rank(); ++j) sum += excess(j, w);
    return sum;
  }

 private:
  const Scalar* eigenvector(Index j) const { return svd_.matrixV().data() + j * size(); }
  Scalar fixed_point(Index j) const { return -along(j, b_) / curvature(j); }

  static Scalar power(Scalar base, Index exponent) {
    Scalar result(1);
    for (; exponent > 0; exponent /= 2) {
      if (exponent % 2 == 1) result *= base;
      base *= base;
    }
    return result;
  }

  Matrix a_;
  Vector b_;
  minnorm::JacobiSVD<Matrix, Eigen::ComputeFullV> svd_;
};

}  // namespace experiments::descent
