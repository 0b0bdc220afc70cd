// SPDX-License-Identifier: MIT
#include <type_traits>

#include "svd.hpp"

namespace unit_test {
namespace {

using Eigen::ComputeFullU;
using Eigen::ComputeFullV;
using Eigen::ComputeThinU;
using Eigen::ComputeThinV;
using Eigen::Matrix;

template <typename Type, int Rows, int Cols, int MaxRows = Rows, int MaxCols = Cols>
constexpr bool hasSize =
    Type::RowsAtCompileTime == Rows&& Type::ColsAtCompileTime ==
    Cols&& Type::MaxRowsAtCompileTime == MaxRows&& Type::MaxColsAtCompileTime == MaxCols;

template <typename MatrixType, int Options = 0>
using U = typename minnorm::JacobiSVD<MatrixType, Options>::MatrixUType;
template <typename MatrixType, int Options = 0>
using V = typename minnorm::JacobiSVD<MatrixType, Options>::MatrixVType;
template <typename MatrixType>
using Sigma = typename minnorm::JacobiSVD<MatrixType>::SingularValuesType;

using Tall = Matrix<float, 6, 2>;
using Wide = Matrix<float, 2, 6>;
using Bounded = minnorm::BoundedMatrix<double, 6, 2>;

static_assert(hasSize<Sigma<Tall>, 2, 1> && hasSize<Sigma<Wide>, 2, 1>);
static_assert(hasSize<Sigma<Bounded>, Dynamic, 1, 2, 1>);

static_assert(hasSize<U<Tall, thin>, 6, 2> && hasSize<V<Tall, thin>, 2, 2>);
static_assert(hasSize<U<Wide, thin>, 2, 2> && hasSize<V<Wide, thin>, 6, 2>);
static_assert(hasSize<U<Tall, full>, 6, 6> && hasSize<V<Tall, full>, 2, 2>);
static_assert(hasSize<U<Wide, full>, 2, 2> && hasSize<V<Wide, full>, 6, 6>);
static_assert(hasSize<U<Bounded, thin>, Dynamic, Dynamic, 6, 2> &&
              hasSize<V<Bounded, thin>, Dynamic, Dynamic, 2, 2>);
static_assert(hasSize<U<Bounded, full>, Dynamic, Dynamic, 6, 6>);

// One factor alone leaves no room for the other.
static_assert(hasSize<U<Tall, ComputeThinV>, 6, 0> && hasSize<V<Tall, ComputeThinU>, 2, 0>);
static_assert(hasSize<U<Tall, minnorm::ValuesOnly>, 6, 0> &&
              hasSize<V<Tall, minnorm::ValuesOnly>, 2, 0>);

// A choice at run time leaves room for the full factor; where thin is full, the size is fixed.
static_assert(hasSize<U<Tall>, 6, Dynamic, 6, 6> && hasSize<V<Tall>, 2, 2>);
static_assert(hasSize<U<Wide>, 2, 2> && hasSize<V<Wide>, 6, Dynamic, 6, 6>);

static_assert(sizeof(minnorm::JacobiSVD<Wide, ComputeThinU>) <
              sizeof(minnorm::JacobiSVD<Wide, thin>));
static_assert(sizeof(minnorm::JacobiSVD<Wide, thin>) < sizeof(minnorm::JacobiSVD<Wide>));

static_assert(sizeof(minnorm::JacobiSVD<Wide, minnorm::ValuesOnly>) <
              sizeof(minnorm::JacobiSVD<Wide, ComputeThinU>));

static_assert(std::is_same_v<minnorm::JacobiSVD<Bounded>::RealScalar, double>);
static_assert(std::is_same_v<minnorm::JacobiSVD<Bounded>::MatrixType, Bounded>);
static_assert(minnorm::JacobiSVD<Tall>::RowsAtCompileTime == 6 &&
              minnorm::JacobiSVD<Tall>::ColsAtCompileTime == 2);

/// The same matrix, factors chosen by the type and by the argument: equal to the bit.
template <typename MatrixType, int Options>
void expectSameAsChosenAtRunTime() {
  const auto a =
      randomMatrix<MatrixType>(MatrixType::RowsAtCompileTime, MatrixType::ColsAtCompileTime, 70);
  const minnorm::JacobiSVD<MatrixType, Options> fixed(a);
  const minnorm::JacobiSVD<MatrixType> chosen(a, unsigned(Options));
  EXPECT_EQ(fixed.computeU(), chosen.computeU());
  EXPECT_EQ(fixed.computeV(), chosen.computeV());
  EXPECT_EQ(fixed.sweeps(), chosen.sweeps());
  EXPECT_TRUE(same(fixed.singularValues(), chosen.singularValues()));
  if (fixed.computeU()) {
    EXPECT_TRUE(same(Upto12<float>(fixed.matrixU()), Upto12<float>(chosen.matrixU())));
  }
  if (fixed.computeV()) {
    EXPECT_TRUE(same(Upto12<float>(fixed.matrixV()), Upto12<float>(chosen.matrixV())));
  }
}

TEST(Options, GivenInTheTypeOrTheConstructorGiveTheSameBits) {
  expectSameAsChosenAtRunTime<Tall, thin>();
  expectSameAsChosenAtRunTime<Tall, full>();
  expectSameAsChosenAtRunTime<Wide, thin>();
  expectSameAsChosenAtRunTime<Wide, full>();
  expectSameAsChosenAtRunTime<Tall, ComputeThinU>();
  expectSameAsChosenAtRunTime<Wide, ComputeFullV>();
}

TEST(Options, OfTheTypeWinOverThoseOfTheCall) {
  minnorm::JacobiSVD<Tall, ComputeThinU> svd(randomMatrix<Tall>(6, 2, 71), ComputeFullV);
  EXPECT_TRUE(svd.computeU());
  EXPECT_FALSE(svd.computeV());
  EXPECT_EQ(svd.matrixU().cols(), 2);
}

TEST(Options, OfTheConstructorHoldForEveryComputeWithoutOptions) {
  minnorm::JacobiSVD<Tall> svd(6, 2, ComputeThinU);
  EXPECT_TRUE(svd.computeU());
  EXPECT_FALSE(svd.computeV());
  svd.compute(randomMatrix<Tall>(6, 2, 72));
  EXPECT_EQ(svd.matrixU().cols(), 2);
  svd.compute(randomMatrix<Tall>(6, 2, 72), ComputeFullV);
  EXPECT_FALSE(svd.computeU());
  EXPECT_TRUE(svd.computeV());
}

TEST(Options, SingularValuesAreTheSameToTheBitWhateverTheFactors) {
  for (const auto& [rows, cols] : {std::pair{3, 3}, {12, 5}, {5, 12}, {1, 7}, {7, 1}}) {
    const auto a = randomMatrix<Upto12<float>>(rows, cols, 73);
    using Svd = minnorm::JacobiSVD<Upto12<float>>;
    const Svd both(a, full);
    for (const unsigned options :
         {unsigned(thin), unsigned(ComputeFullU), unsigned(ComputeThinV)}) {
      EXPECT_TRUE(same(Svd(a, options).singularValues(), both.singularValues()));
    }
  }
}

// Without factors fewer rotations are needed for values of the same accuracy.
TEST(Options, ValuesOnlyGiveTheSingularValuesWithoutFactors) {
  for (const auto& [rows, cols] : {std::pair{3, 3}, {12, 5}, {5, 12}, {12, 12}, {1, 7}, {7, 1}}) {
    const auto a = randomMatrix<Upto12<float>>(rows, cols, 73);
    const minnorm::JacobiSVD<Upto12<float>> plain(a), factors(a, full);
    const minnorm::JacobiSVD<Upto12<float>, minnorm::ValuesOnly> values(a, full);
    EXPECT_FALSE(values.computeU() || plain.computeU());
    EXPECT_FALSE(values.computeV() || plain.computeV());
    EXPECT_TRUE(same(values.singularValues(), plain.singularValues()));
    const auto ratios = values.singularValues().cwiseQuotient(factors.singularValues()).array();
    EXPECT_LE((ratios - 1.0F).abs().maxCoeff(), 1e-6F) << rows << "x" << cols;
  }
}

TEST(Options, FullFactorsStartWithTheThinOnesToTheBit) {
  const auto a = randomMatrix<Upto12<float>>(9, 4, 74);
  using Svd = minnorm::JacobiSVD<Upto12<float>>;
  EXPECT_TRUE(same(Svd(a, ComputeFullU).matrixU().leftCols(4), Svd(a, ComputeThinU).matrixU()));
  EXPECT_TRUE(same(Svd(a.transpose(), ComputeFullV).matrixV().leftCols(4),
                   Svd(a.transpose(), ComputeThinV).matrixV()));
}

TEST(Options, OneFactorAloneHasTheBitsOfThePair) {
  const auto a = randomMatrix<Upto12<float>>(6, 8, 75);
  using Svd = minnorm::JacobiSVD<Upto12<float>>;
  const Svd both(a, full);
  EXPECT_TRUE(same(Svd(a, ComputeFullU).matrixU(), both.matrixU()));
  EXPECT_TRUE(same(Svd(a, ComputeFullV).matrixV(), both.matrixV()));
}

}  // namespace
}  // namespace unit_test
