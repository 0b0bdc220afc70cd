# SPDX-License-Identifier: MIT
import warnings

import numpy as np
import pytest
from minnorm.experiments import double_descent
from minnorm.report import style

import described


def table(repeats, last=200):
    """Draw r has test error (r + 1)·peak at each N, where the peak is at N = 50, and σ the other way round."""
    n = np.arange(1.0, last + 1)
    peak = 1.0 / (1.0 + np.abs(n - 50.0))
    rows = [(r, 0, i, n[i], 1 / peak[i], 0.5, (r + 1) * peak[i], 0.6, 0.7) for r in range(repeats) for i in range(last)]
    names = ("repeat", "case", "row", "n", "sigma_min", "train", "test", "ridge_train", "ridge_test")
    return described.table("double-descent", names, rows)


def test_values_are_medians_beside_those_in_float64():
    found = {value.name: value for value in double_descent.values(table(11))}
    middle = found["Figure 4a: median test error, N = 50"]
    assert (middle.measured, middle.reference.value) == (6.0, 129.0)
    assert found["Figure 4a: median test error, N = 200"].reference.value == 0.345
    assert found["Figure 4a: N with the largest median test error (D = 50)"].measured == 50
    assert found["Figure 4b: N with the least median σ (D = 50)"].measured == 50


def test_the_interval_of_a_median_holds_it_as_often_as_it_says():
    random = np.random.RandomState(0)
    held = 0
    for _ in range(400):
        values = random.exponential(size=100)
        median, interval = double_descent._median(values)
        low, high = median - interval, median + interval
        held += low <= np.log(2) <= high
    assert 0.91 < held / 400 < 0.98
    assert double_descent._median(np.array([3.0]))[1] is None


@pytest.mark.parametrize("some", [table(1, 30), table(1, 0)], ids=["30 rows", "none"])
def test_a_part_of_a_table_has_values_for_what_is_there(some):
    names = [value.name for value in double_descent.values(some)]
    assert not any("N = 50" in name for name in names)
    assert ("Figure 4a: median test error, N = 25" in names) == (len(some) > 0)


def test_a_figure_of_a_part_is_drawn_without_a_warning():
    part = table(2, 60)
    part["test"][3] = np.nan
    figure = double_descent.FIGURES[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert style.render(figure, part)["png"].startswith(b"\x89PNG")
