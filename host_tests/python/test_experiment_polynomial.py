# SPDX-License-Identifier: MIT
import csv

import numpy as np
import pytest
from matplotlib.figure import Figure
from minnorm.experiments import polynomial
from minnorm.report import style
from minnorm.report.values import Reference, Source

import described

_COLUMNS = ("repeat", "case", "row", "parameters", "sigma_max", "sigma_min", "train_mse", "test_mse")


def _table(errors: dict[int, list[float]]):
    rows = [
        (repeat, case, 0, size, 2.0, 0.0 if size == 15 else 0.1, 1e-2, error)
        for case, (size, all_errors) in enumerate(errors.items())
        for repeat, error in enumerate(all_errors)
    ]
    return described.table("polynomial", _COLUMNS, rows)


def test_the_published_table_is_that_of_the_authors_results(shared_data):
    with open(shared_data / "schaeffer_polynomial_mse.csv", newline="") as file:
        lines = list(csv.DictReader(file))
    known = polynomial.authors()
    sizes = {int(line["Num. Parameters (Num Features)"]) for line in lines}
    assert sizes == set(known)
    for size in sizes:
        rows = [line for line in lines if int(line["Num. Parameters (Num Features)"]) == size]
        test = np.array([float(row["Test MSE"]) for row in rows])
        assert len(test) == described.PARAMETERS["polynomial"]["published_repeats"][0]
        assert known[size]["mean_test"] == pytest.approx(test.mean(), rel=1e-5)
        assert known[size]["median_test"] == pytest.approx(np.median(test), rel=1e-5)
        assert known[size]["mean_test_interval"] == pytest.approx(1.96 * test.std(ddof=1) / 30**0.5, rel=1e-2)
        assert known[size]["mean_train"] == pytest.approx(np.mean([float(row["Train MSE"]) for row in rows]), rel=1e-5)


def test_values_are_means_and_medians_beside_the_published():
    known = polynomial.authors()
    errors = [known[14]["median_test"]] * 29 + [1e12]
    median, average, worst = polynomial.values(_table({14: errors}))
    assert median.difference == 0.0
    assert average.measured == pytest.approx(np.mean(errors))
    assert average.reference == Reference(known[14]["mean_test"], Source.PUBLISHED, known[14]["mean_test_interval"])
    assert worst.measured == 0.0


def test_values_of_a_partial_table():
    table = _table({2: [0.5], 15: [np.nan]})
    assert polynomial.values(table) == []
    names = [value.name for value in polynomial.values(_table({25: [0.5]}))]
    assert names == ["median test error, P = 25", "mean test error, P = 25"]


@pytest.mark.slow
def test_draws_partial_tables():
    for table in (_table({15: [np.nan], 16: [3.0, 5.0]}), _table({})):
        for figure in polynomial.FIGURES:
            figure.draw(Figure(layout="constrained"), table)
    assert style.render(polynomial.FIGURES[0], _table({14: [1.0, 2.0], 15: [9.0, 7.0]}))
