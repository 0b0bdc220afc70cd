# SPDX-License-Identifier: MIT
import warnings

import numpy as np
import pytest
from minnorm.experiments import double_descent
from minnorm.report import style
from minnorm.report.values import median

import described


def table(repeats, last=200):
    """Draw r has test error and norm (r + 1)·peak at each N, where the peak is at N = 50, and σ the other way round."""
    n = np.arange(1.0, last + 1)
    peak = 1.0 / (1.0 + np.abs(n - 50.0))
    rows = [
        (r, 0, i, n[i], 1 / peak[i], 0.5, (r + 1) * peak[i], 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, (r + 1) * peak[i], 1.2)
        for r in range(repeats)
        for i in range(last)
    ]
    ridges = ("ridge_train", "ridge_test", "optimal_train", "optimal_test", "weak_test", "strong_test")
    names = ("repeat", "case", "row", "n", "sigma_min", "train", "test", *ridges, "norm", "optimal_norm")
    return described.table("double-descent", names, rows)


def test_values_are_medians_beside_those_in_float64():
    found = {value.name: value for value in double_descent.values(table(11))}
    middle = found["Figure 4a: median test error, N = 50"]
    assert (middle.measured, middle.reference.value) == (6.0, 102.8)
    assert found["Figure 4a: median test error, N = 200"].reference.value == 0.3295
    assert found["Figure 4a: N with the largest median test error (D = 50)"].measured == 50
    assert found["Figure 4b: N with the least median σ (D = 50)"].measured == 50
    assert found["Section 4: N with the largest median ‖X⁺t‖ (D = 50)"].measured == 50
    assert found["Figure 4b: median of √N·σ, N = D (theory: N → ∞)"].measured == pytest.approx(np.sqrt(50))
    best = found["Figure 4a: the same with ridge λ = 10, N = D = 50"]
    assert (best.measured, best.reference.value, best.source) == (0.9, 1.79, "protocol, float64")


def test_means_are_beside_those_of_theory():
    found = {value.name: value for value in double_descent.values(table(3))}
    for n, expected in ((25, 5 / 2 + 25 / 24), (100, 50 / 49), (200, 50 / 149)):
        value = found[f"Figure 4a: mean test error, N = {n}"]
        assert value.measured == pytest.approx(2 / (1 + abs(n - 50)))
        assert value.reference.value == pytest.approx(expected) and value.source == "theory"


def test_theory_is_what_normal_rows_have_and_ends_at_the_threshold():
    n = np.arange(1.0, 201)
    error, norm = double_descent._moments(table(1), n)
    assert list(n[np.isnan(error)]) == list(n[np.isnan(norm)]) == [49, 50, 51]
    random = np.random.default_rng(0)
    for rows in (20, 120):
        errors, norms = [], []
        for _ in range(300):
            w, x = random.normal(size=50) * np.sqrt(0.1), random.normal(size=(rows, 50))
            beta = np.linalg.lstsq(x, x @ w + random.normal(size=rows), rcond=None)[0]
            errors.append(np.sum((beta - w) ** 2))
            norms.append(beta @ beta)
        assert np.mean(errors) == pytest.approx(error[rows - 1], rel=0.06)
        assert np.mean(norms) == pytest.approx(norm[rows - 1], rel=0.06)


def test_theory_of_the_optimal_ridge_is_near_at_fifty_dimensions():
    random = np.random.default_rng(0)
    for rows in (20, 50, 120):
        inverses = []
        for _ in range(100):
            x = random.normal(size=(rows, 50))
            inverses.append(np.trace(np.linalg.inv(x.T @ x + 10 * np.eye(50))))
        assert np.mean(inverses) == pytest.approx(double_descent._optimal(table(1), np.array(rows)), rel=0.03)


def test_the_interval_of_a_median_holds_it_as_often_as_it_says():
    random = np.random.RandomState(0)
    held = 0
    for _ in range(400):
        values = random.exponential(size=100)
        middle, interval = median(values)
        low, high = middle - interval, middle + interval
        held += low <= np.log(2) <= high
    assert 0.91 < held / 400 < 0.98
    assert median(np.array([3.0]))[1] is None


@pytest.mark.parametrize("some", [table(1, 30), table(1, 0)], ids=["30 rows", "none"])
def test_a_part_of_a_table_has_values_for_what_is_there(some):
    names = [value.name for value in double_descent.values(some)]
    assert not any("N = 50" in name for name in names)
    assert ("Figure 4a: median test error, N = 25" in names) == (len(some) > 0)


@pytest.mark.slow
def test_a_figure_of_a_part_is_drawn_without_a_warning():
    part = table(2, 60)
    part["test"][3] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in double_descent.FIGURES:
            assert style.render(figure, part, ["png"])["png"].startswith(b"\x89PNG")
