# SPDX-License-Identifier: MIT
"""The drawings and values of deep-linear, on tables with known answers."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from minnorm.experiments import deep_linear
from minnorm.link.table import Table
from minnorm.report import style
from minnorm.report.values import Reference, Source

import described

COLUMNS = ("repeat", "case", "row", "dimension", "alpha", "beta", "steps", "loss", "risk", "distance", "inside", "outside")
TERMS = {"outside_risk": 0.5, "bias": 0.25, "variance": 1.0, "least_norm_risk": 1.1, "least_norm_bias": 0.125}


def made(repeats: int = 2) -> Table:
    """Of each setting, `repeats` runs whose mean is the published one, in intervals of 0.098."""
    settings = {(one.dimension, one.alpha, one.beta): one for one in deep_linear._published()}
    rows = [
        (repeat, case, 0, *key, 100, 1e-7, one.risk + (repeat - (repeats - 1) / 2) / 10, one.distance, 1e-5, one.distance)
        for repeat in range(repeats)
        for case, (key, one) in enumerate(settings.items())
    ]
    return described.table("deep-linear", (*COLUMNS, *TERMS), [(*row, *TERMS.values()) for row in rows])


def named(table: Table, *words: str) -> list:
    return [value for value in deep_linear.values(table) if all(word in value.name for word in words)]


def test_every_published_point_has_its_setting_once() -> None:
    points = deep_linear._published()
    assert len(points) == 90
    assert len({point[:4] for point in points}) == 90
    assert len({point[1:4] for point in points}) == 86


def test_values_stand_beside_what_was_published() -> None:
    [value] = named(made(), "figure 1 top", "d = 1000", "α = 0.001", "excess risk")
    assert value.reference == Reference(0.906321, Source.PUBLISHED, 0.0425272)
    assert value.interval == pytest.approx(1.96 * 0.1 / 2)  # of two runs that are 0.1 apart


def test_each_listed_number_is_a_value() -> None:
    ends = named(made(), "excess risk")
    assert len([value for value in ends if "figure 1" in value.name]) == 12
    assert [value.reference.value for value in ends if "figure 3, d = 2000" in value.name] == [0.397557, 0.404775, 1.1366]
    assert len(ends) == 18
    assert [value.reference.value for value in named(made(), "top", "α = 0.001", "‖Θ − Θ_ℓ2‖²")] == [5.95539, 27.1487, 70.2191]


def test_share_of_points_within_both_intervals() -> None:
    table = made()
    [share] = named(table, "% of 90 risks")
    assert share.measured == 100.0
    table["risk"][table["dimension"] == 2000] += 1.0
    [share] = named(table, "% of 90 risks")
    assert share.measured == pytest.approx(100 * (90 - 23) / 90)


def test_constants_of_theorem_3_1() -> None:
    table = made().where(dimension=2000)
    [variance] = named(table, "bounds the variance")
    assert variance.measured == pytest.approx(1.0 / (3 * (0.1 + 100 / 1990)))
    [bias] = named(table, "bounds the bias")
    assert bias.measured == pytest.approx(0.125 / 0.199)


def test_effective_ranks() -> None:
    assert deep_linear.effective_ranks(deep_linear.spectrum(made(), 2000), 100) == pytest.approx((10, 19.9, 1990, 1990))
    assert deep_linear.effective_ranks(np.full(50, 0.5), 20, b=2) == pytest.approx((0, 25, 50, 50))
    assert deep_linear.effective_ranks(np.array([4.0, 2.0, 1.0, 1.0]), 1, b=2) == pytest.approx((0, 8, 2, 64 / 22))
    assert deep_linear.effective_ranks(np.ones(50), 100) is None


@pytest.mark.parametrize("rows", [[], [0], [3, 3], list(range(40))])
def test_part_of_a_table_is_drawn_and_valued(rows: list[int]) -> None:
    table = made(1).at(np.array(rows, dtype=int))
    table["risk"][1:2] = np.nan
    for figure in deep_linear.FIGURES:
        figure.draw(Figure(), table)
    deep_linear.values(table)


def test_figure_is_rendered_with_a_curve_for_each_dimension() -> None:
    figure = Figure()
    deep_linear._draw_figure_1(figure, made())
    labels = [line.get_label() for line in figure.axes[0].lines]
    assert [label for label in labels if label.startswith("d = ")] == ["d = 500", "d = 1000", "d = 2000"]
    drawing = deep_linear.FIGURES[1]
    assert style.render(drawing, made())["png"].startswith(b"\x89PNG")
