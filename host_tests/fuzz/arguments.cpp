// SPDX-License-Identifier: MIT
// C's functions with any arguments, judged against minnorm.h: what is wrong is refused and nothing
// is written; else what is named is written and nothing besides. Memory is as large as it must be,
// so that the sanitizers see whatever is read or written beyond.
#include <minnorm/minnorm.h>

#include <array>
#include <climits>
#include <cmath>
#include <limits>
#include <vector>

#include "target.hpp"

namespace {

using Values = std::vector<float>;

constexpr float canary = -12345.0F;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr minnorm_info untouched{-7, -7, -7};

/// A size of a matrix: mostly small, sometimes at the limits and beyond them.
int size_of(std::uint8_t byte) {
  static constexpr std::array odd{-1, INT_MIN, INT_MAX, MINNORM_MAX_SIZE, MINNORM_MAX_SIZE + 1};
  return byte < 240 ? byte % 9 : odd[byte % odd.size()];
}

/// `least` or a little more, sometimes less.
int about(int least, std::uint8_t byte) {
  if (byte >= 250) return byte % 2 == 0 ? INT_MIN : -1;
  if (byte >= 235) return std::max(least, 0) - 1;
  return std::min(least, INT_MAX - 2) + (byte < 64 ? byte % 3 : 0);
}

float tolerance_of(std::uint8_t byte) {
  static constexpr std::array some{-1.0F, 0.0F, 0.5F, 1e-6F, -0.0F, nan, infinity, -infinity};
  return some[byte % some.size()];
}

float entry_of(std::uint8_t byte) {
  if (byte == 255) return nan;
  if (byte == 254) return infinity;
  return (static_cast<float>(byte) - 127.0F) / 16.0F;
}

bool is_size(int size) { return 0 <= size && size <= MINNORM_MAX_SIZE; }

bool is_untouched(const Values& values) {
  return std::all_of(values.begin(), values.end(), [](float x) { return x == canary; });
}

/// A matrix of the caller's, whose memory ends with its last value.
struct Matrix {
  int rows, cols, stride;
  bool is_null;
  Values memory;

  Matrix(int rows_, int cols_, fuzz::Input& input)
      : rows{rows_},
        cols{cols_},
        stride{about(cols, input.byte())},
        is_null{input.byte() >= 250},
        memory(length(rows), canary) {}

  /// Of the memory for so many rows; none where the sizes are wrong.
  std::size_t length(int count) const {
    if (!is_size(rows) || !is_size(cols) || stride < cols || count == 0 || cols == 0) return 0;
    return static_cast<std::size_t>(count - 1) * static_cast<std::size_t>(stride) +
           static_cast<std::size_t>(cols);
  }
  bool is_right() const { return stride >= cols && (!is_null || rows == 0 || cols == 0); }
  /// Null if it `is_null` alone: of no memory too, which nobody may touch.
  float* data() {
    static float* const nothing = new float[0];
    return is_null ? nullptr : memory.empty() ? nothing : memory.data();
  }

  /// Calls with each entry, and with whatever stands between rows.
  template <typename Entry, typename Gap>
  void visit(Entry entry, Gap gap) {
    const std::size_t end = length(rows);
    for (std::size_t k = 0; k < end; ++k) {
      if (k % static_cast<std::size_t>(stride) < static_cast<std::size_t>(cols))
        entry(memory[k]);
      else
        gap(memory[k]);
    }
  }
  void fill(fuzz::Input& input) {
    visit([&](float& x) { x = entry_of(input.byte()); }, [](float) {});
  }
  bool is_finite() {
    bool all = true;
    visit([&](float x) { all = all && std::isfinite(x); }, [](float) {});
    return all;
  }
  /// Whether every entry was written, as 0 if it `is_zero`, and nothing between the rows.
  void expect_written(bool is_zero) {
    visit(
        [&](float x) {
          fuzz::require(x != canary, "A part of a result was not written.");
          fuzz::require(!is_zero || x == 0, "The result of an invalid input is not 0.");
        },
        [](float x) { fuzz::require(x == canary, "Something was written between rows."); });
  }
};

struct Call {
  enum Function { svd, lstsq, pinv, count };

  Function function;
  int m, n, nrhs;
  float rcond, damping;
  std::uint8_t flags;
  Matrix a, b, x, u, v;
  int lwork;
  Values work, sigma;
  minnorm_info info = untouched;

  explicit Call(fuzz::Input& input)
      : function{static_cast<Function>(input.byte() % count)},
        m{size_of(input.byte())},
        n{size_of(input.byte())},
        nrhs{function == pinv ? m : size_of(input.byte())},
        rcond{tolerance_of(input.byte())},
        damping{tolerance_of(input.byte())},
        flags{input.byte()},
        a{m, n, input},
        b{m, nrhs, input},
        x{n, nrhs, input},
        u{m, narrow(), input},
        v{n, narrow(), input},
        lwork{about(needed(), input.byte())},
        work(static_cast<std::size_t>(std::max(lwork, 0)), canary),
        sigma(static_cast<std::size_t>(is_size(m) && is_size(n) ? narrow() : 0), canary) {
    if (!is_in_place()) return;
    x.stride = b.stride;
    x.is_null = b.is_null;
    b.memory.assign(std::max(b.length(m), x.length(n)), canary);
  }

