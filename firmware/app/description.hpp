// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>

#include "experiments/experiment.hpp"
#include "link/message.hpp"

namespace app {

/// Writes what the experiment E is, in the fields that docs/WIRE.md has for a description.
template <typename E, typename Packer>
constexpr void describe(Packer& packer) {
  constexpr auto tables = experiments::tables_of<E>();
  constexpr auto inputs = experiments::inputs_of<E>();
  packer.array(6).integer(E::repeats).integer(E::cases);
  packer.array(tables.size());
  for (const auto& table : tables) {
    packer.array(2).text(table.name).array(table.columns.size());
    for (const auto& column : table.columns) {
      packer.array(3).text(column.name).integer(column.width).array(column.labels.size());
      for (const auto label : column.labels) packer.text(label);
    }
  }
  packer.array(inputs.size());
  for (const auto& input : inputs) packer.array(2).text(input.name).integer(input.size);
  packer.array(experiments::parameters_of<E>().size());
  for (const auto& parameter : experiments::parameters_of<E>()) {
    packer.array(2).text(parameter.name).array(parameter.size());
    for (std::size_t i = 0; i < parameter.size(); ++i) packer.real(parameter[i]);
  }
  packer.array(experiments::case_names_of<E>().size());
  for (const auto name : experiments::case_names_of<E>()) packer.text(name);
}

/// MessagePack by the compiler: stores what there is room for and counts the rest, so that an empty
/// buffer measures. Lengths are below 2^16 and integers below 2^32.
class Packer {
 public:
  constexpr explicit Packer(std::span<std::uint8_t> buffer) : buffer_{buffer} {}

  constexpr std::size_t size() const { return size_; }

  constexpr Packer& array(std::size_t length) {
    return length < 16 ? big_endian(0x90 | length, 1) : head(0xDC, length, 2);
  }
  constexpr Packer& integer(std::uint64_t value) {
    return value < 128     ? big_endian(value, 1)
           : value < 256   ? head(0xCC, value, 1)
           : value < 65536 ? head(0xCD, value, 2)
                           : head(0xCE, value, 4);
  }
  constexpr Packer& text(std::string_view text) {
    if (text.size() < 32) {
      big_endian(0xA0 | text.size(), 1);
    } else if (text.size() < 256) {
      head(0xD9, text.size(), 1);
    } else {
      head(0xDA, text.size(), 2);
    }
    for (const char character : text) put(static_cast<std::uint8_t>(character));
    return *this;
  }
  constexpr Packer& real(double value) {
    if (wire::is_byte(value)) return integer(static_cast<std::uint8_t>(value));
    if (!wire::is_single(value)) return head(0xCB, std::bit_cast<std::uint64_t>(value), 8);
    return head(0xCA, std::bit_cast<std::uint32_t>(static_cast<float>(value)), 4);
  }

 private:
  constexpr Packer& head(std::uint8_t code, std::uint64_t value, unsigned bytes) {
    put(code);
    return big_endian(value, bytes);
  }
  constexpr Packer& big_endian(std::uint64_t value, unsigned bytes) {
    while (bytes-- > 0) put(static_cast<std::uint8_t>(value >> 8U * bytes & 0xFFU));
    return *this;
  }
  constexpr void put(std::uint8_t byte) {
    if (size_ < buffer_.size()) buffer_[size_] = byte;
    ++size_;
  }

  std::span<std::uint8_t> buffer_;
  std::size_t size_ = 0;
};

/// The bytes that a description of E takes.
template <typename E>
constexpr std::size_t description_bytes() {
  Packer measure{{}};
  describe<E>(measure);
  return measure.size();
}

/// The description of E. It is a constant, so that a board sends a piece without making the whole.
template <typename E>
inline constexpr auto description = [] {
  std::array<std::uint8_t, description_bytes<E>()> bytes{};
  Packer packer{bytes};
  describe<E>(packer);
  return bytes;
}();

}  // namespace app
