// SPDX-License-Identifier: MIT
// minnorm, Eigen and LAPACK on matrices of one size, BENCH_SIZE. The first two know it at compile
// time.
#include <minnorm/jacobi_svd.hpp>

#include <Eigen/SVD>

#include "lapack.hpp"
#include "matrices.hpp"

namespace {

using Matrix = Eigen::Matrix<float, BENCH_SIZE, BENCH_SIZE>;

void minnorm_svd(benchmark::State& state) {
  bench::time_svd<Matrix>(state, BENCH_SIZE, [](const Matrix& a, auto use) {
    const minnorm::JacobiSVD<Matrix, Eigen::ComputeThinU | Eigen::ComputeThinV> svd(a);
    use(svd.matrixU(), svd.singularValues(), svd.matrixV());
  });
}

void eigen_svd(benchmark::State& state) {
  bench::time_svd<Matrix>(state, BENCH_SIZE, [](const Matrix& a, auto use) {
    const Eigen::JacobiSVD<Matrix> svd(a, Eigen::ComputeFullU | Eigen::ComputeFullV);
    use(svd.matrixU(), svd.singularValues(), svd.matrixV());
  });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::RegisterBenchmark("minnorm_svd", minnorm_svd);
  benchmark::RegisterBenchmark("eigen_svd", eigen_svd);
  bench::register_lapack(BENCH_SIZE);
  benchmark::AddCustomContext("compiler", BENCH_COMPILER);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
