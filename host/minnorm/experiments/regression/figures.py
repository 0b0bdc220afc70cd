# SPDX-License-Identifier: MIT
"""Figures 1 to 5 of Schaeffer et al., the factors of equation 1, and rounding's part: one panel per dataset."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter
from minnorm.experiments.regression import equation, mode_figures
from minnorm.experiments.regression.result import Result
from minnorm.report import style
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, SIGMA, TEST, TRAIN

RESAMPLES = 1000
_PANEL = 5.6  # inches, the width of one
_HEIGHT = 4.3


def figures(results: Sequence[Result]) -> list[Figure]:
    """The figures, a dataset beside the other."""
    is_rounded = all(result.parts is not None for result in results)
    chosen = [figure for figure in FIGURES if is_rounded or figure is not ROUNDING]
    return [replace(figure, size=(figure.size[0] * len(results), figure.size[1])) for figure in chosen]


def _over_ratio(label: str, panel: Callable[[Axes, Result], None]) -> Callable[[Canvas, Sequence[Result]], None]:
    """What draws panels against D/N; `label` is the y-axis'."""

    def draw(canvas: Canvas, results: Sequence[Result]) -> None:
        for axes, result in zip(canvas.subplots(1, len(results), squeeze=False)[0], results):
            panel(axes, result)
            _finish(axes, result)
        canvas.axes[0].set_ylabel(label)

    return draw


