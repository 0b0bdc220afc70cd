// SPDX-License-Identifier: MIT
#include <minnorm/minnorm.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <climits>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr double canary = -12345.0;
constexpr auto infinity = std::numeric_limits<double>::infinity();
constexpr auto nan = std::numeric_limits<double>::quiet_NaN();

/// A buffer with canaries around `size` values.
class Guarded {
 public:
  explicit Guarded(int size) : m_values(static_cast<std::size_t>(size) + 16, canary) {}
  double* data() { return m_values.data() + 8; }
  double& operator[](int i) { return m_values[static_cast<std::size_t>(i) + 8]; }
  bool isUntouched() const {
    return std::all_of(m_values.begin(), m_values.end(), [](double x) { return x == canary; });
  }
  bool isIntact() const {
    return std::all_of(m_values.begin(), m_values.begin() + 8,
                       [](double x) { return x == canary; }) &&
           std::all_of(m_values.end() - 8, m_values.end(), [](double x) { return x == canary; });
  }

 private:
  std::vector<double> m_values;
};

/// A call of each function with strides above the least, which a test changes and then makes.
struct Call {
  int m, n, nrhs, lda, ldb, ldx, ldu, ldv, ldp;
  double rcond = -1, damping = 0;
  int lwork;
  std::vector<double> a, b;
  Guarded x, sigma, u, v, p, work;
  bool hasA = true, hasB = true, hasX = true, hasSigma = true, hasWork = true, hasP = true;
  minnorm_info info{-7, -7, -7};

  Call(int rows, int cols, int sides)
      : m{rows},
        n{cols},
        nrhs{sides},
        lda{cols + 2},
        ldb{sides + 1},
        ldx{sides + 3},
        ldu{MINNORM_MIN(rows, cols) + 1},
        ldv{MINNORM_MIN(rows, cols) + 2},
        ldp{rows + 1},
        lwork{MINNORM_LSTSQ_WORK(rows, cols)},
        a(static_cast<std::size_t>(rows * lda)),
        b(static_cast<std::size_t>(rows * ldb)),
        x(cols * ldx),
        sigma(MINNORM_MIN(rows, cols)),
        u(rows * ldu),
        v(cols * ldv),
        p(cols * ldp),
        work(lwork) {
    std::mt19937 generator(static_cast<unsigned int>(1000 * rows + cols));
    std::uniform_real_distribution<double> uniform(-1, 1);
    for (double& value : a) value = uniform(generator);
    for (double& value : b) value = uniform(generator);
  }

  minnorm_status lstsq() {
    return minnorm_lstsq_f64(m, n, nrhs, hasA ? a.data() : nullptr, lda, hasB ? b.data() : nullptr,
                             ldb, hasX ? x.data() : nullptr, ldx, rcond, damping,
                             hasWork ? work.data() : nullptr, lwork, &info);
  }
  minnorm_status svd() {
    return minnorm_svd_f64(m, n, hasA ? a.data() : nullptr, lda, hasSigma ? sigma.data() : nullptr,
                           u.data(), ldu, v.data(), ldv, hasWork ? work.data() : nullptr, lwork,
                           &info);
  }
  minnorm_status pinv() {
    return minnorm_pinv_f64(m, n, hasA ? a.data() : nullptr, lda, hasP ? p.data() : nullptr, ldp,
                            rcond, damping, hasWork ? work.data() : nullptr, lwork, &info);
  }

  bool isUntouched() const {
    return x.isUntouched() && sigma.isUntouched() && u.isUntouched() && v.isUntouched() &&
           p.isUntouched() && work.isUntouched() && info.rank == -7 && info.sweeps == -7 &&
           info.condition == -7;
  }
  bool isIntact() const {
    return x.isIntact() && sigma.isIntact() && u.isIntact() && v.isIntact() && p.isIntact() &&
           work.isIntact();
  }
};

