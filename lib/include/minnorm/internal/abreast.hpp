// SPDX-License-Identifier: MIT
#pragma once

#include <minnorm/internal/count.hpp>
#include <minnorm/internal/scalar.hpp>
#include <minnorm/internal/scaling.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include <minnorm/internal/ieee_begin.hpp>

namespace minnorm::internal {

/// Whether a Scalar is numbers of several matrices.
template <typename Scalar>
inline constexpr bool isAbreast = false;

/// What an algorithm knows of a Scalar that is a number, or numbers of several matrices: the
/// number, flags as a comparison gives them, places in a column, exponents.
template <typename Scalar>
struct Single {
  using Number = Scalar;
  using Flags = bool;
  using Places = Index;
  using Exponent = int;
  static constexpr bool flags(bool flag) { return flag; }
  static constexpr Scalar power(int exponent) { return powerOfTwo<Scalar>(exponent); }
};

[[gnu::always_inline]] inline bool any(bool flag) { return flag; }
[[gnu::always_inline]] inline bool both(bool x, bool y) { return x && y; }
[[gnu::always_inline]] inline bool without(bool x, bool y) { return x && !y; }
[[gnu::always_inline]] inline Index oneWhere(bool flag) { return flag ? 1 : 0; }

#if defined(__GNUC__) && (defined(__SSE2__) || defined(__aarch64__))
inline constexpr bool hasAbreast = true;

#ifdef __AVX__
inline constexpr int vectorBytes = 32;
#else
inline constexpr int vectorBytes = 16;
#endif

template <typename T>
using Vector [[gnu::vector_size(vectorBytes)]] = T;

template <typename T>
[[gnu::always_inline]] inline Vector<T> roots(Vector<T> x) {
#if defined(__AVX__)
  if constexpr (sizeof(T) == 4)
    return Vector<T>(_mm256_sqrt_ps(x));
  else
    return Vector<T>(_mm256_sqrt_pd(x));
#elif defined(__SSE2__)
  if constexpr (sizeof(T) == 4)
    return Vector<T>(_mm_sqrt_ps(x));
  else
    return Vector<T>(_mm_sqrt_pd(x));
#else
  for (std::size_t k = 0; k < vectorBytes / sizeof(T); ++k) x[k] = std::sqrt(x[k]);
  return x;
#endif
}

/// Numbers of several matrices side by side, or flags (−1 or 0) or integers of them: the same
/// operation is done for each, and gives the bits of one after the other. They are two vectors of
/// the processor, so that one computes while the other waits for a quotient or a root.
template <typename T>
struct Abreast {
  using Integer = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  using Integers = Abreast<Integer>;
  static constexpr Index width = vectorBytes / sizeof(T), count = 2 * width;

  Vector<T> low, high;

  Abreast() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): one number stands for as many.
  [[gnu::always_inline]] Abreast(T number) : low(number - Vector<T>{}), high(low) {}

  template <typename Low, typename High>
  [[gnu::always_inline]] static Abreast of(const Low& low, const High& high) {
    Abreast x;
    x.low = Vector<T>(low);
    x.high = Vector<T>(high);
    return x;
  }

  [[gnu::always_inline]] friend Abreast operator+(Abreast x, Abreast y) {
    return of(x.low + y.low, x.high + y.high);
  }
  [[gnu::always_inline]] friend Abreast operator-(Abreast x, Abreast y) {
    return of(x.low - y.low, x.high - y.high);
  }
  [[gnu::always_inline]] friend Abreast operator-(Abreast x) { return of(-x.low, -x.high); }
  [[gnu::always_inline]] friend Abreast operator*(Abreast x, Abreast y) {
    return of(x.low * y.low, x.high * y.high);
  }
  [[gnu::always_inline]] friend Abreast operator/(Abreast x, Abreast y) {
    return of(x.low / y.low, x.high / y.high);
  }
  [[gnu::always_inline]] Abreast& operator+=(Abreast x) { return *this = *this + x; }
  [[gnu::always_inline]] Abreast& operator*=(Abreast x) { return *this = *this * x; }

