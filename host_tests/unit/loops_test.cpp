// SPDX-License-Identifier: MIT
#include <minnorm/internal/loops.hpp>

#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "matrices.hpp"

namespace unit_test {
namespace {

template <typename Scalar>
using Vector = Eigen::Matrix<Scalar, Dynamic, 1>;

template <typename Scalar>
Scalar fourLaneDot(const Vector<Scalar>& x, const Vector<Scalar>& y) {
  std::array<Scalar, 4> lanes{};
  for (Index i = 0; i < x.size(); ++i) {
    const Scalar product = x[i] * y[i];
    Scalar& lane = lanes[static_cast<std::size_t>(i % 4)];
    lane += product;
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// Calls test(Fixed<n>()) for every n up to two blocks of four and a rest, and some larger ones.
template <typename Test>
void forFixedLengths(Test test) {
  [&]<Index... n>(std::integer_sequence<Index, n...>) {
    (test(minnorm::internal::Fixed<n>()), ...);
  }
  (std::integer_sequence<Index, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 19, 24, 39>());
}

template <typename Scalar>
struct Pair {
  Vector<Scalar> x, y;
};

/// n values each, and one more that nobody may touch. Inlined at each length, it and the next take
/// minutes to compile.
template <typename Scalar>
[[gnu::noinline]] Pair<Scalar> drawn(Index n) {
  return {randomMatrix<Vector<Scalar>>(n + 1, 1, 3), randomMatrix<Vector<Scalar>>(n + 1, 1, 4)};
}

template <typename Scalar>
[[gnu::noinline]] void expectSame(const Pair<Scalar>& actual, const Pair<Scalar>& expected) {
  EXPECT_TRUE(same(actual.x, expected.x)) << "n = " << expected.x.size() - 1;
  EXPECT_TRUE(same(actual.y, expected.y)) << "n = " << expected.y.size() - 1;
}

/// loop(x, y, n) does to n values what onEntry(x, y) does to one and leaves the next alone, to the
/// bit, for n known to the compiler or not.
template <typename Scalar, typename Loop, typename OnEntry>
void expectOnEachEntry(Loop loop, OnEntry onEntry) {
  forFixedLengths([&](auto fixed) {
    const Index n = fixed;
    Pair<Scalar> expected = drawn<Scalar>(n);
    for (Index i = 0; i < n; ++i) onEntry(expected.x[i], expected.y[i]);
    const auto expectOf = [&](auto length) {
      Pair<Scalar> actual = drawn<Scalar>(n);
      loop(actual.x.data(), actual.y.data(), length);
      expectSame(actual, expected);
    };
    expectOf(fixed);
    expectOf(n);
  });
}

template <typename Scalar>
class Loops : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Loops, Scalars);

TYPED_TEST(Loops, DotAddsFourLanesInTheDocumentedOrderToTheBit) {
  for (Index n = 0; n <= 40; ++n) {
    for (std::uint32_t draw = 0; draw < 20; ++draw) {
      const auto x = randomMatrix<Vector<TypeParam>>(n, 1, 100 * draw + 1);
      const auto y = randomMatrix<Vector<TypeParam>>(n, 1, 100 * draw + 2);
      const TypeParam expected = fourLaneDot(x, y);
      ASSERT_EQ(minnorm::internal::dot(x.data(), y.data(), n), expected) << "n = " << n;
      if (n < 4) continue;
      ASSERT_EQ(minnorm::internal::Plain::dot(x.data(), y.data(), n), expected) << "n = " << n;
    }
  }
}

TYPED_TEST(Loops, DotOfAFixedLengthHasTheSameBits) {
  forFixedLengths([](auto n) {
    for (std::uint32_t draw = 0; draw < 20; ++draw) {
      const auto x = randomMatrix<Vector<TypeParam>>(n, 1, 100 * draw + 1);
      const auto y = randomMatrix<Vector<TypeParam>>(n, 1, 100 * draw + 2);
      EXPECT_EQ(minnorm::internal::dot(x.data(), y.data(), n), fourLaneDot(x, y)) << "n = " << n;
    }
  });
}

TYPED_TEST(Loops, DotRoundsProductsBeforeItAddsThem) {
  const TypeParam above = TypeParam(1) + epsilon<TypeParam>;
  const TypeParam below = TypeParam(1) - epsilon<TypeParam>;
  const std::array<TypeParam, 5> x{TypeParam(-1), 0, 0, 0, above};
  const std::array<TypeParam, 5> y{TypeParam(1), 0, 0, 0, below};
  // A fused multiply-add would keep the −ε² of the second product.
  EXPECT_EQ(minnorm::internal::dot(x.data(), y.data(), 5), TypeParam(0));
}

TYPED_TEST(Loops, AxpyAddsAMultiple) {
  const auto a = TypeParam(-1.3);
  expectOnEachEntry<TypeParam>(
      [a](auto* x, auto* y, auto n) { minnorm::internal::axpy(a, x, y, n); },
      [a](auto& x, auto& y) { y += a * x; });
}

TYPED_TEST(Loops, ShearChangesXAndThenYByTheNewX) {
  const auto a = TypeParam(0.7), b = TypeParam(-0.4);
  expectOnEachEntry<TypeParam>(
      [a, b](auto* x, auto* y, auto n) { minnorm::internal::shear(x, y, n, a, b); },
      [a, b](auto& x, auto& y) {
        x += a * y;
        y -= b * x;
      });
}

TYPED_TEST(Loops, ScaleMultipliesIntoAnotherVectorOrInPlace) {
  const auto a = TypeParam(1.7);
  expectOnEachEntry<TypeParam>(
      [a](auto* x, auto* y, auto n) { minnorm::internal::scale(a, x, y, n); },
      [a](auto& x, auto& y) { y = a * x; });
  expectOnEachEntry<TypeParam>(
      [a](auto* x, auto* /*y*/, auto n) { minnorm::internal::scale(a, x, x, n); },
      [a](auto& x, auto& /*y*/) { x *= a; });
}

TYPED_TEST(Loops, SwapExchanges) {
  expectOnEachEntry<TypeParam>([](auto* x, auto* y, auto n) { minnorm::internal::swap(x, y, n); },
                               [](auto& x, auto& y) { std::swap(x, y); });
}

TYPED_TEST(Loops, FillSetsEachValue) {
  expectOnEachEntry<TypeParam>(
      [](auto* x, auto* /*y*/, auto n) { minnorm::internal::fill(x, n, TypeParam(3)); },
      [](auto& x, auto& /*y*/) { x = TypeParam(3); });
}

}  // namespace
}  // namespace unit_test
