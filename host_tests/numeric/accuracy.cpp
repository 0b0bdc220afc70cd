// SPDX-License-Identifier: MIT
#include "accuracy.hpp"

#include <minnorm/minnorm.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ratios_of.hpp"
#include "reference.hpp"

namespace numeric_test {
namespace {

using kernel_cases::Judged;

template <int Rows, int Cols>
Largest errors(const kernel_cases::Family& family, std::uint32_t first, std::uint32_t count) {
  using Matrix = Eigen::Matrix<float, Rows, Cols>;
  constexpr unsigned full = Eigen::ComputeFullU | Eigen::ComputeFullV;
  Largest largest;
  for (std::uint32_t draw = first; draw < first + count; ++draw) {
    Matrix a;
    Eigen::Matrix<float, Rows, 1> b;
    kernel_cases::fill(family, Rows, Cols, draw, a.data(), b.data());
    const Eigen::VectorXd expected = referenceSvd(a.template cast<double>()).sigma;
    const auto sigmaError = [&](const auto& sigma) {
      return errorOf(family.judged, sigma.template cast<double>(), expected);
    };
    const auto errorsOf = [&](const auto& u, const auto& sigma, const auto& v) {
      const Ratios ratios = ratiosOf(a, u, sigma, v);
      return Errors{sigmaError(sigma), std::max({ratios.residual, ratios.u, ratios.v})};
    };
    const minnorm::JacobiSVD<Matrix, full> svd(a);
    const Factors<float> gesvj = sgesvj(a), gejsv = sgejsv(a);
    largest.include({errorsOf(svd.matrixU(), svd.singularValues(), svd.matrixV()),
                     errorsOf(gesvj.u, gesvj.sigma, gesvj.v),
                     errorsOf(gejsv.u, gejsv.sigma, gejsv.v)});
    largest.minnorm.include({sigmaError(minnorm::JacobiSVD<Matrix>(a).singularValues())});
  }
  return largest;
}

double median(std::array<double, sets> values) {
  std::sort(values.begin(), values.end());
  return values[sets / 2];
}

template <int Rows, int Cols>
constexpr JudgedShape shape{Rows, Cols, errors<Rows, Cols>};

}  // namespace

void Errors::include(const Errors& other) {
  sigma = std::max(sigma, other.sigma);
  factors = std::max(factors, other.factors);
}

void Largest::include(const Largest& other) {
  minnorm.include(other.minnorm);
  sgesvj.include(other.sgesvj);
  sgejsv.include(other.sgejsv);
}

double errorOf(Judged judged, const Eigen::VectorXd& sigma, const Eigen::VectorXd& expected) {
  constexpr double cutoff = 1e-5;
  constexpr auto smallest = static_cast<double>(std::numeric_limits<float>::min());
  double largest = 0;
  for (Index i = 0; i < expected.size(); ++i) {
    if (judged == Judged::above_cutoff && expected[i] < cutoff * expected[0]) continue;
    const double unit = judged == Judged::by_largest ? expected[0] : expected[i];
    const double error = std::abs(sigma[i] - expected[i]) / std::max(unit, smallest);
    largest = std::max(largest, std::isnan(error) ? HUGE_VAL : error);
  }
  return largest;
}

std::vector<JudgedShape> judgedShapes(const kernel_cases::Family& family) {
  std::vector<JudgedShape> shapes{shape<3, 3>,   shape<4, 4>,  shape<8, 8>,
                                  shape<16, 16>, shape<16, 6>, shape<6, 16>};
  std::erase_if(shapes, [&](const JudgedShape& shape) {
    return std::min(shape.rows, shape.cols) > family.judged_upto;
  });
  return shapes;
}

Judgement judged(const kernel_cases::Family& family, const JudgedShape& shape) {
  Judgement judgement;
  std::array<double, sets> ratios{}, ratiosToSgejsv{};
  for (std::uint32_t set = 0; set < sets; ++set) {
    const Largest largest = shape.errors(family, set * draws, draws);
    if (set == 0) judgement.errors = largest;
    const double sigma = largest.minnorm.sigma;
    ratios[set] = sigma / std::max(largest.sgesvj.sigma, largest.sgejsv.sigma);
    ratiosToSgejsv[set] = sigma / largest.sgejsv.sigma;
  }
  judgement.ratio = median(ratios);
  judgement.ratioToSgejsv = median(ratiosToSgejsv);
  return judgement;
}

std::vector<kernel_cases::Family> judgedFamilies() {
  std::vector<kernel_cases::Family> judged;
  for (const kernel_cases::Family& family : kernel_cases::families) {
    if (family.judged != Judged::no) judged.push_back(family);
  }
  return judged;
}

}  // namespace numeric_test
