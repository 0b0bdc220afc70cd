# SPDX-License-Identifier: MIT
"""Equation 1 by singular mode, near the interpolation threshold: one column per dataset."""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, LogLocator
from minnorm.experiments.regression import equation
from minnorm.experiments.regression.result import Result
from minnorm.report.style import FREE, SIGMA, TEST, TRAIN

_PRODUCT = "|1/σ · x·v · u·E|"


def draw(canvas: Canvas, results: Sequence[Result]) -> None:
    """Three rows of panels: the factors at N = D, the product around it, and the product with each factor taken out."""
    rows = canvas.subplots(3, len(results), squeeze=False)
    panels = (_factors, _around, _without)
    for place, result in enumerate(results):
        for axes, panel in zip(rows[:, place], panels):
            axes.set_yscale("log")
            panel(axes, result)
            _finish(axes, result.problem.dataset.dimension)
        rows[0, place].set_title(result.title)
    for axes, label in zip(rows[:, 0], ("magnitude at N = D", _PRODUCT, f"{_PRODUCT} at N = D")):
        axes.set_ylabel(label)


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
    names = ("1/σ", "|x·v|  test row", "|u·E|  residuals")
    for name, color, marker, factor in zip(names, (SIGMA, TRAIN, TEST), "os^", values):
        _line(axes, factor, color=color, marker=marker, markersize=4, linewidth=1.4, label=name)
    _line(axes, equation.products(values), color=FREE, marker="D", markersize=5, linewidth=2.8, label=f"product {_PRODUCT}")


def _around(axes: Axes, result: Result) -> None:
    at, last = result.problem.dataset.dimension, result.sweep.test.shape[1]
    near = {at // 2: "⌊D/2⌋", at - 2: "D − 2", at: "D", at + 2: "D + 2", 2 * at: "2D"}
    near = {n: name for n, name in near.items() if 1 <= n <= last}
    colors = colormaps["viridis"](np.linspace(0.0, 0.9, len(near)))
    for color, (n, name) in zip(colors, near.items()):
        look = {"color": FREE, "linewidth": 2.8, "zorder": 4} if n == at else {"color": color, "linewidth": 1.4}
        _line(axes, equation.products(_at(result, n)), marker="o", markersize=4, label=f"N = {name} = {n}", **look)


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
    looks = ((FREE, "D", 9), (SIGMA, "o", 6.5), (TRAIN, "s", 4), (TEST, "^", 5))  # the smaller lie on top
    for case, (color, marker, size) in zip(equation.cases(values, result.problem), looks):
        total = equation.median_sum(values, case)
        kept = np.where(case.removed, 0.0, product)
        kept[np.isnan(product)] = np.nan
        middle = equation.medians(kept)
        modes = np.arange(1, middle.size + 1)
        look = {"color": color, "marker": marker, "markersize": size}
        label = f"{case.name}: |Σ| = {total:.2g}"
        axes.plot(modes, np.where(middle > 0, middle, np.nan), linewidth=size / 2, label=label, **look)
        if case.missing:
            floor /= step
            axes.plot(modes[middle == 0], np.full((middle == 0).sum(), floor), linestyle="none", **look)
            place = axes.get_yaxis_transform()
            axes.text(0.01, floor, f"no {case.missing}", color=color, fontsize=9, va="center", transform=place)
    axes.set_xlim(left=1 - 0.2 * len(positive))
    axes.axhline(positive.min() / step, color="#888888", linewidth=0.8)