def band(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean over splits (axis 0) with the ends of its 95% bootstrap interval. NaN, a fit that failed, is left out."""
    valid = ~np.isnan(values)
    filled = np.where(valid, values, 0.0)
    draws = np.random.default_rng(0).multinomial(len(values), np.full(len(values), 1 / len(values)), size=RESAMPLES)
    counts = np.maximum(draws @ valid, 1)
    low, high = np.percentile(draws @ filled / counts, [2.5, 97.5], axis=0)
    mean = filled.sum(axis=0) / np.maximum(valid.sum(axis=0), 1)
    mean, low, high = (np.where(valid.any(axis=0), line, np.nan) for line in (mean, low, high))
    return mean, low, high


def _curve(
    axes: Axes,
    result: Result,
    values: np.ndarray,
    color: str | np.ndarray,
    label: str,
    *,
    has_band: bool = True,
    style: str = "-",
    floor: float | None = None,
) -> None:
    """The mean over splits and its band; values below `floor`, which is rounding's unless given, are drawn at it."""
    floor = result.rounding if floor is None else floor
    mean, low, high = (np.maximum(line, floor) for line in band(values))
    # A dotted line over the others, which show between its dots.
    axes.plot(result.ratio, mean, style, color=color, label=label, zorder=4 if style == ":" else 3)
    if has_band:
        axes.fill_between(result.ratio, low, high, color=color, alpha=0.2, linewidth=0, zorder=2)


def _finish(axes: Axes, result: Result) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    if not np.isfinite(axes.dataLim.minposy):  # a logarithmic axis without data cannot be drawn
        axes.set_ylim(0.1, 10.0)
        axes.text(0.5, 0.5, "no fit has a result", transform=axes.transAxes, ha="center")
    axes.axvline(1.0, **style.THRESHOLD, label="interpolation threshold")
    axes.set_title(result.title)
    axes.set_xlabel("features per training row, D/N")
    axes.set_xlim(result.ratio.min() / 1.06, result.ratio.max() * 1.06)
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_locator(LogLocator(numticks=8))


def _error_panel(axes: Axes, result: Result) -> None:
    _curve(axes, result, result.sweep.train, TRAIN, "train")
    _curve(axes, result, result.sweep.test, TEST, "test")


def _cutoff_panel(axes: Axes, result: Result) -> None:
    _curve(axes, result, result.sweep.test, TEST, "no cutoff", has_band=False, style=":")
    colors = colormaps["viridis"](np.linspace(0.0, 0.92, len(result.sweep.cutoffs)))
    for index, cutoff in enumerate(result.sweep.cutoffs):
        exponent = f"{np.log10(cutoff):g}".replace("-", "−")
        _curve(axes, result, result.sweep.cutoff_test[..., index], colors[index], f"σ ≥ $10^{{{exponent}}}$")


def _mode_panel(axes: Axes, result: Result) -> None:
    counts = result.problem.modes
    for count, color in zip(counts, colormaps["plasma"](np.linspace(0.0, 0.9, len(counts)))):
        if count <= result.problem.dataset.dimension:
            name = f"{count} mode" + ("s" if count > 1 else "")
            _curve(axes, result, result.sweep.mode_test[..., result.sweep.modes == count][..., 0], color, name)


def _residual_panel(axes: Axes, result: Result) -> None:
    _curve(axes, result, result.sweep.test, TEST, "test")
    _curve(axes, result, result.sweep.residual_free_test, FREE, "test, no residual (y = Xβ*)")
    _curve(axes, result, result.sweep.residual_free_train, TRAIN, "train, no residual")


def _sigma_panel(axes: Axes, result: Result) -> None:
    _curve(axes, result, result.sweep.sigma_min, SIGMA, "mean over splits", floor=float(np.finfo(np.float32).tiny))


def _factor_panel(axes: Axes, result: Result) -> None:
    """Of the smallest mode, the one that makes the peak."""
    splits, last = result.sweep.test.shape
    smallest = np.full((splits, last, 4), np.nan)
    for n in range(1, last + 1):
        values = equation.factors(result.factors, n, splits)
        for split, known in enumerate(~np.isnan(values[0])):
            if known.any():
                factors = values[:, split, np.flatnonzero(known)[-1]]
                smallest[split, n - 1] = *factors, factors.prod()
    names = ("1/σ", "|x·v|  test row", "|u·E|  residuals", "product")
    for index, (name, color) in enumerate(zip(names, (SIGMA, TRAIN, TEST, FREE))):
        middle = equation.medians(smallest[..., index])
        width = 2.6 if index == 3 else 1.5
        axes.plot(result.ratio, np.where(middle > 0, middle, np.nan), color=color, label=name, linewidth=width, zorder=3)


def _rounding_panel(axes: Axes, result: Result) -> None:
    if result.parts is None:
        return
    least = result.epsilon**2  # 0 has no logarithm, and what is beyond 1/ε² has lost every digit
    names = ("input's part: rounded before it is sent", "algorithm's part: what the board adds")
    for name, color, part in zip(names, (TRAIN, TEST), result.parts.relative()):
        known = [column[np.isfinite(column)] for column in part.T]
        spread = [np.percentile(column, [2.5, 50, 97.5]) if column.size else np.full(3, np.nan) for column in known]
        low, middle, high = np.clip(np.array(spread).T, least, 1 / least)
        axes.plot(result.ratio, middle, color=color, label=name, zorder=3)
        axes.fill_between(result.ratio, low, high, color=color, alpha=0.2, linewidth=0, zorder=2)
    half = np.full(result.ratio.shape, result.epsilon / 2)
    axes.plot(result.ratio, half, color="#888888", linestyle=":", linewidth=1.4, zorder=1, label="ε/2: one rounding")
    axes.set_ylim(bottom=result.epsilon * 1e-3)


ROUNDING = Figure(
    "rounding",
    "Rounding. How far the board's test error is from float64's, and why: median over splits, and 95% of them.",
    _over_ratio("relative to the exact test error", _rounding_panel),
    (_PANEL, 4.8),
)

FIGURES = (
    Figure(
        "figure1",
        "Figure 1. Train and test error of the minimum-norm fit.",
        _over_ratio("mean squared error", _error_panel),
        (_PANEL, _HEIGHT),
    ),
    Figure(
        "figure2",
        "Figure 2, ablation 1. Test error with singular values below a cutoff left out.",
        _over_ratio("test mean squared error", _cutoff_panel),
        (_PANEL, 5.0),
    ),
    Figure(
        "figure3",
        "Figure 3, ablation 2. Test error with test rows projected on the leading singular modes.",
        _over_ratio("test mean squared error", _mode_panel),
        (_PANEL, 5.0),
    ),
    Figure(
        "figure4",
        "Figure 4, ablation 3. Error with targets that a linear model explains without residual.",
        _over_ratio("mean squared error", _residual_panel),
        (_PANEL, _HEIGHT),
    ),
    Figure(
        "figure5",
        "Figure 5. Smallest non-zero singular value of the training rows.",
        _over_ratio("smallest non-zero σ", _sigma_panel),
        (_PANEL, _HEIGHT),
    ),
    Figure(
        "factors",
        "Equation 1. The three factors of the smallest mode and their product, median over splits, one test row in each.",
        _over_ratio("magnitude", _factor_panel),
        (_PANEL, _HEIGHT),
    ),
    Figure(
        "equation1",
        "Equation 1 by singular mode, median over splits, one test row in each. Top: the factors and their product at N = D. "
        "Middle: the product below, at and above the threshold. Bottom: the product at N = D when ablation 1 (σ ≥ 1 only), "
        "2 (x on its leading D/2 modes only) or 3 (no residual) takes a factor out; |Σ| is the sum over modes.",
        mode_figures.draw,
        (_PANEL, 12.5),
    ),
    ROUNDING,
)