TEST(CArguments, EachWrongOneIsRefusedAndNothingIsWritten) {
  std::mt19937 generator(7);
  const auto below = [&generator](int count) {
    return static_cast<int>(generator() % static_cast<unsigned>(count));
  };
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    Call call(1 + below(6), 1 + below(6), 1 + below(4));
    const int sizes[] = {-1, INT_MIN, MINNORM_MAX_SIZE + 1, INT_MAX};
    const int size = sizes[below(4)];
    const double tolerances[] = {nan, infinity, -infinity};
    const int function = below(3), narrow = MINNORM_MIN(call.m, call.n);
    const int least = function == 0 ? MINNORM_SVD_WORK(call.m, call.n) : call.lwork;
    // The first seven are arguments of all functions.
    const int fault = below(function == 0 ? 10 : function == 1 ? 12 : 11);
    if (fault == 0) call.m = size;
    if (fault == 1) call.n = size;
    if (fault == 2) call.lda = below(2) == 0 ? call.n - 1 : INT_MIN;
    if (fault == 3) call.hasA = false;
    if (fault == 4) call.hasWork = false;
    if (fault == 5) call.lwork = least - 1 - below(2) * least;
    if (fault == 6) call.lwork = INT_MIN;
    if (function == 0) {
      if (fault == 7) call.ldu = narrow - 1;
      if (fault == 8) call.ldv = narrow - 1;
      if (fault == 9) call.hasSigma = false;
      EXPECT_EQ(call.svd(), MINNORM_BAD_ARGUMENT) << fault;
    } else {
      if (fault == 7) call.rcond = tolerances[below(3)];
      const double dampings[] = {nan, infinity, -1, -infinity};
      if (fault == 8) call.damping = dampings[below(4)];
      if (function == 1) {
        if (fault == 9) call.hasX = false;
        if (fault == 10) call.hasB = false;
        if (fault == 11) {
          (below(2) == 0 ? call.ldb : call.ldx) = call.nrhs - 1;
        }
        EXPECT_EQ(call.lstsq(), MINNORM_BAD_ARGUMENT) << fault;
      } else {
        if (fault == 9) call.hasP = false;
        if (fault == 10) call.ldp = call.m - 1;
        EXPECT_EQ(call.pinv(), MINNORM_BAD_ARGUMENT) << fault;
      }
    }
    EXPECT_TRUE(call.isUntouched()) << function << " " << fault;
    ++refused;
  }
  Call call(3, 4, 2);
  call.nrhs = -1;
  EXPECT_EQ(call.lstsq(), MINNORM_BAD_ARGUMENT);
  EXPECT_TRUE(call.isUntouched());
  EXPECT_EQ(refused, 20000);
}

TEST(CArguments, RightOnesWriteWhatTheyNameAndNothingElse) {
  for (int m = 0; m <= 7; ++m) {
    for (int n = 0; n <= 7; ++n) {
      Call call(m, n, 3);
      const auto a = call.a, b = call.b;
      EXPECT_EQ(call.svd(), MINNORM_OK);
      EXPECT_EQ(call.lstsq(), MINNORM_OK);
      EXPECT_EQ(call.pinv(), MINNORM_OK);
      EXPECT_EQ(call.info.rank, MINNORM_MIN(m, n));
      EXPECT_TRUE(call.isIntact()) << m << "x" << n;
      EXPECT_EQ(call.a, a);
      EXPECT_EQ(call.b, b);
      // What stands between the rows of an output stays.
      for (int i = 0; i < n; ++i) {
        for (int j = 3; j < call.ldx; ++j) EXPECT_EQ(call.x[i * call.ldx + j], canary);
        EXPECT_EQ(call.p[i * call.ldp + m], canary);
      }
      // P·A·P = P, and x = P·b.
      for (int i = 0; i < n; ++i) {
        for (int k = 0; k < 3; ++k) {
          double sum = 0;
          for (int j = 0; j < m; ++j)
            sum += call.p[i * call.ldp + j] * b[static_cast<std::size_t>(j * call.ldb + k)];
          EXPECT_NEAR(call.x[i * call.ldx + k], sum, 1e-9);
        }
      }
    }
  }
}

TEST(CArguments, EmptyMatricesNeedNoMemory) {
  minnorm_info info{-7, -7, -7};
  EXPECT_EQ(minnorm_svd_f32(0, 0, nullptr, 0, nullptr, nullptr, 0, nullptr, 0, nullptr, 0, &info),
            MINNORM_OK);
  EXPECT_EQ(info.rank, 0);
  EXPECT_EQ(info.condition, 0);
  // No rows: any x solves it, and 0 is the least. No columns: there is no x.
  float x[2] = {7, 7}, work[MINNORM_LSTSQ_WORK(0, 2)];
  EXPECT_EQ(minnorm_lstsq_f32(0, 2, 1, nullptr, 2, nullptr, 1, x, 1, -1, 0, work,
                              MINNORM_LSTSQ_WORK(0, 2), nullptr),
            MINNORM_OK);
  EXPECT_EQ(x[0], 0);
  EXPECT_EQ(x[1], 0);
}

TEST(CArguments, WorkSpaceOfOneNumberIsNeededToo) {
  static_assert(MINNORM_SVD_WORK(0, 1) == 1 && MINNORM_LSTSQ_WORK(0, 1) == 1);
  float x = 7;
  EXPECT_EQ(minnorm_svd_f32(0, 1, nullptr, 1, nullptr, nullptr, 0, nullptr, 0, nullptr, 1, nullptr),
            MINNORM_BAD_ARGUMENT);
  EXPECT_EQ(minnorm_lstsq_f32(0, 1, 1, nullptr, 1, nullptr, 1, &x, 1, -1, 0, nullptr, 1, nullptr),
            MINNORM_BAD_ARGUMENT);
  EXPECT_EQ(x, 7);
}

