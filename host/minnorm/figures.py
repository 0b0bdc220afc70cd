# SPDX-License-Identifier: MIT
"""Figures 1 to 5 of Schaeffer et al. and the three factors of equation 1, one panel per dataset."""

import io
import multiprocessing
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter

from minnorm import store
from minnorm.errors import UserError
from minnorm.problem import Problem
from minnorm.table import Sweep

RESAMPLES = 1000
_LONG_LEGEND = 4  # more entries than this go below the panel
TRAIN, TEST, FREE, SIGMA = "#4878a8", "#c8553d", "#3a7d44", "#333333"
_TITLES = {"synthetic": "Synthetic", "diabetes": "Diabetes", "california": "California housing", "who": "WHO life expectancy"}
STYLE = {
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "axes.grid": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "legend.frameon": True,
    "legend.framealpha": 0.9,
    "legend.edgecolor": "none",
    "legend.fontsize": 9.5,
    "lines.linewidth": 1.8,
}


@dataclass(frozen=True)
class Result:
    """One dataset's finished sweep. `factors` are the records of docs/WIRE.md, keyed by (split, n, probe)."""

    problem: Problem
    sweep: Sweep
    factors: dict[tuple[int, int, int], list]
    scalar: str

    @property
    def rounding(self) -> float:
        """The error that rounding alone leaves where the exact one is 0. Errors below it are drawn at it: 0 has no logarithm."""
        epsilon = np.finfo(np.float32 if self.scalar == "float" else np.float64).eps
        return float(epsilon**2 * np.mean(self.problem.dataset.target**2))

    @property
    def ratio(self) -> np.ndarray:
        """D/N for N = 1, 2, …"""
        return self.problem.dataset.dimension / np.arange(1, self.sweep.test.shape[1] + 1)


@dataclass(frozen=True)
class Drawing:
    """A figure: its file, what it shows, and what draws one of its panels."""

    file: str
    caption: str
    label: str
    panel: Callable[[Axes, Result], None]
    height: float = 4.3  # inches


def draw_all(results: Sequence[Result], folder: Path) -> list[tuple[str, str]]:
    """Draws every figure into `folder`, each in a process of its own; returns (file, caption) in order.

    Raises UserError if a file cannot be written.
    """
    context = multiprocessing.get_context("fork")
    messages = context.SimpleQueue()
    workers = [context.Process(target=_draw, args=(figure, results, folder, messages), daemon=True) for figure in FIGURES]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        sentence = messages.get() if not messages.empty() else f"The figures in {folder} could not be drawn."
        raise UserError(sentence)
    return [(figure.file, figure.caption) for figure in FIGURES]


def _draw(figure: Drawing, results: Sequence[Result], folder: Path, messages) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its daemons
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        store.write(folder / figure.file, render(figure, results))
    except UserError as error:
        messages.put(str(error))
        raise SystemExit(1) from None


def render(figure: Drawing, results: Sequence[Result]) -> bytes:
    """The figure as a PNG file's bytes."""
    with matplotlib.rc_context(STYLE), np.errstate(over="ignore", invalid="ignore"):  # a mean may leave float64: it is not drawn
        canvas = Figure(figsize=(5.6 * len(results), figure.height), dpi=130, layout="constrained")
        for axes, result in zip(canvas.subplots(1, len(results), squeeze=False)[0], results):
            figure.panel(axes, result)
            _finish(axes, result)
        canvas.axes[0].set_ylabel(figure.label)
        out = io.BytesIO()
        canvas.savefig(out, format="png")
    return out.getvalue()


