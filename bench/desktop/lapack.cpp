// SPDX-License-Identifier: MIT
// LAPACK's drivers, called as Fortran calls them: LAPACKE's wrappers would add transposes and
// allocations. Workspace is adequate, and allocated once.
#include "lapack.hpp"

#include "matrices.hpp"

extern "C" {
void sgesvj_(const char* joba, const char* jobu, const char* jobv, const int* m, const int* n,
             float* a, const int* lda, float* sva, const int* mv, float* v, const int* ldv,
             float* work, const int* lwork, int* info, std::size_t, std::size_t, std::size_t);
void sgejsv_(const char* joba, const char* jobu, const char* jobv, const char* jobr,
             const char* jobt, const char* jobp, const int* m, const int* n, float* a,
             const int* lda, float* sva, float* u, const int* ldu, float* v, const int* ldv,
             float* work, const int* lwork, int* iwork, int* info, std::size_t, std::size_t,
             std::size_t, std::size_t, std::size_t, std::size_t);
void sgesdd_(const char* jobz, const int* m, const int* n, float* a, const int* lda, float* s,
             float* u, const int* ldu, float* vt, const int* ldvt, float* work, const int* lwork,
             int* iwork, int* info, std::size_t);
}

namespace {

using Matrix = Eigen::MatrixXf;

/// What the drivers write to, for n × n matrices.
struct Space {
  explicit Space(int n)
      : a(n, n), u(n, n), v(n, n), sigma(n), work(12 * n * n + 200 * n), indices(8 * n) {}
  Matrix a, u, v;
  Eigen::VectorXf sigma, work;
  Eigen::VectorXi indices;
};

void lapack_sgesvj(benchmark::State& state, int n) {
  Space space(n);
  bench::time_svd<Matrix>(state, n, [&, n](const Matrix& a, auto use) {
    const int work_size = static_cast<int>(space.work.size()), ignored = 0;
    int info = 0;
    space.u = a;
    sgesvj_("G", "U", "V", &n, &n, space.u.data(), &n, space.sigma.data(), &ignored, space.v.data(),
            &n, space.work.data(), &work_size, &info, 1, 1, 1);
    use(space.u, space.sigma, space.v);
  });
}

void lapack_sgejsv(benchmark::State& state, int n) {
  Space space(n);
  bench::time_svd<Matrix>(state, n, [&, n](const Matrix& a, auto use) {
    const int work_size = static_cast<int>(space.work.size());
    int info = 0;
    space.a = a;
    sgejsv_("C", "U", "V", "R", "N", "N", &n, &n, space.a.data(), &n, space.sigma.data(),
            space.u.data(), &n, space.v.data(), &n, space.work.data(), &work_size,
            space.indices.data(), &info, 1, 1, 1, 1, 1, 1);
    use(space.u, space.sigma, space.v);
  });
}

void lapack_sgesdd(benchmark::State& state, int n) {
  Space space(n);
  bench::time_svd<Matrix>(state, n, [&, n](const Matrix& a, auto use) {
    const int work_size = static_cast<int>(space.work.size());
    int info = 0;
    space.a = a;
    sgesdd_("A", &n, &n, space.a.data(), &n, space.sigma.data(), space.u.data(), &n, space.v.data(),
            &n, space.work.data(), &work_size, space.indices.data(), &info, 1);
    // It returns Vᵀ.
    use(space.u, space.sigma, space.v.transpose());
  });
}

}  // namespace

void bench::register_lapack(int n) {
  benchmark::RegisterBenchmark("lapack_sgesvj", lapack_sgesvj, n);
  benchmark::RegisterBenchmark("lapack_sgejsv", lapack_sgejsv, n);
  benchmark::RegisterBenchmark("lapack_sgesdd", lapack_sgesdd, n);
}
