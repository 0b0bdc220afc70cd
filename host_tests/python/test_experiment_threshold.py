# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import pytest
from minnorm.experiments import edelman, threshold
from minnorm.report import style

import described

_COLUMNS = ("repeat", "case", "row", "part", "n", "d", "draw", "at", "value1", "value2", "value3")


def _drawn(count: int, n: int = 4, d: int = 4) -> list:
    """Rows of fits to real Gaussian draws, and of the spectrum of the first."""
    random = np.random.RandomState(1)
    rows: list = []
    for k in range(count):
        x = random.randn(n, d)
        beta = np.linalg.pinv(x) @ random.randn(n)
        rows.append((k % 7, 0, k, "fit", n, d, k // 7, 0, np.linalg.svd(x)[1][-1], beta @ beta, 1 + beta @ beta))
        if k == 0:
            squares = np.pad(np.linalg.svd(x)[1] ** 2, (0, max(n, d) - min(n, d)))
            rows += [(0, 0, 1 + r, "mode", n, d, 0, r + 1, square, square, square) for r, square in enumerate(squares)]
    return rows


def _table(rows):
    return described.table("threshold", _COLUMNS, rows)


TABLE = _table(_drawn(2000) + _drawn(30, 8, 4) + _drawn(30, 2, 4))


def _values(table):
    return {value.name: value for value in threshold.values(table)}


def test_edelmans_law_has_the_mean_and_median_it_is_known_for():
    x = np.linspace(0.0, 20.0, 200_001)
    assert np.trapz(1.0 - edelman.law(x), x) == pytest.approx(edelman.MEAN, abs=1e-4)
    assert edelman.law(np.array(edelman.MEDIAN)) == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("d", [2, 10])
def test_the_survival_function_is_that_of_a_ratio_of_chi_squares(d):
    random = np.random.RandomState(0)
    ratio = random.chisquare(d, 200_000) / random.chisquare(1, 200_000)
    assert threshold.distance(ratio, lambda z: 1.0 - threshold.survival(z, d)) < 0.005
    assert threshold.survival(np.array(threshold.median_error(d)), d) == pytest.approx(0.5, abs=1e-6)
    far = np.array([1e10, 1e12])
    assert np.diff(np.log(threshold.survival(far, d))) / np.diff(np.log(far)) == pytest.approx(threshold.EXPONENT, abs=1e-6)


@pytest.mark.parametrize(("n", "d"), [(12, 4), (4, 12)])
def test_the_mean_error_away_from_the_threshold(n, d):
    random = np.random.RandomState(2)
    errors = []
    for _ in range(4000):
        x, weights = random.randn(n, d), random.randn(d) / np.sqrt(d)
        errors.append(np.sum((np.linalg.pinv(x) @ (x @ weights + random.randn(n)) - weights) ** 2))
    assert np.mean(errors) == pytest.approx(threshold.mean_error(n, d), rel=0.05)


@pytest.mark.parametrize(("n", "d"), [(200, 100), (150, 150), (100, 200)])
def test_marchenko_pastur_is_the_spectrum_of_large_matrices(n, d):
    x = np.random.RandomState(3).randn(n, d)
    at, density, share = threshold.marchenko_pastur(d / n)
    assert share[-1] == pytest.approx(1.0, abs=2e-3)
    middle = slice(len(at) // 4, None)  # where the density is finite
    assert np.trapz(density[middle], at[middle]) == pytest.approx(share[-1] - share[len(at) // 4], abs=1e-3)
    found = np.linalg.svd(x)[1] ** 2 / n
    assert threshold.distance(found, lambda values: np.interp(values, at, share)) < 0.03


def test_the_exponent_of_a_power_is_found_within_its_interval():
    uniform = np.random.RandomState(4).uniform(size=5000)
    for exponent in (-0.5, -2.0):
        found, interval = threshold.tail_exponent(uniform ** (1.0 / exponent))
        assert abs(found - exponent) < interval < 0.1 * abs(exponent)
    assert threshold.tail_exponent(uniform[:199]) is None


def test_the_distance_of_distributions_sees_a_shift():
    values = (np.arange(100) + 0.5) / 100
    assert threshold.distance(values, lambda x: x) == pytest.approx(0.005)
    assert threshold.distance(values + 0.2, lambda x: np.minimum(x, 1.0)) == pytest.approx(0.205)


def test_values_are_beside_the_laws():
    found = _values(TABLE)
    tail = found["N = D = 4: exponent of the tail of the test error, Hill's estimate of the largest tenth"]
    assert (tail.reference.value, tail.source) == (-0.5, "theory")
    assert abs(tail.measured + 0.5) < tail.interval
    assert found["N = D = 4: median √N σ_min (theory: N → ∞)"].reference.value == edelman.MEDIAN
    assert found["N = D = 4: largest distance of its distribution from D·F(D, 1)"].measured < 0.04
    assert found["N = 8, D = 4: mean test error, which exists"].reference.value == pytest.approx(4 / 3)
    assert found["N = 2, D = 4: largest difference of an eigenvalue of XᵀX and of XXᵀ / the largest"].measured == 0.0


def test_an_eigenvalue_that_differs_is_seen():
    rows = _drawn(1)
    part, largest, other = rows[2][:9], rows[1][8], rows[2][9]
    rows[2] = (*part, other + 0.25 * largest, other)
    found = _values(_table(rows))
    assert found["N = 4, D = 4: largest difference of an eigenvalue of XᵀX and of XXᵀ / the largest"].measured == pytest.approx(0.25)


@pytest.mark.slow
@pytest.mark.parametrize("table", [TABLE, _table(_drawn(1)), _table([])], ids=["whole", "a draw", "nothing"])
def test_any_part_has_values_and_is_drawn(table):
    assert all(np.isfinite(value.measured) for value in threshold.values(table))
    for figure in threshold.FIGURES:
        assert style.render(replace(figure, size=(6.0, 4.0)), table, ["png"])["png"].startswith(b"\x89PNG")
