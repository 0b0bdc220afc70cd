# SPDX-License-Identifier: MIT
"""The bound in cycles of lib/include/minnorm/worst_case.hpp, beside what the models of the cores make of runs."""

import itertools

import numpy as np
import pytest
from minnorm import paths
from minnorm.bench import board as on_board
from minnorm.bench import cycles, matrices, worst_case
from minnorm.device import boards
from minnorm.report import markdown

SIZES = ("4x4", "8x8", "16x6")


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bounds():
    return worst_case.bounds(SIZES)


def test_the_page_has_a_row_of_each_size_and_the_bounds_grow(bounds):
    headings, rows = worst_case.table()
    assert {len(row) for row in rows} == {len(headings)} and {size.replace("x", "×") for size in SIZES} < {row[0] for row in rows}
    assert set(bounds) == set(itertools.product(SIZES, worst_case.CORES))
    assert all(one.regular < one.any < one.certain for one in bounds.values())
    page = (paths.ROOT / "docs" / "COST.md").read_text()
    assert markdown.table(headings, rows) in page, "give ./minnorm document worst-case"


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
    of_regular, of_any, _ = bounds[size, core]
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