TEST(CArguments, TheSolutionForZeroIsZero) {
  const float a[4] = {4, 1, 1, 3}, b[2] = {0, 0};
  for (const float damping : {0.0F, 0.5F}) {
    float x[2] = {7, 7}, work[MINNORM_LSTSQ_WORK(2, 2)];
    EXPECT_EQ(minnorm_lstsq_f32(2, 2, 1, a, 2, b, 1, x, 1, -1, damping, work,
                                MINNORM_LSTSQ_WORK(2, 2), nullptr),
              MINNORM_OK);
    EXPECT_EQ(x[0], 0);
    EXPECT_EQ(x[1], 0);
  }
}

TEST(CArguments, TheLargestSizeIsTaken) {
  constexpr int most = MINNORM_MAX_SIZE;
  Call call(most, most, 1);
  EXPECT_EQ(call.lstsq(), MINNORM_OK);
  EXPECT_TRUE(call.isIntact());
}

TEST(CArguments, NanAndInfinityGiveZerosAndAStatus) {
  for (const double value : {nan, infinity, -infinity}) {
    for (int place = 0; place < 12; ++place) {
      Call call(3, 4, 2);
      call.a[static_cast<std::size_t>(place / 4 * call.lda + place % 4)] = value;
      EXPECT_EQ(call.svd(), MINNORM_INVALID_INPUT);
      EXPECT_EQ(call.info.rank, 0);
      EXPECT_EQ(call.info.sweeps, 0);
      EXPECT_EQ(call.info.condition, std::numeric_limits<float>::infinity());
      for (int r = 0; r < 3; ++r) EXPECT_EQ(call.sigma[r], 0);
      EXPECT_EQ(call.u[call.ldu + 1], 1);
      EXPECT_EQ(call.u[1], 0);
      EXPECT_EQ(call.lstsq(), MINNORM_INVALID_INPUT);
      EXPECT_EQ(call.pinv(), MINNORM_INVALID_INPUT);
      for (int i = 0; i < 4; ++i) {
        for (int k = 0; k < 2; ++k) EXPECT_EQ(call.x[i * call.ldx + k], 0);
        for (int k = 0; k < 3; ++k) EXPECT_EQ(call.p[i * call.ldp + k], 0);
      }
      EXPECT_TRUE(call.isIntact());
    }
    Call call(3, 4, 2);
    call.b[static_cast<std::size_t>(call.ldb + 1)] = value;
    EXPECT_EQ(call.lstsq(), MINNORM_INVALID_INPUT);
    EXPECT_EQ(call.info.rank, 0);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(call.x[i * call.ldx], 0);
  }
}

TEST(CArguments, WhatStandsBetweenRowsIsNotRead) {
  Call call(5, 3, 2), expected(5, 3, 2);
  for (int i = 0; i < 5; ++i) {
    call.a[static_cast<std::size_t>(i * call.lda + 3)] = nan;
    call.b[static_cast<std::size_t>(i * call.ldb + 2)] = infinity;
  }
  EXPECT_EQ(call.lstsq(), MINNORM_OK);
  EXPECT_EQ(expected.lstsq(), MINNORM_OK);
  for (int i = 0; i < 3 * call.ldx; ++i) EXPECT_EQ(call.x[i], expected.x[i]);
}

TEST(CArguments, TheSolutionMayTakeThePlaceOfTheRightHandSide) {
  for (const int m : {2, 5}) {
    const int n = 7 - m;
    Call call(m, n, 2);
    EXPECT_EQ(call.lstsq(), MINNORM_OK);
    std::vector<double> both(10, 0.0);
    for (int i = 0; i < m; ++i) {
      for (int k = 0; k < 2; ++k)
        both[static_cast<std::size_t>(2 * i + k)] =
            call.b[static_cast<std::size_t>(i * call.ldb + k)];
    }
    EXPECT_EQ(minnorm_lstsq_f64(m, n, 2, call.a.data(), call.lda, both.data(), 2, both.data(), 2,
                                -1, 0, call.work.data(), call.lwork, nullptr),
              MINNORM_OK);
    for (int i = 0; i < n; ++i) {
      for (int k = 0; k < 2; ++k)
        EXPECT_EQ(both[static_cast<std::size_t>(2 * i + k)], call.x[i * call.ldx + k]);
    }
  }
}

}  // namespace
