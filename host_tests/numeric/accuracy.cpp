// SPDX-License-Identifier: MIT
#include "accuracy.hpp"

#include <minnorm/minnorm.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "reference.hpp"

namespace numeric_test {
namespace {

using kernel_cases::Family;
using kernel_cases::Judged;

template <int Rows, int Cols>
Largest errors(const Family& family, std::uint32_t first, std::uint32_t count) {
  using Matrix = Eigen::Matrix<float, Rows, Cols>;
  constexpr unsigned full = Eigen::ComputeFullU | Eigen::ComputeFullV;
  Largest largest;
  for (std::uint32_t draw = first; draw < first + count; ++draw) {
    Matrix a;
    Eigen::Matrix<float, Rows, 1> b;
    kernel_cases::fill(family, Rows, Cols, draw, a.data(), b.data());
    const Eigen::VectorXd expected = referenceSvd(a.template cast<double>()).sigma;
    const auto include = [&](double& error, const auto& sigma) {
      error = std::max(error, errorOf(family.judged, sigma.template cast<double>(), expected));
    };
    include(largest.minnorm, minnorm::JacobiSVD<Matrix, full>(a).singularValues());
    include(largest.minnorm, minnorm::JacobiSVD<Matrix>(a).singularValues());
    include(largest.sgesvj, sgesvj(a).sigma);
    include(largest.sgejsv, sgejsv(a).sigma);
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

std::span<const JudgedShape> judgedShapes() {
  static constexpr std::array all{shape<3, 3>, shape<8, 8>, shape<16, 16>, shape<16, 6>,
                                  shape<6, 16>};
  return all;
}

Judgement judged(const Family& family, const JudgedShape& shape) {
  Judgement judgement;
  std::array<double, sets> ratios{}, ratiosToSgejsv{};
  for (std::uint32_t set = 0; set < sets; ++set) {
    const Largest largest = shape.errors(family, set * draws, draws);
    if (set == 0) judgement.errors = largest;
    ratios[set] = largest.minnorm / std::max(largest.sgesvj, largest.sgejsv);
    ratiosToSgejsv[set] = largest.minnorm / largest.sgejsv;
  }
  judgement.ratio = median(ratios);
  judgement.ratioToSgejsv = median(ratiosToSgejsv);
  return judgement;
}

std::vector<Family> judgedFamilies() {
  std::vector<Family> judged;
  for (const Family& family : kernel_cases::families) {
    if (family.judged != Judged::no) judged.push_back(family);
  }
  return judged;
}

}  // namespace numeric_test