  [[gnu::always_inline]] friend Integers operator>(Abreast x, Abreast y) {
    return Integers::of(x.low > y.low, x.high > y.high);
  }
  [[gnu::always_inline]] friend Integers operator>=(Abreast x, Abreast y) {
    return Integers::of(x.low >= y.low, x.high >= y.high);
  }
  [[gnu::always_inline]] friend Integers operator<(Abreast x, Abreast y) { return y > x; }

  [[gnu::always_inline]] friend Abreast operator&(Abreast x, Abreast y) {
    return of(x.low & y.low, x.high & y.high);
  }
  [[gnu::always_inline]] friend Abreast operator|(Abreast x, Abreast y) {
    return of(x.low | y.low, x.high | y.high);
  }
  [[gnu::always_inline]] friend Abreast operator~(Abreast x) { return of(~x.low, ~x.high); }
  [[gnu::always_inline]] friend Abreast operator<<(Abreast x, int n) {
    return of(x.low << n, x.high << n);
  }
  [[gnu::always_inline]] friend Abreast operator>>(Abreast x, int n) {
    return of(x.low >> n, x.high >> n);
  }

  [[gnu::always_inline]] T operator[](Index k) const {
    return k < width ? low[k] : high[k - width];
  }

  /// f(0), f(1), …: one of each matrix.
  template <typename F>
  [[gnu::always_inline]] static Abreast each(F f) {
    return each(f, std::make_integer_sequence<Index, width>());
  }

 private:
  template <typename F, Index... k>
  [[gnu::always_inline]] static Abreast each(F f, std::integer_sequence<Index, k...> /*unused*/) {
    return of(Vector<T>{f(k)...}, Vector<T>{f(width + k)...});
  }
};

template <typename Number>
using Integers = typename Abreast<Number>::Integers;

template <typename Number>
inline constexpr bool isAbreast<Abreast<Number>> = true;

template <typename Number_>
struct Single<Abreast<Number_>> {
  using Number = Number_;
  using Flags = Integers<Number>;
  using Places = Flags;
  using Exponent = Flags;
  [[gnu::always_inline]] static Flags flags(bool flag) { return flag ? -1 : 0; }
  [[gnu::always_inline]] static Abreast<Number> power(Exponent exponent) {
    constexpr int bias = std::numeric_limits<Number>::max_exponent - 1;
    const Flags bits = (exponent + bias) << fractionBits<Number>;
    return Abreast<Number>::of(bits.low, bits.high);
  }
};

template <typename T>
[[gnu::always_inline]] inline bool any(Abreast<T> flags) {
  const auto either = Vector<std::int64_t>(flags.low | flags.high);
  std::int64_t all = 0;
  for (int i = 0; i < vectorBytes / 8; ++i) all |= either[i];
  return all != 0;
}
template <typename T>
[[gnu::always_inline]] inline Abreast<T> both(Abreast<T> x, Abreast<T> y) {
  return x & y;
}
template <typename T>
[[gnu::always_inline]] inline Abreast<T> without(Abreast<T> x, Abreast<T> y) {
  return x & ~y;
}
template <typename T>
[[gnu::always_inline]] inline Abreast<T> oneWhere(Abreast<T> flags) {
  return -flags;
}

