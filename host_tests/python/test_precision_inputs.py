# SPDX-License-Identifier: MIT
"""How data are rounded and scaled, held against fractions."""

from fractions import Fraction

import numpy as np
import pytest
from minnorm.experiments.precision import inputs, scaling

HARD = [1.0, 1.5, 1.25, 1.75, 0.1, -0.3, 1 / 3, 1e300, 3.7e-310, 5e-324, 0.0, -0.0, 2**53 - 1.0, 1 - 2**-53, 1 + 2**-52, 2.0**-1022, 7.5, -6.5]


def by_fractions(value, bits):
    """Half of an odd unit goes to the even one."""
    exact, unit = Fraction(value), Fraction(1)
    if exact == 0:
        return exact
    while abs(exact) / unit >= 2**bits:
        unit *= 2
    while abs(exact) / unit < 2 ** (bits - 1):
        unit /= 2
    return round(exact / unit) * unit


def bits_of(value):
    return np.float64(value).view(np.int64)


@pytest.mark.parametrize("bits", inputs.BITS)
def test_the_nearest_of_so_many_bits(bits):
    ties = [(2 * k + 1) * 2.0**e for k in range(2**bits // 2, min(2**bits // 2 + 40, 2**bits)) for e in (-3, 0, 200)]
    values = np.array([*HARD, *ties, *np.random.RandomState(bits).randn(200)])
    found = inputs.nearest(values, bits)
    assert [Fraction(value) for value in found] == [by_fractions(value, bits) for value in values]
    assert np.array_equal(np.signbit(found), np.signbit(values))


def test_24_bits_are_those_of_float32():
    values = np.random.RandomState(1).randn(1000) * 10.0 ** np.random.RandomState(2).randint(-30, 30, 1000)
    assert np.array_equal(inputs.nearest(values, 24), inputs.single(values))


def test_rounding_at_random_gives_a_neighbour_as_often_as_it_is_near():
    values = np.full((20_000, 1), 1.0 + 0.3 / 8)
    found = inputs.stochastic(values, 4, 0)
    assert set(found.ravel()) == {1.0, 1.125}
    assert np.mean(found == 1.125) == pytest.approx(0.3, abs=0.015)
    assert np.mean(inputs.stochastic(-values, 4, 0) == -1.125) == pytest.approx(0.3, abs=0.015)


def test_rounding_at_random_leaves_what_has_so_many_bits():
    values = inputs.nearest(np.random.RandomState(1).randn(50, 4), 7)
    assert np.array_equal(inputs.stochastic(values, 7, 3), values)


def test_rounding_at_random_is_of_the_split_and_the_bits_and_alike_for_the_first_rows():
    values = np.random.RandomState(1).randn(39, 5)
    whole = inputs.stochastic(values, 5, 2)
    assert np.array_equal(inputs.stochastic(values[:7], 5, 2), whole[:7])
    assert not np.array_equal(inputs.stochastic(values, 5, 3), whole)
    ups = [inputs.stochastic(np.full((39, 5), 1.0 + 2.0**-bits), bits, 2) > 1 for bits in (5, 6)]
    assert not np.array_equal(*ups)


def test_what_is_behind_rounding_at_random_stays_what_it_is():
    """A half: the first bit of the words that Philox gives."""
    found = inputs.stochastic(np.full((2, 8), 1.5), 1, 0) > 1
    assert found.astype(int).tolist() == [[0, 0, 0, 1, 0, 1, 0, 0], [0, 0, 0, 0, 1, 0, 1, 1]]


def test_a_converter_has_both_ends_and_as_many_codes():
    values = np.linspace(-1.0, 3.0, 10_001)[:, None]
    ranges = np.array([[-1.0], [3.0]])
    found = inputs.converted(values, 8, ranges)
    assert found[0] == -1.0 and found[-1] == 3.0
    assert len(np.unique(found)) == 256
    assert np.abs(found - values).max() <= 2.0 / 255 * (1 + 1e-12)


@pytest.mark.parametrize("kind", [kind for kind in inputs.KINDS if kind.startswith("adc")])
def test_what_a_converter_gives_is_float32(kind):
    values = np.random.RandomState(1).randn(39, 3)
    found = inputs.rounded(values, kind, 0, np.stack([values.min(axis=0), values.max(axis=0)]))
    assert np.array_equal(found, inputs.single(found))


def test_a_column_without_a_range_stays():
    assert np.array_equal(inputs.converted(np.full((3, 1), 2.0), 8, np.array([[2.0], [2.0]])), np.full((3, 1), 2.0))


def test_float64_is_what_it_is():
    values = np.array([HARD])
    assert inputs.rounded(values, "float64", 0, values) is values


@pytest.mark.parametrize("by", [scaling.COLUMNS, scaling.ROWS])
def test_scaling_is_exact_and_undone_exactly(by):
    rows = np.random.RandomState(1).randn(3, 6, 5) * 10.0 ** np.arange(-8, 12, 4)
    found = scaling.scale(rows, by)
    assert np.array_equal(np.frexp(found.columns)[0], np.full((3, 4), 0.5)) and np.array_equal(np.frexp(found.rows)[0], np.full((3, 6), 0.5))
    undone = found.sent / found.rows[..., None]
    undone[..., :-1] /= found.columns[:, None, :]
    assert np.array_equal(undone, rows)
    lengths = np.linalg.norm(found.sent[..., :-1], axis=1 if by == scaling.COLUMNS else 2)
    assert (lengths >= 2**-0.5 * (1 - 1e-9)).all() and (lengths <= 2**0.5 * (1 + 1e-9)).all()
    assert np.array_equal(found.sent[..., -1], rows[..., -1] * found.rows)


def test_nothing_has_no_length_to_scale():
    rows = np.zeros((1, 2, 3))
    assert np.array_equal(scaling.scale(rows, scaling.COLUMNS).columns, np.ones((1, 2)))


def test_the_rows_are_left_alone():
    rows = np.ones((1, 2, 3))
    scaling.scale(rows, scaling.ROWS)
    assert np.array_equal(rows, np.ones((1, 2, 3)))


@pytest.mark.parametrize(("by", "below", "at"), [("raw", True, True), ("columns", False, True), ("rows", True, False), ("standardized", True, True)])
def test_which_sizes_a_scaling_is_for(by, below, at):
    assert (scaling.is_for(by, 4, 5), scaling.is_for(by, 5, 5)) == (below, at)
