// SPDX-License-Identifier: MIT
#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

/// Sums of doubles for cores that have no unit for them. GCC's library for Arm rounds some the
/// wrong way: −0x1.0000000000004p+22 + 0x1.ffffffffffffep−11 comes out an ulp too large. The
/// toolchain's linker option --wrap puts these in place of the library's, for which the compiler
/// emits calls.
///
/// The calling convention of these functions is the one of integers on every core, so the doubles
/// come as their bits.

namespace {

using Bits = std::uint64_t;

constexpr int fraction_bits = 52;
constexpr Bits sign = Bits{1} << 63U;
constexpr Bits hidden = Bits{1} << fraction_bits;
constexpr Bits quiet = Bits{1} << (fraction_bits - 1);
constexpr int largest_exponent = 0x7FF;
constexpr Bits infinity = Bits{largest_exponent} << fraction_bits;

/// Bits below the last place while a sum is not rounded: one room for the carry is left above.
constexpr int guard_bits = 10;
constexpr Bits half = Bits{1} << (guard_bits - 1);

int exponent_of(Bits x) { return static_cast<int>(x >> fraction_bits) & largest_exponent; }

Bits significand_of(Bits x) {
  const Bits fraction = x & (hidden - 1);
  return (exponent_of(x) == 0 ? fraction : fraction | hidden) << guard_bits;
}

/// The last bit of the result also stands for all that is shifted out.
Bits shifted_right(Bits x, int count) {
  if (count > 63) {
    return x != 0 ? 1 : 0;
  }
  const Bits kept = x >> count;
  return kept << count == x ? kept : kept | 1U;
}

/// To nearest, ties to even.
Bits rounded(Bits significand) {
  const Bits even = (significand >> guard_bits) & 1U;
  return (significand + half - 1 + even) >> guard_bits;
}

Bits sum(Bits a, Bits b) {
  if ((a & ~sign) < (b & ~sign)) {
    std::swap(a, b);
  }
  const bool opposite = ((a ^ b) & sign) != 0;
  if ((a & ~sign) >= infinity) {
    const bool has_value = (a & ~sign) == infinity && !(opposite && (b & ~sign) == infinity);
    return has_value ? a : a | quiet;
  }
  int exponent = std::max(exponent_of(a), 1);
  const Bits larger = significand_of(a);
  const Bits smaller = shifted_right(significand_of(b), exponent - std::max(exponent_of(b), 1));
  Bits total = opposite ? larger - smaller : larger + smaller;
  if (total == 0) {
    return opposite ? 0 : a & sign;
  }
  const int zeros = std::countl_zero(total);
  if (zeros == 0) {
    total = shifted_right(total, 1);
    ++exponent;
  } else {
    const int shift = std::min(zeros, exponent) - 1;
    total <<= shift;
    exponent -= shift;
  }
  if (exponent >= largest_exponent) {
    return (a & sign) | infinity;
  }
  // Added, not or-ed: the hidden bit makes a normal number's exponent, and a carry the next one's.
  return (a & sign) | ((static_cast<Bits>(exponent - 1) << fraction_bits) + rounded(total));
}

}  // namespace

extern "C" {

Bits add_double(Bits a, Bits b) asm("__wrap___aeabi_dadd");
Bits subtract_double(Bits a, Bits b) asm("__wrap___aeabi_dsub");
Bits subtract_double_from(Bits a, Bits b) asm("__wrap___aeabi_drsub");

Bits add_double(Bits a, Bits b) { return sum(a, b); }
Bits subtract_double(Bits a, Bits b) { return sum(a, b ^ sign); }
Bits subtract_double_from(Bits a, Bits b) { return sum(a ^ sign, b); }
}
