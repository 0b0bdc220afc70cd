// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "cases.hpp"

namespace kernel_cases {

/// A square float matrix that a kernel once failed at, found by `./minnorm accuracy --hostile` or
/// given by a user, and its least singular value; 0 where that is below 1e-30·σ₁, which may be 0.
template <int Size>
struct HardCase {
  std::string_view name;
  float least;
  std::array<float, std::size_t(Size* Size)> columns;
};

/// The squares of some columns underflow beside those of others.
inline constexpr HardCase<2> rows_far_apart{
    "rows-far-apart", 385.028196F, {0x1.8ca3p+7F, -0x1.f69f6p+83F, 0x1.4ce37cp+8F, 0x1.7e121p+83F}};
inline constexpr HardCase<3> small_block{
    "small-block",
    0,
    {0x1.8a6e32p+109F, 0, 0, 0, 0x1.0624dep-10F, 0, 0, 0x1.ad7f2ap-24F, 0x1.0624dep-10F}};
inline constexpr HardCase<3> short_column{"short-column",
                                          0,
                                          {0, 0x1.01001p-95F, 0, -0x1.000008p+0F, -1,
                                           0x1.000002p+0F, 0x1.000008p+0F, -1, -0x1.fffffp-1F}};
inline constexpr HardCase<4> long_column{"long-column",
                                         0,
                                         {0, -0x1.4p-2F, -0x1.4p-2F, 0, 0x1.9a14eap+118F, 0, 0, 0,
                                          0, 0x1p-7F, 0, 0x1.05fcdap-1F, 0, -0x1p-2F, -0x1p-3F, 0}};
/// Rows 1, x, x², x³: the first hides the others in all columns but one.
inline constexpr HardCase<4> vandermonde{
    "vandermonde",
    0.000196444171F,
    {1, 1, 1, 1, 0x1.539588p+5F, 0x1.d50c1ap-6F, 0x1.47d24ep-7F, 0x1.5544cep-5F, 0x1.c2755ep+10F,
     0x1.adb2acp-11F, 0x1.a3cafp-14F, 0x1.c6f06p-10F, 0x1.2ac444p+16F, 0x1.89a652p-16F,
     0x1.0cc88ap-20F, 0x1.2f3c3ap-14F}};

/// Decomposes it as a matrix of fixed size, a line of output. Returns the number of failures.
template <int Size>
int runHard(const HardCase<Size>& hard) {
  using Matrix = Eigen::Matrix<float, Size, Size>;
  const Line size = size_line("float hard", Size, Size);
  if constexpr (!fits(2 * sizeof(Matrix) + sizeof(minnorm::JacobiSVD<Matrix, int(full)>))) {
    leave_out(size);
    return 0;
  }
  const Matrix a = Eigen::Map<const Matrix>(hard.columns.data());
  const Eigen::Matrix<float, Size, 1> b = Eigen::Matrix<float, Size, 1>::Ones();
  Tally tally;
  decompose<Matrix, full>(tally, a, b, Eigen::Success, hard.least);
  Line line = size;
  line.text(hard.name).text(" draws ");
  tally.write(line);
  return static_cast<int>(tally.draws - tally.passed);
}

}  // namespace kernel_cases
