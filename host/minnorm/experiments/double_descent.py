# SPDX-License-Identifier: MIT
"""Grosse, chapter 1, section 4."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import MARKS, SIGMA, TEST, THRESHOLD, TRAIN
from minnorm.report.values import Source, Value, protocol, theory

TITLE = "Grosse, chapter 1: double descent in linear regression (figure 4)"

# Median test error without a ridge by N, of 100 draws.
MEDIANS = {25: 3.46, 50: 129.0, 100: 0.91, 200: 0.345}


def _quantiles(table: Table, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Each N, and the lower quartile, median and upper quartile over repeats at it."""
    numbers = np.unique(table["n"])
    quantiles = [np.nanpercentile(table.where(n=n)[column], [25, 50, 75]) for n in numbers]
    return numbers, np.reshape(quantiles, (-1, 3)).T


def _median(values: np.ndarray) -> tuple[float, float | None]:
    """The median and half the width of its 95% interval, by order statistics; None of fewer than 10 values."""
    values = np.sort(values)
    reach = 0.98 * np.sqrt(len(values))
    low, high = (int(round(len(values) / 2 + side * reach - 0.5)) for side in (-1, 1))
    return float(np.median(values)), float((values[high] - values[low]) / 2) if len(values) >= 10 else None


def _curve(axes: Axes, table: Table, column: str, color: str, label: str, dashes: str = "-") -> None:
    numbers, (low, middle, high) = _quantiles(table, column)
    axes.plot(numbers, middle, dashes, color=color, label=label, zorder=3)
    if dashes == "-":
        axes.fill_between(numbers, low, high, color=color, alpha=0.18, linewidth=0, zorder=2)


def _finish(axes: Axes, table: Table, ylabel: str) -> None:
    axes.axvline(table.parameter("dimension"), label="interpolation threshold, N = D", **THRESHOLD)
    axes.set_yscale("log")
    axes.set_xlim(0, table.parameter("last"))
    axes.set_xlabel("training rows N")
    axes.set_ylabel(ylabel)


def _errors(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    _curve(axes, table, "test", TEST, "test")
    _curve(axes, table, "ridge_test", TEST, "test, ridge λ = 1", ":")
    _curve(axes, table, "train", TRAIN, "train")
    _curve(axes, table, "ridge_train", TRAIN, "train, ridge λ = 1", ":")
    axes.plot(list(MEDIANS), list(MEDIANS.values()), label="median in float64", **MARKS[Source.PROTOCOL])
    _finish(axes, table, "mean squared error")
    axes.set_ylim(1e-3, 1e3)
    axes.set_title("Median of the draws, and the middle half")


def _sigma(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    _curve(axes, table, "sigma_min", SIGMA, "median of the draws, and the middle half")
    _finish(axes, table, "smallest non-zero σ of X")


FIGURES = (
    Figure(
        "figure4a",
        "Figure 4a. Training and test error as rows are added, D = 50. The test error peaks at N = D, and hardly does with a "
        "ridge. At the peak it has no mean over draws, and the median of them is uncertain.",
        _errors,
    ),
    Figure("figure4b", "Figure 4b. The smallest non-zero singular value of the training rows.", _sigma),
)


def values(table: Table) -> list[Value]:
    """Median errors at the published N, and at what N the curves have their extremes. Intervals are of a median."""
    found = []
    for n, known in MEDIANS.items():
        rows = table.where(n=n)
        if len(rows):
            median, interval = _median(rows["test"])
            found.append(Value(f"Figure 4a: median test error, N = {n}", median, protocol(known), interval))
            median, interval = _median(rows["ridge_test"])
            found.append(Value(f"Figure 4a: the same with ridge λ = 1, N = {n}", median, None, interval))
    if len(table):
        dimension = table.parameter("dimension")
        for column, text, extreme in (
            ("test", f"Figure 4a: N with the largest median test error (D = {dimension:g})", np.argmax),
            ("sigma_min", f"Figure 4b: N with the least median σ (D = {dimension:g})", np.argmin),
        ):
            numbers, (_, middle, _) = _quantiles(table, column)
            found.append(Value(text, float(numbers[extreme(middle)]), theory(dimension)))
    return found
