// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include "accuracy.hpp"
#include "hostile.hpp"
#include "ratios.hpp"
#include "sweeps.hpp"

namespace numeric_test {
namespace {

void head(std::initializer_list<const char*> headings) {
  for (const char* heading : headings) std::printf("| %s ", heading);
  std::printf("|\n");
  for (std::size_t i = 0; i < headings.size(); ++i) std::printf("| --- ");
  std::printf("|\n");
}

void include(Judgement& all, const Judgement& one) {
  all.errors.include(one.errors);
  all.ratio = std::max(all.ratio, one.ratio);
  all.ratioToSgejsv = std::max(all.ratioToSgejsv, one.ratioToSgejsv);
}

void row(std::string_view family, const std::string& shape, const Judgement& judgement) {
  const auto& [minnorm, gesvj, gejsv] = judgement.errors;
  std::printf("| %.*s%s | %.1e | %.1e | %.1e | %.2f | %.2f | %.1f | %.1f | %.1f |\n",
              static_cast<int>(family.size()), family.data(), shape.c_str(), minnorm.sigma,
              gesvj.sigma, gejsv.sigma, judgement.ratio, judgement.ratioToSgejsv, minnorm.factors,
              gesvj.factors, gejsv.factors);
}

/// A row for each family with the worst of all shapes, or for each shape.
void accuracy(bool eachShape) {
  head({"family", "minnorm", "sgesvj", "sgejsv", "ratio", "to sgejsv alone", "A, U, V: minnorm",
        "sgesvj", "sgejsv"});
  for (const auto& family : judgedFamilies()) {
    Judgement worst;
    for (const JudgedShape& shape : judgedShapes(family)) {
      const Judgement judgement = judged(family, shape);
      include(worst, judgement);
      if (eachShape) {
        row(family.name, " " + std::to_string(shape.rows) + "×" + std::to_string(shape.cols),
            judgement);
      }
    }
    if (!eachShape) row(family.name, "", worst);
  }
}

void ratioRow(const char* scalar, const Ratios& ratios) {
  std::printf("| %s | %.1f | %.1f | %.1f |", scalar, ratios.residual, ratios.u, ratios.v);
}

void ratios() {
  Ratios ofFloat, ofDouble;
  for (const Family& family : families()) {
    for (const Shape& shape : shapes()) {
      for (std::uint32_t draw = 0; draw < 4; ++draw) {
        ofFloat.include(floatRatios(family, shape, draw));
      }
      ofDouble.include(doubleRatios(family, shape, 0));
    }
  }
  head({"largest ratio", "A − UΣVᵀ", "UᵀU", "VᵀV", "σ", "each σ"});
  ratioRow("float", ofFloat);
  std::printf(" %.1f | %.1f |\n", ofFloat.sigma, ofFloat.eachSigma);
  ratioRow("double", ofDouble);
  std::printf(" | |\n");
}

void sweepsRow(const char* scalar, std::uint32_t count, const Sweeps& sweeps) {
  std::printf("| %s | %u | %d | %u |", scalar, count, sweeps.largest(), sweeps.failures);
  for (const auto& [number, matrices] : sweeps.matrices) std::printf(" %d: %u", number, matrices);
  std::printf(" |\n");
}

void sweeps(std::uint32_t count) {
  head({"scalar", "matrices", "most sweeps", "not converged", "sweeps: matrices"});
  sweepsRow("float", count, floatSweeps(count));
  sweepsRow("double", count, doubleSweeps(count));
}

template <typename Scalar>
void hostileRow(const char* scalar, const Effort& effort) {
  const Hostile<Scalar> found = searchHostile<Scalar>(effort);
  std::printf("| %s | %llu | %.0f | %llu | %llu | %llu | %llu |", scalar,
              static_cast<unsigned long long>(found.matrices), found.largest(Measure::sweeps),
              static_cast<unsigned long long>(found.unconverged),
              static_cast<unsigned long long>(found.disordered),
              static_cast<unsigned long long>(found.lost),
              static_cast<unsigned long long>(found.lostByRange));
  for (const Measure measure :
       {Measure::residual, Measure::u, Measure::v, Measure::valuesAlone, Measure::eachSigma})
    std::printf(" %.2g |", found.largest(measure));
  std::printf("\n");
  std::fflush(stdout);
  std::cerr << worstOf(found);
}

/// The worst matrices go to stderr. Of double a tenth as many.
void hostile(std::uint32_t matrices, std::uint32_t minutes) {
  head({"scalar", "matrices", "most sweeps", "not converged", "σ not in order", "σ lost",
        "below 1e-30·σ₁", "A − UΣVᵀ", "UᵀU", "VᵀV", "σ alone", "each σ"});
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  const std::chrono::seconds duration = std::chrono::minutes(minutes);
  hostileRow<float>("float", {matrices, 0, duration * 3 / 4, threads});
  hostileRow<double>("double", {matrices / 10, 0, duration / 4, threads});
}

}  // namespace
}  // namespace numeric_test

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  const std::string_view table = argc > 1 ? arguments[1] : "";
  bool areNumbers = true;
  const auto number = [&](std::size_t place, std::uint32_t otherwise) {
    if (place >= arguments.size()) return otherwise;
    const std::string_view text = arguments[place];
    std::uint32_t value = 0;
    areNumbers = areNumbers &&
                 std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
    return value;
  };
  const std::uint32_t matrices = number(2, 1'000'000), minutes = number(3, 0);
  if (table == "accuracy") {
    numeric_test::accuracy(false);
  } else if (table == "shapes") {
    numeric_test::accuracy(true);
  } else if (table == "ratios") {
    numeric_test::ratios();
  } else if (table == "sweeps" && areNumbers) {
    numeric_test::sweeps(matrices);
  } else if (table == "hostile" && areNumbers) {
    numeric_test::hostile(matrices, minutes);
  } else {
    std::cerr
        << "numeric_report prints a table in Markdown. Say which: accuracy (by family), shapes "
           "(by family and shape), ratios, sweeps [number of matrices], or hostile [number of "
           "matrices [minutes of climbing]].\n";
    return 2;
  }
  return 0;
}
