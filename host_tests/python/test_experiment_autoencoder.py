# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import pytest
from minnorm.experiments import autoencoder
from minnorm.report import style

import described


def _table(rows):
    return described.table("autoencoder", ("repeat", "points", "step", "what", "x", "y"), rows)


LOSSES = [
    (0, 3, 10, 0, 9.0, 9.0),
    (0, 3, 20, 0, 0.0, 1.1),
    (1, 3, 20, 0, 0.0, 0.9),
    (0, 200, 20, 0, 0.9, 2.0),
    (0, 800, 20, 0, 0.95, 0.98),
]
VECTORS = [(0, 3, 20, 1, 0.5, 0.1), (0, 3, 20, 2, -0.5, 0.3), (0, 200, 20, 1, np.nan, 1.0), (0, 200, 20, 2, 0.2, 0.1)]


def test_values_are_means_and_the_place_of_the_bump():
    values = {value.name: value for value in autoencoder.values(_table(LOSSES + VECTORS))}
    first = values["test loss, T = 3"]
    assert (first.measured, first.reference.value) == (pytest.approx(1.0), 1.0)
    assert first.interval == pytest.approx(1.96 * np.sqrt(0.02 / 2))
    assert values["test loss, T = 200"].reference is None
    assert values["training loss, T = 800"].measured == 0.95
    bump = values["T/n of the largest test loss"]
    assert (bump.measured, bump.reference.value) == (0.4, 0.2)


def test_nothing_measured_has_no_values():
    assert autoencoder.values(_table([])) == []


@pytest.mark.slow
@pytest.mark.parametrize("rows", [LOSSES + VECTORS, LOSSES[2:3], []], ids=["whole", "a repeat without vectors", "nothing"])
def test_any_part_is_drawn(rows):
    for figure in autoencoder.FIGURES:
        assert style.render(replace(figure, size=(3.0, 2.0)), _table(rows), ["png"])["png"].startswith(b"\x89PNG")
