# SPDX-License-Identifier: MIT
"""The bound in cycles of lib/include/minnorm/worst_case.hpp, beside what the models of the cores make of runs."""

import itertools
import subprocess

import numpy as np
import pytest
from minnorm import paths
from minnorm.bench import board as on_board
from minnorm.bench import cycles, matrices
from minnorm.device import boards

SWEEPS = 12  # the most of docs/ACCURACY.md's
SIZES = ("4x4", "8x8", "16x6")
CORES = ("cortexM4", "cortexM33", "cortexM7", "cortexM55")
PROGRAM = """
#include <cstdio>
#include <minnorm/worst_case.hpp>
template <typename Svd, const auto& core>
void print() {
  constexpr long long regular = minnorm::mostCycles<Svd>(core, SWEEPS, true), any = minnorm::mostCycles<Svd>(core, SWEEPS);
  static_assert(regular < any && any < minnorm::mostCycles<Svd>(core));
  std::printf("%lld %lld\\n", regular, any);
}
template <int rows, int cols>
void print() {
  using Svd = minnorm::JacobiSVD<Eigen::Matrix<float, rows, cols>, Eigen::ComputeThinU | Eigen::ComputeThinV>;
  using Full = minnorm::JacobiSVD<Eigen::Matrix<float, rows, cols>, Eigen::ComputeFullU | Eigen::ComputeFullV>;
  using Thin = minnorm::JacobiSVD<minnorm::BoundedMatrix<float, rows, cols>, Eigen::ComputeThinU | Eigen::ComputeThinV>;
  using Bounded = minnorm::JacobiSVD<minnorm::BoundedMatrix<float, rows, cols>, Eigen::ComputeFullU | Eigen::ComputeFullV>;
  static_assert((minnorm::mostWork<Full>(1, true).loops > minnorm::mostWork<Svd>(1, true).loops) == (rows != cols));
  static_assert(minnorm::mostWork<Bounded>(1, true).loops > minnorm::mostWork<Thin>(1, true).loops);
  PRINTS
}
int main() { SIZES }
"""


@pytest.fixture(scope="module")
def bounds(tmp_path_factory):
    """Of a regular matrix and of any, by size and core."""
    folder = tmp_path_factory.mktemp("bounds")
    source, program = folder / "bound.cpp", folder / "bound"
    source.write_text(PROGRAM)
    eigen = subprocess.run(["pkg-config", "--cflags", "eigen3"], capture_output=True, text=True, check=True).stdout.split()
    prints = " ".join(f"print<Svd, minnorm::{core}>();" for core in CORES)
    sizes = " ".join(f"print<{size.replace('x', ', ')}>();" for size in SIZES)
    named = [f"-DSWEEPS={SWEEPS}", f"-DPRINTS={prints}", f"-DSIZES={sizes}"]
    subprocess.run(["c++", "-std=c++17", *named, "-I", paths.ROOT / "lib" / "include", *eigen, source, "-o", program], check=True)
    said = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()
    return dict(zip(itertools.product(SIZES, CORES), (tuple(map(int, line.split())) for line in said), strict=True))


def regular(rows, cols):
    """Random matrices and such of a condition of 1e5."""
    return [problem for kind in matrices.KINDS for problem, _ in matrices.problems(rows, cols, kind, "float")]


def hostile(rows, cols):
    """Graded rows and columns, low rank, the ends of the range, NaN."""
    source = np.random.RandomState(1)
    a, down, across = source.randn(rows, cols), np.geomspace(1, 1e6, rows)[:, None], np.geomspace(1, 1e6, cols)
    corner = a * np.where(np.arange(rows) == 0, 1e30, 1)[:, None] * np.where(np.arange(cols) == 0, 1e-30, 1)
    powers = np.ldexp(np.sign(a), source.randint(-100, 100, a.shape))
    no_number = np.where(np.arange(a.size).reshape(a.shape) == a.size - 1, np.nan, a)
    small = source.randint(-1, 2, a.shape)
    return [a * down, a * across, a * down * across, 0 * a, 0 * a + 1, np.outer(a[:, 0], a[0]), a * 1e-40, corner, powers, small, no_number]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "core", "table"),
    [
        ("mps2_an386", "cortexM4", "cortex-m4"),
        ("mps2_an386", "cortexM33", "cortex-m33"),
        ("mps2_an500", "cortexM7", "cortex-m7"),
        ("mps3_an547", "cortexM55", "cortex-m55"),
    ],
)
def test_no_run_takes_more_cycles_than_the_bound(name, core, table, size, bounds):
    of_regular, of_any = bounds[size, core]
    found = cycles.load(table)["table"]
    bench = on_board.Bench(boards.load(name), paths.BUILD / "bench" / name, {"table": found})
    image_name = on_board._name(on_board.SVD, size, "float")
    bench._build([image_name])
    rows, cols = map(int, size.split("x"))
    with bench._executed(image_name) as executed, bench._image(image_name, executed) as image:
        model = cycles.Model(executed.image, found)

        def most(problems):
            taken = []
            for problem in problems:
                image.solve(matrices.packed((np.float32(problem), np.ones(rows, np.float32))))
                taken.append(model.cycles(executed.counts()))
            return max(taken)

        assert of_regular / 20 < most(regular(rows, cols)) < of_regular
        assert most(hostile(rows, cols)) < of_any
