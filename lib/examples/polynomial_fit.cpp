// SPDX-License-Identifier: MIT
// A polynomial of degree 6 through 200 samples, in float: they come in pieces of 40, and of each,
// with what is known so far, the SVD leaves seven rows Σ·Vᵀ and Uᵀ·y.
// Prints, for each basis, condition number, rank and the largest error of the polynomial; then the
// errors by place.
#include <minnorm/building_blocks.hpp>
#include <minnorm/jacobi_svd.hpp>

#include "csv.h"

namespace {

constexpr int terms = 7, samples = 200, piece = 40;
enum Basis { raw, scaled, centered, chebyshev };
constexpr int bases = 4;
constexpr const char* names[bases] = {"powers of x", "powers of x/128", "powers of t", "Chebyshev"};
using Rows = Eigen::Matrix<float, terms + piece, terms>;
using Coefficients = Eigen::Matrix<float, terms, 1>;

/// Degrees Celsius, −50 to 149; the samples are of a polynomial in Chebyshev's.
float celsius(int k) { return float(k - 50); }
const Coefficients known{{1.5f, -2.25f, 0.5f, 0.125f, -0.75f, 0.0625f, 0.375f}};

Coefficients values(Basis basis, float x) {
  const float t = (x - 49.5f) / 99.5f, step = basis == raw ? x : basis == scaled ? x / 128.0f : t;
  Coefficients row;
  row[0] = 1.0f;
  row[1] = step;
  for (int j = 2; j < terms; ++j) {
    row[j] = basis == chebyshev ? 2.0f * t * row[j - 1] - row[j - 2] : row[j - 1] * step;
  }
  return row;
}

float at(Basis basis, const Coefficients& c, float x) {
  const Coefficients row = values(basis, x);
  float sum = 0.0f;
  for (int j = 0; j < terms; ++j) sum += c[j] * row[j];
  return sum;
}

minnorm::JacobiSVD<Rows, Eigen::ComputeThinU | Eigen::ComputeThinV> svd;

/// The coefficients that fit all samples best; `svd` is then of seven rows that stand for all.
Coefficients fitted(Basis basis) {
  static Rows rows;
  static Eigen::Matrix<float, terms + piece, 1> y;
  rows.setZero();
  y.setZero();
  for (int first = 0; first < samples; first += piece) {
    for (int k = 0; k < piece; ++k) {
      const float x = celsius(first + k);
      const Coefficients row = values(basis, x);
      for (int j = 0; j < terms; ++j) rows(terms + k, j) = row[j];
      y[terms + k] = at(chebyshev, known, x);
    }
    svd.compute(rows);
    Coefficients left;
    for (int r = 0; r < terms; ++r) {
      left[r] =
          minnorm::dot(svd.matrixU().col(r).data(), y.data(), minnorm::Fixed<terms + piece>());
      for (int j = 0; j < terms; ++j) rows(r, j) = svd.singularValues()[r] * svd.matrixV()(j, r);
    }
    for (int r = 0; r < terms; ++r) y[r] = left[r];
  }
  rows.bottomRows<piece>().setZero();
  y.tail<piece>().setZero();
  svd.compute(rows);
  return svd.solve(y);
}

/// The largest error of a polynomial.
float error(Basis basis, const Coefficients& found) {
  float most = 0.0f;
  for (int k = 0; k < samples; ++k) {
    const float x = celsius(k);
    most = std::max(most, std::abs(at(basis, found, x) - at(chebyshev, known, x)));
  }
  return most;
}

}  // namespace

int main() {
  board_start();
  csv_text("basis,condition,rank,largest error\n");
  Coefficients found[bases];
  bool right = true;
  for (int i = 0; i < bases; ++i) {
    const Basis basis = Basis(i);
    found[i] = fitted(basis);
    const float off = error(basis, found[i]);
    const double row[] = {double(svd.conditionNumber()), double(svd.rank()), double(off)};
    csv_text(names[i]);
    csv_text(",");
    csv_row(row, 3);
    right = (basis == raw || off < 1e-3f) && right;
  }
  for (int j = 0; j < terms; ++j) {
    right = std::abs(found[chebyshev][j] - known[j]) < 1e-5f && right;
  }
  csv_text("\nx,y");
  for (const char* name : names) {
    csv_text(",");
    csv_text(name);
  }
  csv_text("\n");
  for (int k = 0; k < samples; ++k) {
    const float x = celsius(k), y = at(chebyshev, known, x);
    double row[2 + bases] = {double(x), double(y)};
    for (int i = 0; i < bases; ++i) row[2 + i] = double(at(Basis(i), found[i], x) - y);
    csv_row(row, 2 + bases);
  }
  return right ? 0 : 1;
}
