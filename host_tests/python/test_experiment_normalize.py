# SPDX-License-Identifier: MIT
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure
from minnorm.experiments import normalize
from minnorm.report import style

import described

FEATURES = described.LABELS["normalize"]["features"]
NAMES = ("repeat", "case", "row", "features", "d", "transform", "quantity", "at", "value")


def table(repeats=2, dimensions=(2, 64), features=FEATURES):
    """The condition number is 10 D, the descent ends at step 2, and the test error after k steps is (4 + r) / (1 + k)."""
    rows = []
    for repeat in range(repeats):
        for kind in features:
            for case, d in enumerate(dimensions if kind != "copies" else (20,)):
                for transform in described.LABELS["normalize"]["transform"]:
                    key = repeat, 10 * FEATURES.index(kind) + case, 0, kind, d, transform
                    rows.append((*key, "bound", 0, 2.0))
                    rows += [(*key, "eigenvalue", k, 10.0 * d if k == 1 else 1.0) for k in range(1, d + 2)]
                    rows += [(*key, "steps", 0, 7), (*key, "limit", 0, 0.5)]
                    for step in (0, 1, 2):
                        rows += [(*key, "test", step, (4 + repeat) / (1 + step))]
                        rows += [(*key, "excess", step, 0.001**step)]
    return described.table("normalize", NAMES, rows)


def test_values_are_means_of_what_was_recorded():
    found = {value.name: value for value in normalize.values(table())}
    condition = found["κ, uncentred features whitened with L, D = 64"]
    assert (condition.measured, condition.reference.value) == (640.0, 1.0)
    assert found["Least ratio of κ to its bound, uncentred features (bound: 1)"].measured == 10.0
    assert found["Toy, copies centred: test error after 1 step"].measured == pytest.approx((4 / 2 + 5 / 2) / 2)


def test_a_descent_that_has_ended_stays_where_it_is():
    found = {value.name: value.measured for value in normalize.values(table())}
    assert found["Test error after 10 steps, uncentred features centred, D = 64"] == pytest.approx((4 / 3 + 5 / 3) / 2)


@pytest.mark.parametrize("some", [table(1, (2,)), table(1, (64,), ("white",)), table(0)], ids=["small", "white", "none"])
def test_a_part_of_a_table_has_values(some):
    assert all(np.isfinite(value.measured) for value in normalize.values(some))


def test_the_figure_of_the_toy_is_drawn_without_a_warning():
    figure = normalize.FIGURES[-1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert style.render(figure, table(1, (2,)))["png"].startswith(b"\x89PNG")


@pytest.mark.parametrize("some", [table(1, (64,), ("uncentred",)), table(0)], ids=["uncentred", "none"])
def test_every_figure_takes_a_part_of_a_table(some):
    for figure in normalize.FIGURES:
        figure.draw(Figure(), some)
