// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "experiments/labels.hpp"
#include "numerics/random.hpp"

/// What an experiment is: a folder <name>/ here whose experiment.hpp has a class template
/// experiments::<name>::Experiment. Nothing else names it. One that draws its own data has
///
///     static constexpr auto columns = std::to_array<Column>({{"n"}, {"kind", 1, labels<Kind>}});
///     static constexpr Index cases = 12;    // parameter settings
///     static constexpr Index repeats = 20;  // unless a run asks for more or fewer
///     template <typename Send> void compute(const Unit& unit, Send&& send);
///
/// compute() does one repeat of one case and calls send(row) for each row of its table, where a row
/// is a std::array of a Scalar for each value of the columns. Values wait for each other until they
/// fill a frame, and after 110 s without one a board counts as hung: what may take longer on a slow
/// core calls send.alive() now and then. What it sends depends on the unit alone, and on the
/// arithmetic contract: + − × ÷ and √ in a fixed order, so no libm, and no sum or product of
/// Eigen's but minnorm::dot and its like. An object is static storage. send.cycles() is
/// board::cycles(): what is sent of it is the board's own, in a table that no other board's is
/// compared with.
///
/// It may have `parameters`, numbers that a figure needs, and `case_names`. What is known here, the
/// host is told from here: it types no name, number or position again. Several tables are `tables`
/// in place of `columns`, and send(table, row) says which.
///
/// One that is given data has a file inputs.hpp and is Experiment<Scalar, Capacity>, with
///
///     static constexpr std::array inputs{Input{"rows", capacity.rows * capacity.features}};
///     std::string_view check(given) const;  // why that cannot be computed, or nothing
///     template <typename Send> void compute(const Unit& unit, given, Send&& send);
///
/// where `given` is const Given<Scalar, inputs.size()>&, a span of what was loaded of each input.
///
/// What its image needs beyond the usual, a file image.cmake beside it says: see
/// firmware/CMakeLists.txt.
///
/// The host draws the table in host/minnorm/experiments/<name>.py.
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

/// `width` values of a row; `labels` are what the numbers of a category stand for.
struct Column {
  std::string_view name;
  std::size_t width = 1;
  std::span<const std::string_view> labels = {};
};

struct Table {
  std::string_view name;
  std::span<const Column> columns;

  /// Values of a row.
  constexpr std::size_t width() const {
    std::size_t sum = 0;
    for (const Column& column : columns) sum += column.width;
    return sum;
  }
};

/// The number of a table, as send() takes it.
template <std::size_t number>
using TableNumber = std::integral_constant<std::size_t, number>;

/// At most `size` values that a host loads.
struct Input {
  std::string_view name;
  std::size_t size;
};

/// A number with a name, or a static array of them.
struct Parameter {
  std::string_view name;
  double value = 0;
  std::span<const double> list = {};

  constexpr Parameter(std::string_view name_, double value_) : name{name_}, value{value_} {}
  constexpr Parameter(std::string_view name_, std::span<const double> list_)
      : name{name_}, list{list_} {}

  constexpr std::size_t size() const { return list.empty() ? 1 : list.size(); }
  constexpr double operator[](std::size_t i) const { return list.empty() ? value : list[i]; }
};

/// What a firmware has memory for, of an experiment that is given data.
struct Capacity {
  Index rows;      ///< training rows n
  Index features;  ///< columns D
  Index probes;    ///< test rows whose factors are recorded
};

template <typename Scalar, std::size_t count>
using Given = std::array<std::span<const Scalar>, count>;

/// What the experiment E says of itself, or what goes without saying.
template <typename E>
constexpr auto tables_of() {
  if constexpr (requires { E::tables; }) {
    return E::tables;
  } else {
    return std::array{Table{"records", E::columns}};
  }
}
template <typename E>
constexpr auto inputs_of() {
  if constexpr (requires { E::inputs; }) {
    return E::inputs;
  } else {
    return std::array<Input, 0>{};
  }
}
template <typename E>
constexpr auto parameters_of() {
  if constexpr (requires { E::parameters; }) {
    return std::span<const Parameter>{E::parameters};
  } else {
    return std::span<const Parameter>{};
  }
}
template <typename E>
constexpr auto case_names_of() {
  if constexpr (requires { E::case_names; }) {
    static_assert(E::case_names.size() == E::cases);
    return std::span<const std::string_view>{E::case_names};
  } else {
    return std::span<const std::string_view>{};
  }
}

}  // namespace experiments