template <typename Number>
[[gnu::always_inline]] inline Integers<Number> bits(Abreast<Number> x) {
  return Integers<Number>::of(x.low, x.high);
}
/// yes where the flag is set, else no.
template <typename Number>
[[gnu::always_inline]] inline Abreast<Number> select(Integers<Number> flags, Abreast<Number> yes,
                                                     Abreast<Number> no) {
  const Integers<Number> chosen = (bits(yes) & flags) | (bits(no) & ~flags);
  return Abreast<Number>::of(chosen.low, chosen.high);
}
template <typename Number>
[[gnu::always_inline]] inline Abreast<Number> abs(Abreast<Number> x) {
  const auto all = bits(x) & std::numeric_limits<typename Abreast<Number>::Integer>::max();
  return Abreast<Number>::of(all.low, all.high);
}
template <typename Number>
[[gnu::always_inline]] inline Abreast<Number> sqrt(Abreast<Number> x) {
  return Abreast<Number>::of(roots<Number>(x.low), roots<Number>(x.high));
}

/// Sign bits where the flag is not set, and numbers with such bits set and not set.
template <typename T>
[[gnu::always_inline]] inline Abreast<T> signs(Abreast<T> flags) {
  return without(Abreast<T>(std::numeric_limits<T>::min()), flags);
}
template <typename Number>
[[gnu::always_inline]] inline Abreast<Number> withBits(Abreast<Number> x, Integers<Number> set) {
  const Integers<Number> all = bits(x) | set;
  return Abreast<Number>::of(all.low, all.high);
}
template <typename Number>
[[gnu::always_inline]] inline Abreast<Number> withoutBits(Abreast<Number> x,
                                                          Integers<Number> cleared) {
  const Integers<Number> rest = without(bits(x), cleared);
  return Abreast<Number>::of(rest.low, rest.high);
}

// Those of scaling.hpp.
template <typename Number>
[[gnu::always_inline]] inline auto isWithin(Abreast<Number> x, Number least, Number most) {
  return (x >= least) & (x < most);
}
template <typename Number, typename M>
[[gnu::always_inline]] inline auto farApart(const Abreast<Number>* x, M m, int exponent) {
  Integers<Number> least = bits(abs(x[0])), most = least;
  for (Index i = 1; i < m; ++i) {
    const Integers<Number> value = bits(abs(x[i]));
    least = select(value < least, value, least);
    most = select(value > most, value, most);
  }
  return most - least > typename Abreast<Number>::Integer(exponent) << fractionBits<Number>;
}
template <typename Number>
[[gnu::always_inline]] inline auto biasedExponent(Abreast<Number> x) {
  return bits(x) >> fractionBits<Number>;
}

/// Places in memory of each matrix's own: a store is one for each. Written out, for compilers keep
/// such loops at -O2.
template <typename Number>
struct AbreastPointers {
  using Values = Abreast<Number>;
  using Sequence = std::make_integer_sequence<Index, Values::width>;
  Number* starts[Values::count];

  struct Target {
    const AbreastPointers& to;
    Index place;
    // NOLINTNEXTLINE(misc-unconventional-assign-operator): it assigns to places, not to itself.
    [[gnu::always_inline]] void operator=(const Values& x) const { store(x, Sequence()); }
    template <Index... k>
    [[gnu::always_inline]] void store(const Values& x,
                                      std::integer_sequence<Index, k...> /*unused*/) const {
      ((to.starts[k][place] = x.low[k], to.starts[Values::width + k][place] = x.high[k]), ...);
    }
  };

  [[gnu::always_inline]] Target operator[](Index place) const { return {*this, place}; }
  [[gnu::always_inline]] friend AbreastPointers operator+(const AbreastPointers& x,
                                                          Integers<Number> places) {
    return x.moved(places, Sequence());
  }
  template <Index... k>
  [[gnu::always_inline]] AbreastPointers moved(
      Integers<Number> places, std::integer_sequence<Index, k...> /*unused*/) const {
    return {{starts[k] + places.low[k]..., starts[Values::width + k] + places.high[k]...}};
  }
};

#else
inline constexpr bool hasAbreast = false;
template <typename T>
struct Abreast;
template <typename Number>
struct AbreastPointers;
#endif

}  // namespace minnorm::internal

#include <minnorm/internal/ieee_end.hpp>
