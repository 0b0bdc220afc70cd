// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "numerics/scalars.hpp"

/// The arithmetics, by the names that tables have for them.
namespace experiments::precision {

struct Float32 {
  using Scalar = float;
  static constexpr std::string_view name = "float32";
};
struct Float32Fma {
  using Scalar = numerics::FusedFloat;
  static constexpr std::string_view name = "float32-fma";
};
struct FloatFloat {
  using Scalar = numerics::FloatFloat;
  static constexpr std::string_view name = "float-float";
};
struct Float64 {
  using Scalar = double;
  static constexpr std::string_view name = "float64";
};
struct Binary16 {
  using Scalar = numerics::Binary16;
  static constexpr std::string_view name = "binary16";
};
struct Bfloat16 {
  using Scalar = numerics::Bfloat16;
  static constexpr std::string_view name = "bfloat16";
};
struct DoubleDouble {
  using Scalar = numerics::DoubleDouble;
  static constexpr std::string_view name = "double-double";
};

}  // namespace experiments::precision
