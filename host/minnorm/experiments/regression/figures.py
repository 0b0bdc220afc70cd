# SPDX-License-Identifier: MIT
"""Figures 1 to 5 of Schaeffer et al., the factors of equation 1, and rounding's part: one panel per dataset."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter
from minnorm.counts import counted
from minnorm.experiments.regression import equation, mode_figures
from minnorm.experiments.regression.quantiles import medians, spread
from minnorm.experiments.regression.result import Result
from minnorm.report import style
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, NORM, PRODUCT, REFINED, RIDGE, SIGMA, TEST, TRAIN, VARIANCE

RESAMPLES = 1000
_DRAWN = 1e100  # an axis that is set farther has ticks that leave float64
ENOUGH = 20  # splits; a bootstrap interval of fewer says nothing
_ABREAST = 2  # panels
_SIZE = (5.2, 3.7)  # inches, of one
_LEGEND = 0.7


def figures(results: Sequence[Result]) -> list[Figure]:
    """The figures, a dataset beside the other."""
    is_rounded = all(result.parts is not None for result in results)
    chosen = [figure for figure in FIGURES if is_rounded or figure is not ROUNDING]
    return [replace(figure, size=_size(figure, len(results))) for figure in chosen]


def _size(figure: Figure, datasets: int) -> tuple[float, float]:
    """A line of panels for each dataset in equation 1, for each two in all else."""
    width, height = figure.size
    if figure.draw is mode_figures.draw:
        return width, _LEGEND + height * datasets
    return width * min(_ABREAST, datasets), _LEGEND + height * _lines(datasets)


def _lines(datasets: int) -> int:
    return -(-datasets // _ABREAST)


def over_ratio(label: str, panel: Callable[[Axes, Result], None]) -> Callable[[Canvas, Sequence[Result]], None]:
    """What draws panels against D/N; `label` is the y-axis'."""

    def draw(canvas: Canvas, results: Sequence[Result]) -> None:
        columns = min(_ABREAST, len(results))
        for place, result in enumerate(results):
            axes = canvas.add_subplot(_lines(len(results)), columns, place + 1)
            panel(axes, result)
            _finish(axes, result)
            axes.set_ylabel(label if place % columns == 0 else "")

    return draw