def band(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean over splits (axis 0) with the ends of its 95% bootstrap interval. NaN, a fit that failed, is left out."""
    valid = ~np.isnan(values)
    filled = np.where(valid, values, 0.0)
    draws = np.random.default_rng(0).multinomial(len(values), np.full(len(values), 1 / len(values)), size=RESAMPLES)
    counts = np.maximum(draws @ valid, 1)
    low, high = np.percentile(draws @ filled / counts, [2.5, 97.5], axis=0)
    mean = filled.sum(axis=0) / np.maximum(valid.sum(axis=0), 1)
    return tuple(np.where(valid.any(axis=0), line, np.nan) for line in (mean, low, high))


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
    dataset = result.problem.dataset
    title = dataset.name if dataset.is_own else _TITLES.get(dataset.name, dataset.name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    if not np.isfinite(axes.dataLim.minposy):  # a logarithmic axis without data cannot be drawn
        axes.set_ylim(0.1, 10.0)
        axes.text(0.5, 0.5, "no fit has a result", transform=axes.transAxes, ha="center")
    axes.axvline(1.0, color="#222222", linestyle="--", linewidth=1.2, zorder=1, label="interpolation threshold")
    axes.set_title(f"{title} (D = {dataset.dimension})")
    axes.set_xlabel("features per training row, D/N")
    axes.set_xlim(result.ratio.min() / 1.06, result.ratio.max() * 1.06)
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_locator(LogLocator(numticks=8))
    _legend(axes)


def _legend(axes: Axes) -> None:
    if len(axes.get_legend_handles_labels()[1]) > _LONG_LEGEND:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncol=4, columnspacing=0.9, handlelength=1.3, fontsize=8.5)
    else:
        axes.legend(loc="best")


def _error_panel(axes: Axes, result: Result) -> None:
    _curve(axes, result, result.sweep.train, TRAIN, "train")
    _curve(axes, result, result.sweep.test, TEST, "test")


def _cutoff_panel(axes: Axes, result: Result) -> None:
    _curve(axes, result, result.sweep.test, TEST, "no cutoff", has_band=False, style=":")
    colors = colormaps["viridis"](np.linspace(0.0, 0.92, len(result.problem.cutoffs)))
    for index, cutoff in enumerate(result.problem.cutoffs):
        exponent = f"{np.log10(cutoff):g}".replace("-", "−")
        _curve(axes, result, result.sweep.cutoff_test[..., index], colors[index], f"σ ≥ $10^{{{exponent}}}$")


def _mode_panel(axes: Axes, result: Result) -> None:
    colors = colormaps["plasma"](np.linspace(0.0, 0.9, len(result.problem.modes)))
    for index, count in enumerate(result.problem.modes):
        if count <= result.problem.dataset.dimension:
            name = f"{count} mode" + ("s" if count > 1 else "")
            _curve(axes, result, result.sweep.mode_test[..., index], colors[index], name)


def _residual_panel(axes: Axes, result: Result) -> None:
    _curve(axes, result, result.sweep.test, TEST, "test")
    _curve(axes, result, result.sweep.residual_free_test, FREE, "test, no residual (y = Xβ*)")
    _curve(axes, result, result.sweep.residual_free_train, TRAIN, "train, no residual")


def _sigma_panel(axes: Axes, result: Result) -> None:
    _curve(axes, result, result.sweep.sigma_min, SIGMA, "mean over splits", floor=np.finfo(np.float32).tiny)


def _factor_panel(axes: Axes, result: Result) -> None:
    """Of the smallest mode, the one that makes the peak."""
    splits, last = result.sweep.test.shape
    values = np.full((3, splits, last), np.nan)
    for (split, n, probe), (*_, inverse, projection, residual) in result.factors.items():
        if probe == 0 and inverse:
            values[:, split, n - 1] = inverse[-1], projection[-1], residual[-1]
    values[~np.isfinite(values)] = np.nan
    names = ("|1/σ|  smallest singular value", "|x·v|  test row on its mode", "|u·E|  residuals on its mode")
    for name, color, value in zip(names, (SIGMA, TRAIN, TEST), np.abs(values)):
        middle = np.array([np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any() else np.nan for column in value.T])
        axes.plot(result.ratio, np.where(middle > 0, middle, np.nan), color=color, label=name, zorder=3)


FIGURES = (
    Drawing("figure1.png", "Figure 1. Train and test error of the minimum-norm fit.", "mean squared error", _error_panel),
    Drawing(
        "figure2.png",
        "Figure 2, ablation 1. Test error with singular values below a cutoff left out.",
        "test mean squared error",
        _cutoff_panel,
        height=5.0,
    ),
    Drawing(
        "figure3.png",
        "Figure 3, ablation 2. Test error with test rows projected on the leading singular modes.",
        "test mean squared error",
        _mode_panel,
        height=5.0,
    ),
    Drawing(
        "figure4.png",
        "Figure 4, ablation 3. Error with targets that a linear model explains without residual.",
        "mean squared error",
        _residual_panel,
    ),
    Drawing(
        "figure5.png",
        "Figure 5. Smallest non-zero singular value of the training rows.",
        "smallest non-zero σ",
        _sigma_panel,
    ),
    Drawing(
        "factors.png",
        "Equation 1. The three factors of the smallest mode, median over splits, one test row in each.",
        "magnitude of the factor",
        _factor_panel,
    ),
)
