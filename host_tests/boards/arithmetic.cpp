// SPDX-License-Identifier: MIT
// Every sum, product, quotient, square root, conversion and comparison that this core or its
// library computes is the one that IEEE 754 asks for: ties, cancellation, subnormals and overflow
// on purpose, and numbers without a pattern.
#include "arithmetic.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "../kernel/sequence.hpp"
#include "board.hpp"

namespace {

using exact::Bits;
using exact::Format;
using kernel_cases::Sequence;

void print(std::string_view text) {
  board::write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void print(std::uint64_t number, int base) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), number, base);
  print({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

/// Counts what it compares and prints the first few that differ.
class Comparison {
 public:
  template <typename Scalar>
  void expect(std::string_view operation, std::uint64_t a, std::uint64_t b, Scalar got,
              Bits<Scalar> want) {
    const auto bits = std::bit_cast<Bits<Scalar>>(got);
    ++m_checks;
    if (bits == want || (exact::is_nan<Scalar>(bits) && exact::is_nan<Scalar>(want))) return;
    constexpr int shown = 10;
    if (++m_wrong > shown) return;
    print(operation);
    for (const std::uint64_t number : {a, b, std::uint64_t{bits}, std::uint64_t{want}}) {
      print(" 0x");
      print(number, 16);
    }
    print(" (operands, result, right result)\n");
  }

  bool passed() const { return m_wrong == 0; }

  void print_counts(std::string_view what) const {
    print(what);
    print(": ");
    print(m_checks, 10);
    print(" checks, ");
    print(m_wrong, 10);
    print(" wrong\n");
  }

 private:
  std::uint32_t m_checks = 0;
  std::uint32_t m_wrong = 0;
};

template <typename Scalar>
class Arithmetic {
 public:
  Comparison run() {
    directed_sums();
    directed_products();
    without_pattern();
    integers();
    return m_comparison;
  }

 private:
  using B = Bits<Scalar>;
  using F = Format<Scalar>;
  static constexpr int largest_field = static_cast<int>(F::infinity >> (F::digits - 1));
  static constexpr int middle = largest_field / 2;
  static constexpr B half = F::hidden / 2;
  /// Of significands, without the hidden bit: ends, middle and their neighbours.
  static constexpr std::array<B, 9> fractions{
      0, 1, 2, 3, half - 1, half, half + 1, F::hidden - 2, F::hidden - 1};

  static B packed(int field, B fraction) {
    return static_cast<B>(field) << (F::digits - 1) | fraction;
  }

  void sums(B a, B b) {
    const auto x = std::bit_cast<Scalar>(a);
    const auto y = std::bit_cast<Scalar>(b);
    m_comparison.expect("+", a, b, x + y, exact::sum<Scalar>(a, b));
    m_comparison.expect("-", a, b, x - y, exact::sum<Scalar>(a, b ^ F::sign));
    m_comparison.expect("-", b, a, y - x, exact::sum<Scalar>(b, a ^ F::sign));
  }

  void products(B a, B b) {
    const auto x = std::bit_cast<Scalar>(a);
    const auto y = std::bit_cast<Scalar>(b);
    m_comparison.expect("*", a, b, x * y, exact::product<Scalar>(a, b));
    m_comparison.expect("/", a, b, x / y, exact::quotient<Scalar>(a, b));
    m_comparison.expect("<", a, b, x < y ? Scalar(1) : Scalar(0),
                        exact::from_integer<Scalar>(exact::less<Scalar>(a, b) ? 1 : 0));
  }

  /// The other format is float's double, and double's float.
  void alone(B a) {
    using Other = std::conditional_t<sizeof(Scalar) == 4, double, float>;
    const auto x = std::bit_cast<Scalar>(a);
    m_comparison.expect("square root of", a, 0, std::sqrt(x), exact::root<Scalar>(a));
    m_comparison.expect("conversion of", a, 0, static_cast<Other>(x),
                        exact::converted<Other, Scalar>(a));
  }

  void directed_sums() {
    for (const int field : {0, 1, F::digits + 2, middle, largest_field - 1}) {
      const int least = field < middle ? 0 : field - F::digits - 3;
      for (int other = field; other >= least; --other) {
        for (const B fraction : fractions) {
          for (const B lesser : fractions) sums(packed(field, fraction), packed(other, lesser));
        }
      }
    }
  }

  void directed_products() {
    constexpr std::array fields{0,
                                1,
                                2,
                                middle / 2,
                                middle - 1,
                                middle,
                                middle + 1,
                                middle * 3 / 2,
                                largest_field - 1,
                                largest_field};
    for (const int field : fields) {
      for (const B fraction : fractions) {
        alone(packed(field, fraction));
        alone(packed(field, fraction) | F::sign);
        for (const int other : fields) {
          for (const B second : fractions) {
            products(packed(field, fraction), packed(other, second) | F::sign);
          }
        }
      }
    }
  }

  std::uint64_t bits() {
    const std::uint64_t upper = m_sequence.bits();
    return upper << 32U | m_sequence.bits();
  }

  /// Of any bits, of few or of many.
  B fraction() {
    auto chosen = static_cast<B>(bits());
    const int kind = static_cast<int>(m_sequence.below(3));
    if (kind != 0) {
      for (int thinning = 0; thinning < 2; ++thinning) chosen &= static_cast<B>(bits());
    }
    return (kind == 2 ? ~chosen : chosen) & (F::hidden - 1);
  }

  /// Of any sign and magnitude.
  B any() {
    const auto field = static_cast<int>(m_sequence.below(largest_field + 1));
    const B sign = m_sequence.below(2) == 0 ? 0 : F::sign;
    return sign | packed(field, fraction());
  }

  /// Of another's sign, and of a magnitude so near that both count in a sum.
  B near(B a) {
    const auto field = static_cast<int>((a & F::infinity) >> (F::digits - 1));
    constexpr int places = F::digits + 3;
    const int other = std::clamp(
        field + static_cast<int>(m_sequence.below(2 * places + 1)) - places, 0, largest_field);
    return (a & F::sign) | packed(other, fraction());
  }

  void without_pattern() {
    for (int i = 0; i < 3000; ++i) {
      const B a = any();
      const B b = any();
      sums(a, near(a));
      products(a, b);
      alone(a);
    }
  }

  /// Of any width.
  void integers() {
    for (int i = 0; i < 1000; ++i) {
      const std::uint64_t wide = bits();
      const std::uint32_t narrow = m_sequence.bits();
      integer(static_cast<std::int64_t>(wide) >> m_sequence.below(64));
      integer(static_cast<std::int32_t>(narrow) >> m_sequence.below(32));
      integer(narrow >> m_sequence.below(32));
    }
  }

  template <typename Integer>
  void integer(Integer i) {
    m_comparison.expect("from integer", static_cast<std::uint64_t>(i), 0, static_cast<Scalar>(i),
                        exact::from_integer<Scalar>(i));
  }

  Comparison m_comparison;
  Sequence m_sequence{sizeof(Scalar)};
};

template <typename Scalar>
bool right(std::string_view what) {
  const Comparison comparison = Arithmetic<Scalar>().run();
  comparison.print_counts(what);
  return comparison.passed();
}

}  // namespace

int main() {
  board::start();
  const bool float_is_right = right<float>("float");
  const bool double_is_right = right<double>("double");
  return float_is_right && double_is_right ? 0 : 1;
}
