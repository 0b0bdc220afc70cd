# SPDX-License-Identifier: MIT
from dataclasses import replace

import pytest
from minnorm.experiments import geometry
from minnorm.report import style

import described

_COLUMNS = ("repeat", "case", "row", "n", "mode", "sigma", "v1", "v2", "v3")
# Two rows of unit length along x₁ and x₂: σ of X/√N is 1 for N = 1, and 1/√2 twice for N = 2.
_ROWS = [
    (0, 0, 0, 1, 0, 0, 1, 0, 0),
    (0, 0, 1, 1, 1, 1, 1, 0, 0),
    (0, 1, 0, 2, 0, 0, 1, 0, 0),
    (0, 1, 1, 2, 0, 0, 0, 1, 0),
    (0, 1, 2, 2, 1, 0.5**0.5, 1, 0, 0),
    (0, 1, 3, 2, 2, 0.5**0.5, 0, 1, 0),
]


def _table(rows):
    return described.table("geometry", _COLUMNS, rows)


def test_values_are_the_smallest_singular_values():
    (value,) = geometry.values(_table(_ROWS))
    assert "N = 2" in value.name and value.measured == pytest.approx(0.5**0.5) and value.reference is None


def test_values_leave_out_what_is_not_there():
    assert geometry.values(_table(_ROWS[:2])) == []


@pytest.mark.parametrize("figure", geometry.FIGURES, ids=lambda figure: figure.name)
def test_draws_part_of_a_table(figure):
    table = _table(_ROWS)
    drawn = []
    spied = replace(figure, draw=lambda canvas, data: (figure.draw(canvas, data), drawn.append(canvas)), size=(4, 3))
    style.render(spied, table)
    titles = [axes.get_title() for axes in drawn[0].axes]
    assert len(titles) == (2 if figure.name == "modes" else 1)
    assert all(titles)


def test_the_panel_says_how_small_the_smallest_singular_value_is():
    from matplotlib.figure import Figure

    canvas = Figure(layout="constrained")
    geometry.FIGURES[0].draw(canvas, _table(_ROWS))
    assert [axes.get_title() for axes in canvas.axes] == ["N = 1, smallest σ = 1.00", "N = 2, smallest σ = 0.71"]
