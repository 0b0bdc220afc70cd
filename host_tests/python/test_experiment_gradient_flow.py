# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from matplotlib.figure import Figure
from minnorm.experiments import gradient_flow
from minnorm.report import style

import described

_UNIT = ("repeat", "case", "row")
_COLUMNS = (*_UNIT, "part", "rows", "columns", "rank", "kappa", "algorithm", "at", "value1", "value2", "value3", "value4", "step")
_STEPPED = ("zero_start", "any_start", "plane", "residuals", "deficient")
_EPSILON = 2.0**-23


def _table(*lines):
    """Of lines (part, kappa, algorithm or step, at, four values)."""
    rows = []
    for i, (part, kappa, by, *others) in enumerate(lines):
        algorithm, step = (0, by) if part in _STEPPED else (by, 0)
        rows.append((0, 0, i, part, 5, 20, 5, kappa, algorithm, *others, step))
    return described.table("gradient-flow", _COLUMNS, rows)


_TABLE = _table(
    ("conditions", 10, 1, _EPSILON, 10 * _EPSILON, 0, 70 * _EPSILON, 0),
    ("conditions", 10, 2, _EPSILON, 0, 0, 0, 30 * _EPSILON),
    ("exercise1", 2, 1, 0, 1 / 3, -1 / 6, 1, 2),
    ("exercise2", 1, 1, 1, 1.6, 0, 3, 0),
    ("zero_start", 3, 1, 1, 0.5, 0.4, 0.1, 1e-7),
    ("zero_start", 3, 1 / 64, 1, 0.5, 0.49, 0.01, 1e-6),
    ("zero_start", 3, 1 / 64, 2, 0.3, 0.31, 0.02, 3e-6),
    ("any_start", 3, 1 / 64, 1, 0.5, 0.49, 0.03, 2e-6),
    ("plane", 1, 0.25, 0, 0, 0, 0, 0),
    ("plane", 1, 0.25, 0.25, 0.17, 0.35, 0.2, 0.4),
    ("ridge", 3, 2, 0.25, 0.2, 0.2, 0, 0),
    ("ridge", 3, 2, 0.0625, 0.07, 0.07, 0, 0),
    ("projections", 10, 1, _EPSILON, 20 * _EPSILON, 0, 0, 40 * _EPSILON),
    ("subspaces", 3, 2, 0, 1e-7, 2e-7, 0, 0.9),
    ("solutions", 3, 2, 0.5, 1.25**0.5, 3e-7, 1e-6, 0),
    ("solutions", 3, 2, 1, 2**0.5, 1e-7, 2e-6, 0),
    ("residuals", 3, 1, 1, 0.2, 0.2, 0.3, 1e-7),
    ("residuals", 3, 1 / 8, 1, 0.4, 0.4, 0.4, 4e-7),
    ("deficient", 3, 1, 1, 0.5, 0.4, 0.9, 0.7),
    ("deficient", 3, 1, 512, 1e-7, 2e-6, 0.75, 0.7),
    ("deficient", 3, 1 / 8, 512, 1e-7, 3e-6, 0.71, 0.7),
)


def _named(part: str) -> list:
    return [value for value in gradient_flow.values(_TABLE) if part in value.name]


def test_values_have_the_exercises_beside_their_solutions():
    first, second = _named("exercise 1, X⁺")
    assert (first.reference.value, second.reference.value) == (1 / 3, -1 / 6)
    assert first.difference == second.difference == 0.0
    (solution,) = _named("exercise 2")
    assert solution.name.endswith("x2") and solution.reference.value == 1.6
    (units,) = _named("units in the last place")
    assert units.measured == 3


def test_residuals_are_in_epsilon_kappa():
    svd, cod = _named("Moore–Penrose")
    assert (svd.measured, cod.measured) == pytest.approx((7, 3))


def test_descent_is_reported_at_its_smallest_step():
    flow, limit, null = _named("from w(0) = 0")
    assert (flow.measured, limit.measured, null.measured) == (0.02, 0.31, 3e-6)
    assert len(_named("from a random w(0)")) == 3


def test_projections_are_in_epsilon_kappa():
    square, trace = _named("projections")
    assert (square.measured, trace.measured) == pytest.approx((2, 4))
    assert square.reference.value == trace.reference.value == 0


def test_other_solutions_are_longer_by_pythagoras():
    ratio, square, residual = _named("theorem 2")
    assert ratio.difference == pytest.approx(0)
    assert (ratio.measured, square.measured, residual.measured) == (1.25**0.5, 3e-7, 2e-6)
    assert [value.measured for value in _named("theorem 1")] == [1e-7, 2e-7]


def test_residuals_are_held_against_their_recursion():
    apart, closed = _named("e(t + 1)")
    assert (apart.measured, closed.measured) == pytest.approx((4e-7, 0.1))


def test_a_deficient_rank_is_reported_in_the_end_at_the_larger_step():
    rank, flow, descent, left = _named("rank 3 of 5 rows")
    assert (flow.measured, descent.measured, left.measured) == pytest.approx((1e-7, 2e-6, 0.05))


def test_ridge_is_reported_at_the_smallest_weight():
    (ridge,) = _named("ridge")
    assert ridge.measured == 0.07


@pytest.mark.slow
def test_values_and_drawings_of_a_partial_table():
    empty = _table()
    one = _TABLE.at(np.arange(1))
    assert gradient_flow.values(empty) == []
    assert len(gradient_flow.values(one)) == 1
    for table in (empty, one, _TABLE):
        for figure in gradient_flow.FIGURES:
            figure.draw(Figure(layout="constrained"), table)
    assert all(style.render(figure, _TABLE) for figure in gradient_flow.FIGURES)
