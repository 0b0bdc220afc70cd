// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <string_view>

#include "numerics/random.hpp"

/// An experiment draws its own data: a header in this folder, <name>.hpp, with a class
/// experiments::<name>::Experiment<Scalar>. Nothing else names it. It has
///
///     static constexpr auto columns = std::to_array<std::string_view>({"n", "sigma"});
///     static constexpr Index cases = 12;    // parameter settings
///     static constexpr Index repeats = 20;  // as published; a run may ask for more or fewer
///     template <typename Send> void compute(const Unit& unit, Send&& send);
///
/// compute() does one repeat of one case and calls send(row) for each row of its table, where a row
/// is std::array<Scalar, columns.size()>. A host waits two minutes for the next: what may take
/// longer on a slow core calls send.alive() now and then. What it sends depends on the unit alone,
/// and on the arithmetic contract: + − × ÷ and √ in a fixed order, so no libm, and no sum or
/// product of Eigen's but minnorm::dot and its like. An object is static storage: its size is known
/// when it is linked. The host draws the table in host/minnorm/experiments/<name>.py.
namespace experiments {

using Eigen::Index;

/// What is computed at once, and can be computed apart from all else.
struct Unit {
  std::uint32_t seed;
  Index repeat;       ///< 0, 1, …
  Index case_number;  ///< 0 to cases − 1

  /// Stream number `what` of this repeat: the same in all of its cases.
  numerics::Random random(std::uint32_t what) const {
    return {seed, static_cast<std::uint32_t>(repeat), what};
  }
};

}  // namespace experiments
