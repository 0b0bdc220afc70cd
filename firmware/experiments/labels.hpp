// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace experiments {

/// What the enumerator of that value is called, as the compiler spells it in this function's own
/// name: `… value = a::E::name; …` or `… value = a::E::name]`. Nothing where it has none,
/// `(a::E)7`.
template <auto value>
constexpr std::string_view enumerator() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("value = ") + 8);
  text = text.substr(0, text.find_first_of(";]"));
  text.remove_prefix(text.find_last_of(":)") + 1);
  return text.front() <= '9' ? std::string_view{} : text;
}

/// The same text alone, for the flash.
template <auto value>
inline constexpr auto enumerator_text = [] {
  constexpr std::string_view name = enumerator<value>();
  std::array<char, name.size()> text{};
  std::copy(name.begin(), name.end(), text.begin());
  return text;
}();

/// What the enumerators of E are called, by their numbers, which are below 32; nothing for a number
/// without one. So a name cannot come apart from its number, whatever is inserted before it.
template <typename E>
inline constexpr auto labels = []<std::size_t... all>(std::index_sequence<all...>) {
  constexpr std::size_t count =
      std::max({(enumerator<static_cast<E>(all)>().empty() ? 0 : all + 1)...});
  return []<std::size_t... some>(std::index_sequence<some...>) {
    return std::array<std::string_view, count>{
        {std::string_view{enumerator_text<static_cast<E>(some)>.data(),
                          enumerator_text<static_cast<E>(some)>.size()}...}};
  }
  (std::make_index_sequence<count>());
}
(std::make_index_sequence<32>());

}  // namespace experiments
