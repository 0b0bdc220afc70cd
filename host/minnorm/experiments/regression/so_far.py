# SPDX-License-Identifier: MIT
"""The regression while it is computed: test error and smallest singular value of every split, and what stands behind a point."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.experiments import sheets
from minnorm.experiments.glimpse import Detail, Glimpse
from minnorm.experiments.regression import equation, sweep
from minnorm.experiments.regression.figures import draw_median, frame, over_ratio
from minnorm.experiments.regression.problem import Problem
from minnorm.experiments.regression.quantiles import spread
from minnorm.experiments.regression.result import Result
from minnorm.link.recording import Recording
from minnorm.link.table import Table
from minnorm.report import numbers
from minnorm.report.figure import Figure
from minnorm.report.style import PRODUCT, SIGMA, TEST

_FACTORS = "factors"  # the board's second table
_SIZE = (9.0, 4.0)
_POINTS = 100  # splits: more hide one another
_QUANTILES = "median, and 5% to 95% of the splits"


def glimpse(problems: Sequence[Problem], recordings: Sequence[Recording], scalar: str) -> Glimpse:
    """The figures of the splits that are complete; a dataset has a panel from its first split on."""
    results = []
    for one, recording in zip(problems, recordings, strict=True):
        if recording.description is not None and len(records := recording.table(sheets.RECORDS)):
            results.append(Result(one, sweep.of(records), Table({}), scalar))
    return Glimpse(FIGURES if results else (), results)


def detail(problems: Sequence[Problem], recordings: Sequence[Recording], key: str, place: int) -> Detail | None:
    """The fit behind a point: `key` is the dataset, `place` goes over N and then over the splits."""
    known = {one.name: recording for one, recording in zip(problems, recordings, strict=True) if recording.description is not None}
    if key not in known:
        return None
    records = known[key].table(sheets.RECORDS)
    if place >= len(records):
        return None
    split, n = int(records["repeat"][place]), int(records["n"][place])
    found = known[key].table(_FACTORS).where(repeat=split, n=n, probe=0)
    if not len(found):
        return None
    factors = np.array([found[column] for column in equation.FACTORS])
    with np.errstate(divide="ignore"):
        sigmas = 1.0 / factors[0]
    columns = [found["mode"], sigmas, *np.abs(factors), np.abs(equation.products(factors))]
    rows = [[f"{row[0]:g}", *(numbers.text(value, 4) for value in row[1:])] for row in zip(*columns)]
    title = f"{key}, split {split}, N = {n}"
    return Detail(title, ("mode", "σ", *equation.LOOKS, "product"), rows, MODES, factors)


def _each_split(axes: Axes, result: Result, values: np.ndarray, color: str) -> None:
    shown = values[:_POINTS]
    label = "each split" if len(values) <= _POINTS else f"each of the first {_POINTS} splits"
    axes.plot(np.tile(result.ratio, len(shown)), np.where(shown > 0, shown, np.nan).ravel(), ".", color=color, alpha=0.4, label=label, gid=result.problem.name)


def _panel(of: Callable[[Result], np.ndarray], color: str, floor: float | None = None) -> Callable[[Axes, Result], None]:
    def panel(axes: Axes, result: Result) -> None:
        values = of(result)
        middle = draw_median(axes, result, values, color, _QUANTILES, floor=floor)
        _each_split(axes, result, values, color)
        frame(axes, middle, *spread(values)[1:])

    return panel


def _modes(canvas: Canvas, factors: np.ndarray) -> None:
    axes = canvas.subplots()
    modes = np.arange(1, factors.shape[1] + 1)
    for (name, color), marker, values in zip(equation.LOOKS.items(), "os^", np.abs(factors)):
        axes.semilogy(modes, np.where(values > 0, values, np.nan), color=color, marker=marker, markersize=4, label=name)
    products = np.abs(equation.products(factors))
    axes.semilogy(modes, np.where(products > 0, products, np.nan), color=PRODUCT, marker="D", markersize=5, label="product")
    axes.set_xlabel("singular mode r, the largest σ first")
    axes.set_ylabel("magnitude")


MODES = Figure("modes", "Equation 1 by singular mode: the factors of the first test row, and their product.", _modes)
FIGURES = (
    Figure(
        "test_error",
        "Schaeffer et al., figure 1: test error of the minimum-norm fit. A point is a split; a click on it shows its singular values and factors.",
        over_ratio("test mean squared error", _panel(lambda result: result.sweep.test, TEST)),
        _SIZE,
    ),
    Figure(
        "sigma_min",
        "Schaeffer et al., figure 5: smallest non-zero singular value of the training rows.",
        over_ratio("smallest non-zero σ", _panel(lambda result: result.sweep.sigma_min, SIGMA, float(np.finfo(np.float32).tiny))),
        _SIZE,
    ),
)
