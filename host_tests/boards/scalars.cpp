// SPDX-License-Identifier: MIT
// Each scalar of numerics/scalars.hpp has the bits here that it has on the desktop, where
// host_tests/scalars shows that they are right: a digest of operations and of singular values.
#include "numerics/scalars.hpp"

#include <minnorm/jacobi_svd.hpp>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "../kernel/sequence.hpp"
#include "board.hpp"

namespace {

using kernel_cases::Sequence;

void print(std::string_view text) {
  board::write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

/// FNV-1a of numbers' bits; all NaNs are one.
class Digest {
 public:
  void add(float x) { add_bits(x == x ? std::bit_cast<std::uint32_t>(x) : 0x7FC00000U); }
  void add(double x) {
    const auto bits = x == x ? std::bit_cast<std::uint64_t>(x) : 0x7FF8000000000000U;
    add_bits(static_cast<std::uint32_t>(bits >> 32U));
    add_bits(static_cast<std::uint32_t>(bits));
  }
  void add(numerics::FusedFloat x) { add(static_cast<float>(x)); }
  template <typename Format>
  void add(numerics::ShortFloat<Format> x) {
    add(static_cast<float>(x));
  }
  template <typename Part>
  void add(const numerics::DoubleWord<Part>& x) {
    add(x.high());
    add(x.low());
  }

  std::uint32_t value() const { return m_value; }

 private:
  void add_bits(std::uint32_t word) {
    for (unsigned int i = 0; i < 4; ++i) {
      m_value = (m_value ^ (word >> (8 * i) & 0xFFU)) * 16777619U;
    }
  }

  std::uint32_t m_value = 2166136261U;
};

/// Of any sign, magnitudes within 2^±range.
double any(Sequence& sequence, int range) {
  const double x = sequence.uniform<double>() + 0x1p-24 * sequence.uniform<double>();
  return std::ldexp(x, sequence.below(2 * range + 1) - range);
}

template <typename Scalar>
std::uint32_t digest() {
  Digest digest;
  Sequence sequence(std::numeric_limits<Scalar>::digits);
  for (int i = 0; i < 2000; ++i) {
    const auto x = numerics::rounded<Scalar>(any(sequence, i % 40));
    const auto y = numerics::rounded<Scalar>(any(sequence, i % 40));
    const auto z = numerics::rounded<Scalar>(any(sequence, i % 80));
    for (const Scalar value : {x, x + y, x - z, Scalar(x * y), x * y + z, z - x * y, x / y}) {
      digest.add(value);
    }
    digest.add(sqrt(abs(z)));
  }
  Eigen::Matrix<Scalar, 5, 3> a;
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    a.data()[i] = numerics::rounded<Scalar>(any(sequence, 1));
  }
  const minnorm::JacobiSVD<Eigen::Matrix<Scalar, 5, 3>, minnorm::ValuesOnly> svd(a);
  for (const Scalar& sigma : svd.singularValues()) digest.add(sigma);
  return digest.value();
}

template <typename Scalar>
bool is_as_on_the_desktop(std::string_view name, std::uint32_t expected) {
  const std::uint32_t found = digest<Scalar>();
  if (found == expected) return true;
  char digits[8];
  const auto end = std::to_chars(digits, digits + sizeof digits, found, 16);
  print(name);
  print(" 0x");
  print({digits, static_cast<std::size_t>(end.ptr - digits)});
  print(" is another digest than the desktop's\n");
  return false;
}

}  // namespace

int main() {
  board::start();
  const bool are[] = {
      is_as_on_the_desktop<numerics::FusedFloat>("float32-fma", 0x45B84BAD),
      is_as_on_the_desktop<numerics::FloatFloat>("float-float", 0x4BB0E15A),
      is_as_on_the_desktop<numerics::DoubleDouble>("double-double", 0x5D5ED8EE),
      is_as_on_the_desktop<numerics::Binary16>("binary16", 0x1AC8F892),
      is_as_on_the_desktop<numerics::Bfloat16>("bfloat16", 0x397D484A),
  };
  for (const bool is : are) {
    if (!is) return 1;
  }
  return 0;
}
