// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "accuracy.hpp"
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
  all.errors.minnorm = std::max(all.errors.minnorm, one.errors.minnorm);
  all.errors.sgesvj = std::max(all.errors.sgesvj, one.errors.sgesvj);
  all.errors.sgejsv = std::max(all.errors.sgejsv, one.errors.sgejsv);
  all.ratio = std::max(all.ratio, one.ratio);
  all.ratioToSgejsv = std::max(all.ratioToSgejsv, one.ratioToSgejsv);
}

void row(std::string_view family, const std::string& shape, const Judgement& judgement) {
  std::printf("| %.*s%s | %.1e | %.1e | %.1e | %.2f | %.2f |\n", static_cast<int>(family.size()),
              family.data(), shape.c_str(), judgement.errors.minnorm, judgement.errors.sgesvj,
              judgement.errors.sgejsv, judgement.ratio, judgement.ratioToSgejsv);
}

/// A row for each family with the worst of all shapes, or for each shape.
void accuracy(bool eachShape) {
  head({"family", "minnorm", "sgesvj", "sgejsv", "ratio", "to sgejsv alone"});
  for (const auto& family : judgedFamilies()) {
    Judgement worst;
    for (const JudgedShape& shape : judgedShapes()) {
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

}  // namespace
}  // namespace numeric_test

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  const std::string_view table = argc > 1 ? arguments[1] : "";
  const std::string_view number = argc > 2 ? arguments[2] : "1000000";
  std::uint32_t matrices = 0;
  const bool isNumber =
      std::from_chars(number.data(), number.data() + number.size(), matrices).ec == std::errc();
  if (table == "accuracy") {
    numeric_test::accuracy(false);
  } else if (table == "shapes") {
    numeric_test::accuracy(true);
  } else if (table == "ratios") {
    numeric_test::ratios();
  } else if (table == "sweeps" && isNumber) {
    numeric_test::sweeps(matrices);
  } else {
    std::cerr
        << "numeric_report prints a table in Markdown. Say which: accuracy (by family), shapes "
           "(by family and shape), ratios, or sweeps [number of matrices].\n";
    return 2;
  }
  return 0;
}
