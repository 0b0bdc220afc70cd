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
            for case, d in enumerate({"copies": (20,), "tanh": (2, 32), "logistic": (2, 32)}.get(kind, dimensions)):
                for transform in described.LABELS["normalize"]["transform"]:
                    key = repeat, 10 * FEATURES.index(kind) + case, 0, kind, d, transform
                    rows.append((*key, "bound", 0, 2.0))
                    rows += [(*key, "outlier", 0, 5.0 * d), (*key, "alignment", 0, 1 - 0.5 / d), (*key, "stable", 0, 0.3 / d)]
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


def test_the_outlier_is_held_against_the_bounds_that_the_mean_gives():
    found = {value.name: value for value in normalize.values(table())}
    assert found["|cosine| of A's leading eigenvector and (μ, 1), uncentred features, D = 64"].measured == 1 - 0.5 / 64
    stable = found["Largest stable step α by trial, αã_max, uncentred features, D = 64"]
    assert (stable.measured, stable.reference.value) == (pytest.approx(3.0), 2.0)
    texts = ("least ratio of A's largest eigenvalue to ‖μ‖² + 1 (at least 1)", "largest ratio of A's second eigenvalue to σ²_max (at most 1)")
    assert [found[f"Uncentred features: {text}"].measured for text in texts] == pytest.approx([2.0, 2 / (5 * 2)])
    assert found["Uncentred features: largest stable α (‖μ‖² + 1) by trial (at most 2)"].measured == pytest.approx(1.5)


def test_activations_have_values_at_their_own_largest_dimension():
    found = {value.name: value for value in normalize.values(table())}
    for name in ("tanh", "logistic", "logistic, centred"):
        assert found[f"κ, hidden units, {name}, D = 32"].measured == 320.0
        assert found[f"Steps to 10⁻⁴ of the first training cost, hidden units, {name}, D = 32"].measured == 7


def test_a_descent_that_has_ended_stays_where_it_is():
    found = {value.name: value.measured for value in normalize.values(table())}
    assert found["Test error after 10 steps, uncentred features centred, D = 64"] == pytest.approx((4 / 3 + 5 / 3) / 2)


@pytest.mark.parametrize("some", [table(1, (2,)), table(1, (64,), ("white",)), table(0)], ids=["small", "white", "none"])
def test_a_part_of_a_table_has_values(some):
    assert all(np.isfinite(value.measured) for value in normalize.values(some))


@pytest.mark.slow
def test_the_figure_of_the_toy_is_drawn_without_a_warning():
    (figure,) = (figure for figure in normalize.FIGURES if figure.name == "whitening")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert style.render(figure, table(1, (2,)), ["png"])["png"].startswith(b"\x89PNG")


@pytest.mark.parametrize("some", [table(1, (64,), ("uncentred",)), table(0)], ids=["uncentred", "none"])
def test_every_figure_takes_a_part_of_a_table(some):
    for figure in normalize.FIGURES:
        figure.draw(Figure(), some)
