# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import pytest
from minnorm.experiments.regression import drivers
from minnorm.experiments.regression.datasets import Dataset


def dataset(rows: int = 60) -> Dataset:
    """Its first two columns nearly agree, and one test row lies where they do not."""
    source = np.random.RandomState(5)
    features = source.randn(rows, 4)
    features[:, 1] = features[:, 0] + 1e-3 * features[:, 1]
    features[17, 1] += 5.0
    return Dataset("own", "own.csv", ("a", "b", "c", "d"), "y", features, source.randn(rows))


def test_the_direction_and_the_row_that_drive_the_peak_are_found():
    found = drivers.find(dataset(), 20)
    assert np.abs(found.direction) == pytest.approx([0.707, 0.707, 0.0, 0.0], abs=0.03)
    assert found.direction[0] * found.direction[1] < 0
    assert found.rows[0] == 17 and found.shares[0] > 0.5
    assert found.condition > 100 and found.agreement > 0.95
    assert found.direction[np.argmax(np.abs(found.direction))] > 0


def test_directions_that_differ_from_split_to_split_are_none_in_common():
    source = np.random.RandomState(6)
    plain = Dataset("own", "own.csv", tuple("abcdefgh"), "y", source.randn(200, 8), source.randn(200))
    found = drivers.find(plain, 30)
    assert found.agreement < 0.5
    assert "none in common" in drivers._direction(plain, found)


def test_they_are_said_in_words():
    class Swept:
        test = np.tile([1.0, 2.0, 4.0, 80.0, 8.0], (20, 1))
        sigma_min = np.ones((20, 5))

    said = dict(drivers.facts(dataset(), Swept))
    where, sigma, direction, rows = said.values()
    assert where == "N = D = 4: the median test error there is 80, 10 times that at N = 5"
    assert "a " in direction and "b " in direction and "c " not in direction
    assert rows.startswith("18 (")
    Swept.test[:, 1] = 90.0
    where, *_ = dict(drivers.facts(dataset(), Swept)).values()
    assert where.endswith("; the largest is 90, at N = 2")
    Swept.test = Swept.test[:, :3]
    assert drivers.facts(dataset(), Swept) == []


def test_units_make_no_difference():
    plain = dataset()
    scaled = replace(plain, features=plain.features * [1e9, 1e-6, 1.0, 1e3])
    one, other = drivers.find(plain, 20), drivers.find(scaled, 20)
    assert other.direction == pytest.approx(one.direction, abs=1e-6)
    assert other.shares == pytest.approx(one.shares, rel=1e-6) and other.rows.tolist() == one.rows.tolist()
