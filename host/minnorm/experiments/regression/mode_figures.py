# SPDX-License-Identifier: MIT
"""Equation 1 by singular mode, near the interpolation threshold: a row of panels for each dataset."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, LogLocator
from minnorm.experiments.regression import equation
from minnorm.experiments.regression.result import Result
from minnorm.report.style import PRODUCT


def draw(canvas: Canvas, results: Sequence[Result]) -> None:
    """A row of three panels for each: the factors at N = D, the product around it, and the product with each factor taken out."""
    panels = (_factors, _around, _without)
    for axes_of_one, result in zip(canvas.subplots(len(results), 3, squeeze=False), results):
        for axes, panel, title in zip(axes_of_one, panels, ("N = D", "the product around N = D", "N = D, each factor taken out")):
            axes.set_yscale("log")
            panel(axes, result)
            _finish(axes, result.problem.dataset.dimension)
            axes.set_title(title)
        axes_of_one[0].set_ylabel(f"{result.title}\nmagnitude")


def _finish(axes: Axes, modes: int) -> None:
    axes.xaxis.set_major_locator(FixedLocator(range(1, modes + 1, 1 + modes // 11)))
    axes.set_xlabel("singular mode r, the largest σ first")
    if not np.isfinite(axes.dataLim.minposy):  # a logarithmic axis without data cannot be drawn
        axes.set_ylim(0.1, 10.0)
        axes.text(0.5, 0.5, "no fit has a result", transform=axes.transAxes, ha="center")
    axes.yaxis.set_major_locator(LogLocator(numticks=8))


def _line(axes: Axes, values: np.ndarray, **look) -> None:
    """The medians over splits, of those that are above 0."""
    middle = equation.medians(values)
    axes.plot(np.arange(1, middle.size + 1), np.where(middle > 0, middle, np.nan), **look)


def _at(result: Result, n: int) -> np.ndarray:
    return equation.factors(result.factors, n, len(result.sweep.test))


def _factors(axes: Axes, result: Result) -> None:
    values = _at(result, result.problem.dataset.dimension)
    for (name, color), marker, factor in zip(equation.LOOKS.items(), "os^", values):
        _line(axes, factor, color=color, marker=marker, markersize=4, linewidth=1.4, label=name)
    _line(axes, equation.products(values), color=PRODUCT, marker="D", markersize=5, linewidth=2.8, label="product")


def _around(axes: Axes, result: Result) -> None:
    at, last = result.problem.dataset.dimension, result.sweep.test.shape[1]
    near = {"⌊D/2⌋": at // 2, "D − 2": at - 2, "D": at, "D + 2": at + 2, "2D": 2 * at}
    for color, (name, n) in zip(colormaps["viridis"](np.linspace(0.0, 0.9, len(near))), near.items()):
        look: dict[str, Any] = {"color": color, "linewidth": 1.4}
        if n == at:
            look = {"color": PRODUCT, "linewidth": 2.8, "zorder": 4}
        if 1 <= n <= last:
            _line(axes, equation.products(_at(result, n)), marker="o", markersize=4, label=f"product, N = {name}", **look)


def _without(axes: Axes, result: Result) -> None:
    """A mode whose product is 0 because a factor is missing is marked below the grey line, beside the factor's name."""
    values = _at(result, result.problem.dataset.dimension)
    product = equation.products(values)
    positive = equation.medians(product)
    positive = positive[positive > 0]
    if not positive.size:
        return
    step = (positive.max() / positive.min()) ** 0.08 if positive.size > 1 else 2.0
    floor = positive.min() / step
    # The smaller lie on top.
    looks = zip((PRODUCT, *equation.LOOKS.values()), "Dos^", (9, 6.5, 4, 5))
    for case, (color, marker, size) in zip(equation.cases(values, result.problem), looks):
        kept = np.where(case.removed, 0.0, product)
        kept[np.isnan(product)] = np.nan
        middle = equation.medians(kept)
        modes = np.arange(1, middle.size + 1)
        look = {"color": color, "marker": marker, "markersize": size}
        axes.plot(modes, np.where(middle > 0, middle, np.nan), linewidth=size / 2, label=f"product, {case.name}", **look)
        if case.missing:
            floor /= step
            axes.plot(modes[middle == 0], np.full((middle == 0).sum(), floor), linestyle="none", **look)
            place = axes.get_yaxis_transform()
            axes.text(0.01, floor, f"no {case.missing}", color=color, fontsize=9, va="center", transform=place)
    axes.set_xlim(left=1 - 0.2 * len(positive))
    axes.axhline(positive.min() / step, color="#888888", linewidth=0.8)