  bool is_in_place() const { return function == lstsq && (flags & 3U) == 3U; }
  bool has_info() const { return (flags & 4U) == 0; }
  bool has_work() const { return flags < 250; }
  bool has_sigma() const { return flags % 32 != 31; }

  int narrow() const { return MINNORM_MIN(m, n); }
  int needed() const {
    if (!is_size(m) || !is_size(n)) return 10;
    return function == svd ? MINNORM_SVD_WORK(m, n) : MINNORM_LSTSQ_WORK(m, n);
  }

  /// As minnorm.h says.
  bool is_right() const {
    if (!is_size(m) || !is_size(n) || !a.is_right()) return false;
    if (lwork < needed() || (!has_work() && needed() > 0)) return false;
    if (function == svd) {
      return (u.is_null || u.is_right()) && (v.is_null || v.is_right()) &&
             (has_sigma() || narrow() == 0);
    }
    if (!std::isfinite(rcond) || !std::isfinite(damping) || damping < 0) return false;
    return x.is_right() && (function == pinv || (is_size(nrhs) && b.is_right()));
  }

  minnorm_status make() {
    float* const space = has_work() ? work.data() : nullptr;
    minnorm_info* const about_it = has_info() ? &info : nullptr;
    if (function == svd) {
      return minnorm_svd_f32(m, n, a.data(), a.stride, has_sigma() ? sigma.data() : nullptr,
                             u.data(), u.stride, v.data(), v.stride, space, lwork, about_it);
    }
    if (function == pinv) {
      return minnorm_pinv_f32(m, n, a.data(), a.stride, x.data(), x.stride, rcond, damping, space,
                              lwork, about_it);
    }
    return minnorm_lstsq_f32(m, n, nrhs, a.data(), a.stride, b.data(), b.stride,
                             is_in_place() ? b.data() : x.data(), x.stride, rcond, damping, space,
                             lwork, about_it);
  }
};

bool same(const Values& a, const Values& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](float x, float y) { return x == y || (x != x && y != y); });
}

void judge_refused(Call& call) {
  const Values a = call.a.memory, b = call.b.memory;
  fuzz::require(call.make() == MINNORM_BAD_ARGUMENT, "A wrong argument was not refused.");
  fuzz::require(same(call.a.memory, a) && same(call.b.memory, b) && is_untouched(call.x.memory) &&
                    is_untouched(call.u.memory) && is_untouched(call.v.memory) &&
                    is_untouched(call.work) && is_untouched(call.sigma) &&
                    call.info.rank == untouched.rank && call.info.sweeps == untouched.sweeps &&
                    call.info.condition == untouched.condition,
                "A call that was refused wrote something.");
}

void judge_served(Call& call) {
  const Values a = call.a.memory, b = call.b.memory;
  const bool is_finite = call.a.is_finite() && (call.function != Call::lstsq || call.b.is_finite());
  fuzz::require(call.make() == (is_finite ? MINNORM_OK : MINNORM_INVALID_INPUT),
                "Right arguments have another status.");
  fuzz::require(same(call.a.memory, a), "The matrix was changed.");
  fuzz::require(call.is_in_place() || same(call.b.memory, b), "The right-hand side was changed.");
  if (call.has_info()) {
    fuzz::require(0 <= call.info.rank && call.info.rank <= call.narrow() && 0 <= call.info.sweeps &&
                      call.info.sweeps <= 30 && !(call.info.condition < 0),
                  "What a call found out is impossible.");
  }
  if (call.function == Call::svd) {
    fuzz::require(std::is_sorted(call.sigma.rbegin(), call.sigma.rend()) &&
                      (call.sigma.empty() || call.sigma.back() >= 0),
                  "Singular values are not in order.");
    if (!call.u.is_null) call.u.expect_written(false);
    if (!call.v.is_null) call.v.expect_written(false);
  } else if (!call.is_in_place()) {
    call.x.expect_written(!is_finite);
  }
}

/// The same call with x in a place of its own has the same x.
void judge_in_place(Call& call) {
  Call apart = call;
  apart.flags = 0;
  apart.x.memory.assign(apart.x.length(apart.n), canary);
  const auto status = call.make();
  fuzz::require(apart.make() == status, "In the place of b, the status is another.");
  Values in_place, in_own;
  call.x.memory = call.b.memory;
  call.x.visit([&](float x) { in_place.push_back(x); }, [](float) {});
  apart.x.visit([&](float x) { in_own.push_back(x); }, [](float) {});
  fuzz::require(same(in_place, in_own), "In the place of b, x is another.");
}

}  // namespace

/// A function, its arguments, and the entries of a and b.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  Call call{input};
  call.a.fill(input);
  if (call.function == Call::lstsq) call.b.fill(input);
  fuzz::count(1, size);
  if (!call.is_right()) {
    judge_refused(call);
  } else {
    Call copy = call;
    judge_served(copy);
    if (call.is_in_place()) judge_in_place(call);
  }
  return 0;
}
