// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// What the kernel has to know of a Scalar beside its + − × ÷ and comparisons, std::numeric_limits,
/// and sqrt and abs, which it finds by their arguments: the number in IEEE's format that has its
/// exponent, and its order among numbers far apart. Type is that of the number, of(x) the number,
/// and a Scalar is made of it. A type without a Word is no Scalar of this library.
template <typename Scalar>
struct Word {};

/// Of a Scalar that is such a number itself.
template <typename Scalar>
struct OwnWord {
  using Type = Scalar;
  static Scalar of(Scalar x) { return x; }
};

template <>
struct Word<float> : OwnWord<float> {};
template <>
struct Word<double> : OwnWord<double> {};

template <typename Scalar, typename = void>
inline constexpr bool isScalar = false;
template <typename Scalar>
inline constexpr bool isScalar<Scalar, std::void_t<typename Word<Scalar>::Type>> = true;

template <typename Scalar>
using WordOf = typename Word<Scalar>::Type;

/// An unsigned integer that holds a Word's bits.
template <typename Scalar>
using Bits = std::conditional_t<sizeof(WordOf<Scalar>) <= 4, std::uint32_t, std::uint64_t>;

/// An unsigned integer of a Word's size.
template <typename Scalar>
using PackedBits = std::conditional_t<sizeof(WordOf<Scalar>) == 2, std::uint16_t, Bits<Scalar>>;

/// std::bit_cast, which C++17 does not have.
template <typename To, typename From>
constexpr To bitCast(From from) {
  return __builtin_bit_cast(To, from);
}

/// The bits of x: those of numbers that are not negative have their order.
template <typename Scalar>
Bits<Scalar> bits(Scalar x) {
  return bitCast<PackedBits<Scalar>>(Word<Scalar>::of(x));
}

template <typename Scalar>
inline constexpr int digits = std::numeric_limits<Scalar>::digits;

/// The number of bits below the exponent in a Word's bits.
template <typename Scalar>
inline constexpr int fractionBits = digits<WordOf<Scalar>> - 1;

/// 2 to an exponent that the type has as a normal number.
template <typename Scalar>
constexpr Scalar powerOfTwo(int exponent) {
  constexpr int bias = std::numeric_limits<WordOf<Scalar>>::max_exponent - 1;
  const auto word =
      static_cast<PackedBits<Scalar>>(Bits<Scalar>(exponent + bias) << fractionBits<Scalar>);
  return Scalar(bitCast<WordOf<Scalar>>(word));
}

/// ε, the distance from 1 to the next number; of double length, twice the unit roundoff.
template <typename Scalar>
constexpr Scalar epsilon() {
  return powerOfTwo<Scalar>(1 - digits<Scalar>);
}

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
