# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from minnorm.experiments.regression import equation
from minnorm.link.table import Table

from fake_board import small_problem

COLUMNS = ("repeat", "n", "probe", "mode", *equation.FACTORS)


def table(rows):
    """The board's table of these rows."""
    return Table(dict(zip(COLUMNS, np.reshape(rows, (-1, len(COLUMNS))).T)))


def records(problem, n, splits=5):
    """What an exact board sends of training sets of n rows, and the part of the prediction error that they make."""
    features, target = problem.dataset.features, problem.dataset.target
    found, errors = [], []
    for split in range(splits):
        order = np.random.RandomState(split).permutation(problem.dataset.rows)
        x, training = features[order[0]], order[-n:]
        u, sigma, vt = np.linalg.svd(features[training], full_matrices=False)
        residuals = target[training] - features[training] @ problem.beta
        factors = zip(1 / sigma, vt @ x, u.T @ residuals)
        found += [[split, n, 0, mode, *three] for mode, three in enumerate(factors, start=1)]
        errors.append(x @ np.linalg.pinv(features[training]) @ residuals)
    return table(found), np.array(errors)


@pytest.mark.parametrize("n", [2, 3, 6])
def test_the_sum_over_modes_is_what_residuals_do_to_the_prediction(n):
    problem = small_problem()
    found, errors = records(problem, n)
    values = equation.factors(found, n, 5)
    assert values.shape == (3, 5, min(n, 3))
    assert np.allclose(equation.products(values).sum(axis=1), errors)
    whole, *_ = equation.cases(values, problem)
    assert np.isclose(equation.median_sum(values, whole), np.median(np.abs(errors)))


def test_each_ablation_takes_its_factor_out():
    problem = small_problem()
    values = np.array([[[0.5, 2.0, 4.0]], [[1.0, 1.0, 1.0]], [[1.0, 10.0, -100.0]]])
    cases = equation.cases(values, problem)
    assert [case.missing for case in cases] == ["", "1/σ", "x·v", "u·E"]
    # σ = 2, 1/2, 1/4; of D = 3 modes ablation 2 keeps one.
    assert [equation.median_sum(values, case) for case in cases] == [379.5, 0.5, 0.5, 0.0]
    assert cases[1].removed.tolist() == [[False, True, True]]


def test_a_cutoff_keeps_the_singular_value_that_is_equal_to_it():
    values = np.array([[[1.0]], [[3.0]], [[2.0]]])
    assert equation.median_sum(values, equation.cases(values, small_problem())[1]) == 6.0


def test_fits_without_factors_are_left_out():
    problem = small_problem()
    found, errors = records(problem, 3)
    found = found.at(found["repeat"] >= 2)
    for name in equation.FACTORS:
        found[name][found["repeat"] == 2] = np.inf
    values = equation.factors(found, 3, 5)
    assert np.isclose(equation.median_sum(values, equation.cases(values, problem)[0]), np.median(np.abs(errors[3:])))
    assert np.isfinite(equation.medians(equation.products(values))).all()


def test_there_are_values_where_there_are_records():
    problem = small_problem()
    found, errors = records(problem, 3)
    whole, *ablated = equation.values(problem, found, 5)
    assert np.isclose(whole.measured, np.median(np.abs(errors)))
    assert len(ablated) == 3 and ablated[-1].measured == 0.0
    assert equation.values(problem, records(problem, 2)[0], 5) == []
    assert equation.values(problem, table([]), 5) == []
