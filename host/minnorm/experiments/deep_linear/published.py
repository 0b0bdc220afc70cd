# SPDX-License-Identifier: MIT
"""Chatterji & Long, figures 1 and 3: what they published is in published.csv, means of 20 runs from the results of their code
(https://github.com/niladri-chatterji/Benign-Deep-Linear), with half the widths of the 95% intervals."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from minnorm.link.table import Table
from minnorm.report.values import mean


class Published(NamedTuple):
    """A point of a published figure: 1 top (α varies), 1 bottom (β varies) or 3 (d varies)."""

    figure: str
    dimension: int
    alpha: float
    beta: float
    risk: float
    risk_interval: float
    distance: float
    distance_interval: float


@cache
def every() -> tuple[Published, ...]:
    """All of them."""
    with Path(__file__).with_suffix(".csv").open(encoding="ascii") as lines:
        return tuple(
            Published(row.pop("figure"), int(row.pop("dimension")), *map(float, row.values())) for row in csv.DictReader(lines)
        )


def points(figure: str, **fixed: float) -> list[Published]:
    """Those of a figure with these settings."""
    return [one for one in every() if one.figure == figure and all(getattr(one, key) == fixed[key] for key in fixed)]


def comparable(column: str) -> list[Published]:
    """Those at which the column means something: with α = 0 the distance is what training left over."""
    return [point for point in every() if column == "risk" or point.alpha > 0]


def repeated(table: Table) -> Table:
    """The trained networks of the published settings."""
    return table.where(kind="trained", sweep="published")


def at(table: Table, point: Published) -> np.ndarray:
    """The rows with the point's settings."""
    near = [np.isclose(table[name], getattr(point, name), rtol=1e-4, atol=1e-9) for name in ("dimension", "alpha", "beta")]
    return np.logical_and.reduce(near)


def measured(table: Table, column: str, point: Published) -> tuple[float, float]:
    """Mean of the column at the point's settings and its interval; NaN where there are too few rows."""
    return mean_of(table[column][at(table, point)])


def mean_of(values: np.ndarray) -> tuple[float, float]:
    """Their mean and its interval; NaN where there are too few."""
    if not len(values):
        return np.nan, np.nan
    middle, interval = mean(values)
    return float(middle), float(interval)
