// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "soc/stm32/registers.hpp"

namespace stm32 {

/// What a board has at the part's OSC_IN.
struct External {
  std::uint32_t megahertz;
  bool is_crystal;
};

constexpr External crystal(std::uint32_t megahertz) { return {megahertz, true}; }

/// A clock that another chip makes.
constexpr External clock(std::uint32_t megahertz) { return {megahertz, false}; }

/// What drives the core: the part of the reset and clock controller that F1 and F4 have in common.
class ClockSource {
 public:
  /// The addresses of RCC_CR and RCC_CFGR.
  constexpr ClockSource(std::uintptr_t control, std::uintptr_t configuration)
      : control_{control}, configuration_{configuration} {}

  /// The core runs from the internal oscillator, undivided, and all others are off: so it is after
  /// a reset, but not after a boot loader that jumps here.
  void use_internal() const {
    replace(control_, 0, internal_on);
    becomes(control_, internal_ready, internal_ready);
    mmio<std::uint32_t>(configuration_) = 0;
    becomes(configuration_, source_status, 0);
    replace(control_, external_on | pll_on | security_on, 0);
    becomes(control_, external_ready | pll_ready, 0);
  }

  /// Whether it started.
  bool start_external(const External& external) const {
    replace(control_, external_bypass, external.is_crystal ? 0 : external_bypass);
    return start(external_on, external_ready);
  }

  /// Whether it locked.
  bool start_pll() const { return start(pll_on, pll_ready); }

  /// Whether it drives the core now.
  bool use_pll() const {
    constexpr std::uint32_t source = 3, pll = 2;
    replace(configuration_, source, pll);
    return becomes(configuration_, source_status, pll << 2U);
  }

 private:
  static constexpr std::uint32_t internal_on = 1U << 0U;
  static constexpr std::uint32_t internal_ready = 1U << 1U;
  static constexpr std::uint32_t external_on = 1U << 16U;
  static constexpr std::uint32_t external_ready = 1U << 17U;
  static constexpr std::uint32_t external_bypass = 1U << 18U;
  static constexpr std::uint32_t security_on = 1U << 19U;
  static constexpr std::uint32_t pll_on = 1U << 24U;
  static constexpr std::uint32_t pll_ready = 1U << 25U;
  static constexpr std::uint32_t source_status = 3U << 2U;

  bool start(std::uint32_t on, std::uint32_t ready) const {
    replace(control_, 0, on);
    return becomes(control_, ready, ready);
  }

  std::uintptr_t control_;
  std::uintptr_t configuration_;
};

}  // namespace stm32