def band(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the 95% bootstrap interval of the mean over splits (axis 0). NaN, a fit that failed, is left out."""
    valid = ~np.isnan(values)
    filled = np.where(valid, values, 0.0)
    draws = np.random.default_rng(0).multinomial(len(values), np.full(len(values), 1 / len(values)), size=RESAMPLES)
    counts = np.maximum(draws @ valid, 1)
    low, high = np.percentile(draws @ filled / counts, [2.5, 97.5], axis=0)
    low, high = (np.where(valid.any(axis=0), line, np.nan) for line in (low, high))
    return low, high


def means(values: np.ndarray) -> np.ndarray:
    """Mean over splits (axis 0) of what is no NaN; NaN where nothing is."""
    valid = ~np.isnan(values)
    mean = np.where(valid, values, 0.0).sum(axis=0) / np.maximum(valid.sum(axis=0), 1)
    return np.where(valid.any(axis=0), mean, np.nan)


def _mean(axes: Axes, result: Result, values: np.ndarray, color: Any, label: str, *, has_band: bool = True, **look) -> np.ndarray:
    """The mean over splits, which it returns, with its interval if there are enough of them. Values that are rounding's alone are
    drawn at its size."""
    mean = np.maximum(means(values), result.rounding)
    axes.plot(result.ratio, mean, color=color, label=label, **({"zorder": 3} | look))
    if has_band and len(values) >= ENOUGH:
        low, high = (np.maximum(line, result.rounding) for line in band(values))
        axes.fill_between(result.ratio, low, high, color=color, alpha=0.2, linewidth=0, zorder=2)
    return mean


def draw_median(
    axes: Axes, result: Result, values: np.ndarray, color: str, label: str, *, floor: float | None = None, **look
) -> np.ndarray:
    """The median over splits, which it returns, with the 5% and the 95% quantile; nothing is drawn below `floor`, rounding's."""
    middle, low, high = (np.maximum(line, result.rounding if floor is None else floor) for line in spread(values))
    axes.plot(result.ratio, middle, color=color, label=label, **({"zorder": 3} | look))
    axes.fill_between(result.ratio, low, high, color=color, alpha=0.15, linewidth=0, zorder=2)
    return middle


def _finish(axes: Axes, result: Result) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    if not np.isfinite(axes.dataLim.minposy):  # a logarithmic axis without data cannot be drawn
        axes.set_ylim(0.1, 10.0)
        axes.text(0.5, 0.5, "no fit has a result", transform=axes.transAxes, ha="center")
    axes.axvline(1.0, **style.THRESHOLD, label="interpolation threshold")
    axes.set_title(result.title)
    set_ratios(axes, result.ratio)
    axes.yaxis.set_major_locator(LogLocator(numticks=8))


def set_ratios(axes: Axes, ratio: np.ndarray) -> None:
    """Makes the x-axis one of D/N."""
    axes.set_xlabel("features per training row, D/N")
    axes.set_xlim(ratio.min() / 1.06, ratio.max() * 1.06)
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _error_panel(axes: Axes, result: Result) -> None:
    test = result.sweep.test
    few = "" if len(test) >= ENOUGH else f" ({counted(len(test), 'splits')}: too few for an interval)"
    _mean(axes, result, result.sweep.train, TRAIN, f"train, mean{few}")
    mean = _mean(axes, result, test, TEST, f"test, mean{few}")
    middle = draw_median(axes, result, test, TEST, "test, median, and 5% to 95% of the splits", linestyle="--", linewidth=1.3)
    # The training error below the threshold is rounding's alone.
    frame(axes, mean, middle, spread(test)[2])


def frame(axes: Axes, *lines: np.ndarray) -> None:
    """Puts the axis around these, whatever else is drawn."""
    shown = [line[np.isfinite(line) & (line > 0)] for line in lines]
    if all(line.size and line.max() < _DRAWN for line in shown):
        axes.set_ylim(min(line.min() for line in shown) / 8, 2.5 * max(line.max() for line in shown))


def _cutoff_panel(axes: Axes, result: Result) -> None:
    _mean(axes, result, result.sweep.test, TEST, "test, unablated", has_band=False, linestyle=":", zorder=5)
    last = len(result.sweep.cutoffs) - 1
    colors = colormaps["viridis"](np.linspace(0.0, 0.92, last + 1))
    for index, cutoff in enumerate(result.sweep.cutoffs):
        exponent = f"{np.log10(cutoff):g}".replace("-", "−")
        errors = result.sweep.cutoff_test[..., index]
        _mean(axes, result, errors, colors[index], f"σ ≥ $10^{{{exponent}}}$", has_band=index in (0, last))


def _mode_panel(axes: Axes, result: Result) -> None:
    _mean(axes, result, result.sweep.test, TEST, "test, unablated", has_band=False, linestyle=":", zorder=5)
    most = int(result.sweep.modes.max())
    for count in result.problem.modes:
        if count <= result.problem.dataset.dimension:
            name = f"{count} mode" + ("s" if count > 1 else "")
            color = colormaps["viridis"](0.92 * np.log(count) / np.log(most))
            _mean(axes, result, result.sweep.mode_test[..., result.sweep.modes == count][..., 0], color, name, has_band=False)


def _residual_panel(axes: Axes, result: Result) -> None:
    _mean(axes, result, result.sweep.test, TEST, "test")
    _mean(axes, result, result.sweep.residual_free_test, FREE, "test, no residual (y = Xβ*)")
    _mean(axes, result, result.sweep.residual_free_train, TRAIN, "train, no residual")


def _sigma_panel(axes: Axes, result: Result) -> None:
    floor = float(np.finfo(np.float32).tiny)
    axes.plot(result.ratio, np.maximum(means(result.sweep.sigma_min), floor), ":", color=SIGMA, label="mean", zorder=4)
    draw_median(axes, result, result.sweep.sigma_min, SIGMA, "median, and 5% to 95% of the splits", floor=floor)


def _term_panel(axes: Axes, result: Result) -> None:
    draw_median(axes, result, result.sweep.test, TEST, "test error")
    draw_median(axes, result, result.sweep.residual_free_test, FREE, "bias term, x (X⁺X − I) β*")
    draw_median(axes, result, result.sweep.residual_test, VARIANCE, "variance term, x X⁺ E")
    # The bias from N = D on is rounding's alone.
    frame(axes, *spread(result.sweep.test), *spread(result.sweep.residual_test))
    axes.axhline(result.least_error, color="#888888", linestyle=":", linewidth=1.3, label="mean squared residual of β*, all rows")


def _norm_panel(axes: Axes, result: Result) -> None:
    draw_median(axes, result, result.sweep.norm, NORM, "‖β‖, median, and 5% to 95% of the splits", floor=0.0)
    ideal = float(np.linalg.norm(result.problem.beta))
    axes.axhline(ideal, color="#888888", linestyle=":", linewidth=1.3, label="‖β*‖, least squares on all rows")


def _ridge_panel(axes: Axes, result: Result) -> None:
    """The ridge that is best at each N: that with the least median."""
    draw_median(axes, result, result.sweep.test, TEST, "minimum norm")
    ridges = result.sweep.ridge_test
    middles = np.array([medians(ridges[..., place]) for place in range(ridges.shape[-1])])
    best = np.argmin(np.where(np.isnan(middles), np.inf, middles), axis=0)
    chosen = np.take_along_axis(ridges, best[None, :, None], axis=2)[..., 0]
    draw_median(axes, result, chosen, RIDGE, f"the best of {len(middles)} ridges at each N")


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
    for index, (name, color) in enumerate((*equation.LOOKS.items(), ("product", PRODUCT))):
        middle = equation.medians(smallest[..., index])
        width = 2.6 if index == 3 else 1.5
        axes.plot(result.ratio, np.where(middle > 0, middle, np.nan), color=color, label=name, linewidth=width, zorder=3)


def _rounding_panel(axes: Axes, result: Result) -> None:
    assert result.parts is not None
    least = result.epsilon**2  # 0 has no logarithm, and what is beyond 1/ε² has lost every digit
    by_input, by_algorithm = result.parts.relative()
    names = ("input: rounded before it is sent", "algorithm: what the plain solution adds", "algorithm: what the refined one adds")
    for name, color, part in zip(names, (SIGMA, TEST, REFINED), (by_input, *by_algorithm.values()), strict=True):
        middle, low, high = (np.clip(line, least, 1 / least) for line in spread(part))
        axes.plot(result.ratio, middle, color=color, label=name, zorder=3)
        axes.fill_between(result.ratio, low, high, color=color, alpha=0.15, linewidth=0, zorder=2)
    half = np.full(result.ratio.shape, result.epsilon / 2)
    axes.plot(result.ratio, half, color="#888888", linestyle=":", linewidth=1.4, zorder=1, label="ε/2: one rounding")
    axes.set_ylim(bottom=result.epsilon * 1e-3)


_PROTOCOL = "Splits by NumPy's RandomState(k).permutation, as the authors'."

ROUNDING = Figure(
    "rounding",
    "Beyond the paper: float32's share. How far the board's test error is from float64's, and why; medians, and 5% to 95% of the "
    "splits. The input's part is that of the data rounded to float32, before any algorithm.",
    over_ratio("relative to the exact test error", _rounding_panel),
    _SIZE,
)

FIGURES = (
    Figure(
        "figure1",
        f"Schaeffer et al., figure 1: train and test error of the plain minimum-norm fit. {_PROTOCOL} Bands of means are 95% bootstrap "
        "intervals. The mean at N = D is a matter of luck: its errors' tail falls like z^(−1/2), so that no mean exists there "
        "(./minnorm run threshold draws it), and medians are beside the authors' means.",
        over_ratio("mean squared error", _error_panel),
        _SIZE,
    ),
    Figure(
        "figure2",
        "Schaeffer et al., figure 2, ablation 1: mean test error with singular values below an absolute cutoff left out; intervals of "
        "the first and the last cutoff.",
        over_ratio("test mean squared error", _cutoff_panel),
        _SIZE,
    ),
    Figure(
        "figure3",
        "Schaeffer et al., figure 3, ablation 2: mean test error with test rows projected on the leading singular modes, β unchanged.",
        over_ratio("test mean squared error", _mode_panel),
        _SIZE,
    ),
    Figure(
        "figure4",
        "Schaeffer et al., figure 4, ablation 3: mean error with targets Xβ*, which a linear model explains without residual.",
        over_ratio("mean squared error", _residual_panel),
        _SIZE,
    ),
    Figure(
        "figure5",
        "Schaeffer et al., figure 5: smallest non-zero singular value of the training rows.",
        over_ratio("smallest non-zero σ", _sigma_panel),
        _SIZE,
    ),
    Figure(
        "bias_variance",
        "Schaeffer et al., the two terms of a prediction error, mean squares over the test rows: β = β* + (X⁺X − I)β* + X⁺E with "
        "E = y − Xβ*. The bias term is that of ablation 3, and 0 from N = D on. Medians, and 5% to 95% of the splits.",
        over_ratio("mean square over test rows", _term_panel),
        _SIZE,
    ),
    Figure(
        "norm",
        "Grosse, section 4, on these data: to interpolate near N = D takes a large norm.",
        over_ratio("‖β‖", _norm_panel),
        _SIZE,
    ),
    Figure(
        "ridge",
        "Beyond the paper: ridge regression beside minimum norm, λ = 1, 10⁻², … 10⁻¹² times N and the mean squared feature; at each N "
        "that with the least median. Medians, and 5% to 95% of the splits.",
        over_ratio("test mean squared error", _ridge_panel),
        _SIZE,
    ),
    Figure(
        "factors",
        "Schaeffer et al., equation 1: the three factors of the smallest mode and their product, median over splits, one test row in each.",
        over_ratio("magnitude", _factor_panel),
        _SIZE,
    ),
    Figure(
        "equation1",
        "Schaeffer et al., equation 1 by singular mode, median over splits, one test row in each. Left: the factors and their product at "
        "N = D. Middle: the product below, at and above the threshold. Right: the product at N = D when ablation 1 (σ ≥ 1 only), 2 (x on "
        "its leading D/2 modes only) or 3 (no residual) takes a factor out.",
        mode_figures.draw,
        (13.5, 3.9),
    ),
    ROUNDING,
)
