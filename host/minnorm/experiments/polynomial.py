# SPDX-License-Identifier: MIT
"""Polynomial regression of Schaeffer et al.: 15 points without noise, the peak where there are 15 parameters.

Beside this file stands what the authors published, from mse.csv of their program's results of 30 repeats: means, half
the widths of their 95% intervals, and medians. A board draws the very points that their program drew, so each repeat can agree.
Means near the threshold are carried by one or two repeats whose features have a condition number of 10⁷ to 10⁹, which
doubles resolve and floats do not.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator, ScalarFormatter
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import MARKS, SIGMA, TEST, THRESHOLD, TRAIN
from minnorm.report.values import Source, Value, mean, published

TITLE = "Schaeffer et al.: polynomial regression"
_LISTED = (14, 15, 25)  # numbers of parameters whose mean test error the authors give


def authors() -> dict[int, dict[str, float]]:
    """The published values by number of parameters."""
    with open(Path(__file__).with_suffix(".csv"), newline="") as file:
        return {int(row["parameters"]): {name: float(cell) for name, cell in row.items()} for row in csv.DictReader(file)}


def _sizes(table: Table) -> np.ndarray:
    return np.unique(table["parameters"]).astype(int)


def _repeats(table: Table, column: str, size: int) -> np.ndarray:
    """That column's values of all repeats that have one."""
    found = table.where(parameters=size)[column]
    return found[np.isfinite(found)]


def _statistic(table: Table, column: str, of) -> np.ndarray:
    """`of` the repeats, for each size; NaN where no repeat has a value."""
    repeats = (_repeats(table, column, size) for size in _sizes(table))
    return np.array([of(values) if len(values) else np.nan for values in repeats])


def _finish(axes: Axes, table: Table, label: str) -> None:
    points = table.parameter("points")
    axes.axvline(points, **THRESHOLD, label=f"interpolation threshold, P = {points:.0f}")
    axes.set(xscale="log", yscale="log", xlabel="parameters P", ylabel=label)
    axes.xaxis.set_major_locator(FixedLocator([1, 2, 5, 10, 15, 20, 30, 50, 100, 200]))
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(LogLocator(numticks=10))


def _draw_errors(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    sizes, known, points = _sizes(table), authors(), int(table.parameter("points"))
    low, high = (_statistic(table, "test_mse", lambda values: np.percentile(values, edge)) for edge in (25, 75))
    axes.fill_between(sizes, low, high, color=TEST, alpha=0.2, linewidth=0)
    axes.plot(sizes, _statistic(table, "test_mse", np.median), color=TEST, label="test, median and quartiles")
    axes.plot(sizes, _statistic(table, "test_mse", np.mean), "--", color=TEST, linewidth=1.2, label="test, mean")
    train = _statistic(table, "train_mse", np.mean)
    axes.plot(sizes[sizes < points], train[sizes < points], color=TRAIN, label=f"train, mean, P < {points}")
    shown = [size for size in sizes if size in known]
    axes.plot(shown, [known[size]["median_test"] for size in shown], **MARKS[Source.PUBLISHED], label="published median")
    grey = MARKS[Source.PUBLISHED] | {"color": "#999999", "zorder": 4}
    axes.plot(shown, [known[size]["mean_test"] for size in shown], **grey, label="published mean")
    below = [size for size in shown if size < points]
    axes.plot(below, [known[size]["mean_train"] for size in below], **grey)
    axes.set_title(f"{points} points of y = 2x + cos 25x, Legendre polynomials of degree 1 to P")
    _finish(axes, table, "mean squared error")
    axes.set_ylim(bottom=1e-3)


def _draw_sigma(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    sizes = _sizes(table)
    low, high = (_statistic(table, "sigma_min", lambda values: np.percentile(values, edge)) for edge in (25, 75))
    axes.fill_between(sizes, low, high, color=SIGMA, alpha=0.2, linewidth=0)
    axes.plot(sizes, _statistic(table, "sigma_min", np.median), color=SIGMA, label="smallest σ, median and quartiles")
    least = _statistic(table, "sigma_min", np.min)
    axes.plot(sizes, np.where(least > 0, least, np.nan), ":", color=SIGMA, label="smallest σ, least of all repeats")
    axes.plot(sizes, _statistic(table, "sigma_max", np.median), "--", color=SIGMA, label="largest σ, median")
    axes.set_title("Singular values of the features")
    _finish(axes, table, "singular value")


_PROTOCOL = (
    "Schaeffer et al., polynomial regression. 15 points without noise, x uniform in (−1, 1), Legendre polynomials of degree 1 to P, 1,000 test points, "
    "30 draws as published"
)

FIGURES = (
    Figure(
        "errors",
        f"{_PROTOCOL}. Errors of the minimum-norm fit, beside those of the authors' results. With seed 0 the draws are theirs. Training errors from P = N on "
        "are rounding alone, and not drawn. Means near P = N are carried by draws of a condition number up to 10⁹, which float does not resolve.",
        _draw_errors,
    ),
    Figure(
        "sigma",
        f"{_PROTOCOL}. The smallest singular value of the features is lowest at P = N; where the line breaks off, one is 0 in float.",
        _draw_sigma,
    ),
)


def values(table: Table) -> list[Value]:
    """Medians and means of the test error around the threshold, and how far a median is from its published one at worst."""
    known, repeats = authors(), int(table.parameter("published_repeats"))
    found: list[Value] = []
    differences = []
    for size in _sizes(table):
        errors = _repeats(table, "test_mse", size)
        if size not in known or not len(errors):
            continue
        # As many draws as were published are, with seed 0, the published draws.
        beside: Mapping[str, float | None] = {name: value if len(errors) == repeats else None for name, value in known[size].items()}
        median = Value(f"median test error, P = {size}", float(np.median(errors)), published(beside["median_test"]))
        if len(errors) == repeats and median.difference is not None:
            differences.append(abs(median.difference))
        if size in _LISTED:
            average, interval = map(float, mean(errors))
            name = f"mean test error, P = {size}"
            found += [median, Value(name, average, published(beside["mean_test"], beside["mean_test_interval"]), interval)]
    if differences:
        found.append(Value("largest relative difference of a median test error from the published one", max(differences)))
    return found
