// SPDX-License-Identifier: MIT
#pragma once

#include "experiments/experiment.hpp"
#include "link/message.hpp"

namespace app {

/// Writes what the experiment E is, in the fields that docs/WIRE.md has for a description, to a
/// wire::Writer or to what only measures.
template <typename E, typename Writer>
constexpr void describe(Writer& writer) {
  constexpr auto tables = experiments::tables_of<E>();
  constexpr auto inputs = experiments::inputs_of<E>();
  writer.integer(E::repeats).integer(E::cases);
  writer.array(tables.size());
  for (const auto& table : tables) {
    writer.array(2).text(table.name).array(table.columns.size());
    for (const auto& column : table.columns) {
      writer.array(3).text(column.name).integer(column.width).array(column.labels.size());
      for (const auto label : column.labels) writer.text(label);
    }
  }
  writer.array(inputs.size());
  for (const auto& input : inputs) writer.array(2).text(input.name).integer(input.size);
  writer.array(experiments::parameters_of<E>().size());
  for (const auto& parameter : experiments::parameters_of<E>()) {
    writer.array(2).text(parameter.name).array(parameter.size());
    for (std::size_t i = 0; i < parameter.size(); ++i) writer.real(parameter[i]);
  }
  writer.array(experiments::case_names_of<E>().size());
  for (const auto name : experiments::case_names_of<E>()) writer.text(name);
}

/// The bytes that a description of E takes.
template <typename E>
constexpr std::size_t description_bytes() {
  // What MessagePack has for lengths below 2^16 and integers below 2^32.
  struct Measure {
    std::size_t bytes = 0;
    constexpr Measure& array(std::size_t length) { return add(length < 16 ? 1 : 3); }
    constexpr Measure& integer(std::uint64_t value) {
      return add(value < 128 ? 1 : value < 256 ? 2 : value < 65536 ? 3 : wire::integer_bytes);
    }
    constexpr Measure& text(std::string_view text) {
      return add((text.size() < 32 ? 1 : text.size() < 256 ? 2 : 3) + text.size());
    }
    constexpr Measure& real(double value) {
      return add(wire::is_byte(value)     ? 1
                 : wire::is_single(value) ? wire::real_bytes<float>
                                          : wire::real_bytes<double>);
    }
    constexpr Measure& add(std::size_t more) {
      bytes += more;
      return *this;
    }
  } measure;
  describe<E>(measure);
  return measure.bytes;
}

}  // namespace app
