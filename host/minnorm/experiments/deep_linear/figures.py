# SPDX-License-Identifier: MIT
"""Figures 1 and 3, and the terms that the risk is made of."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, NullFormatter
from minnorm.experiments.deep_linear import theory
from minnorm.experiments.deep_linear.published import Published, at, mean_of, points, repeated
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, MARKS, SIGMA, TEST, TRAIN
from minnorm.report.values import Source

MILLION = 1e6  # α² and β² are drawn in millionths
SHAPE = "shape of the bound, c = 1: "

_CROSS = MARKS[Source.PUBLISHED] | {"elinewidth": 0.8, "capsize": 2}


def curve(axes: Axes, x: Sequence[float] | np.ndarray, samples: Sequence[np.ndarray], **look) -> None:
    """The means of the samples, one for each x, with a band of their intervals."""
    means, intervals = np.reshape([mean_of(values) for values in samples], (-1, 2)).T
    there = ~np.isnan(means)
    places, means, intervals = np.asarray(x)[there], means[there], np.nan_to_num(intervals[there])
    axes.plot(places, means, **({"marker": "o", "markersize": 3, "zorder": 3} | look))
    axes.fill_between(places, means - intervals, means + intervals, color=look["color"], alpha=0.2, linewidth=0, zorder=2)


def shape(axes: Axes, x: Sequence[float] | np.ndarray, samples: Sequence[np.ndarray], label: str, **look) -> None:
    """A bound without its constant."""
    curve(axes, x, samples, label=SHAPE + label, **({"linestyle": ":", "marker": ""} | look))


def _at(table: Table, values: np.ndarray, of: Sequence[Published]) -> list[np.ndarray]:
    return [values[at(table, point)] for point in of]


def _crosses(axes: Axes, column: str, of: Sequence[Published], x: Sequence[float], color: str) -> None:
    values, bars = ([getattr(point, name) for point in of] for name in (column, f"{column}_interval"))
    axes.errorbar(x, values, bars, **(_CROSS | {"color": color}))


def _explain_crosses(axes: Axes) -> None:
    axes.errorbar([], [], [], label="published, 95% interval", **_CROSS)


def _sweep_panel(axes: Axes, table: Table, figure: str, scale: str, column: str) -> None:
    for dimension, color in zip((500, 1000, 2000), (TRAIN, FREE, TEST)):
        here = points(figure, dimension=dimension)
        x = [MILLION * getattr(point, scale) ** 2 for point in here]
        curve(axes, x, _at(table, table[column], here), color=color, label=f"d = {dimension}")
        _crosses(axes, column, here, x, color)
    _explain_crosses(axes)
    axes.set_ylim(bottom=0.0)


def _draw_figure_1(canvas: Canvas, whole: Table) -> None:
    table = repeated(whole)
    panels = canvas.subplots(2, 2)
    sweeps = (("1 top", "alpha", "α", "first"), ("1 bottom", "beta", "β", "last"))
    for (risk, distance), (figure, scale, symbol, layer) in zip(panels, sweeps):
        _sweep_panel(risk, table, figure, scale, "risk")
        _sweep_panel(distance, table, figure, scale, "distance")
        risk.set_title(f"{layer} layer's start varies: excess risk")
        distance.set_title("distance from the least-norm interpolant")
        risk.set_ylabel("E‖xΘ − xΘ*‖²")
        distance.set_ylabel("‖Θ − Θ$_{ℓ2}$‖²")
        for axes in (risk, distance):
            axes.set_xlabel(f"variance {symbol}² of the {layer} layer at the start (10⁻⁶)")


def _draw_figure_3(canvas: Canvas, whole: Table) -> None:
    table = repeated(whole)
    risk, distance = canvas.subplots(1, 2)
    for axes, column in ((risk, "risk"), (distance, "distance")):
        for alpha, name, color in ((0.0, "0", TRAIN), (1e-4, "10⁻⁸", FREE), (1e-3, "10⁻⁶", TEST)):
            here = points("3", alpha=alpha)
            x = [point.dimension for point in here]
            curve(axes, x, _at(table, table[column], here), color=color, label=f"α² = {name}")
            _crosses(axes, column, here, x, color)
        _explain_crosses(axes)
        axes.set_yscale("log")
        axes.set_xlabel("input dimension d")
    risk.yaxis.set_major_locator(FixedLocator([0.3, 0.5, 1, 2, 3, 5]))
    risk.yaxis.set_major_formatter("{x:g}")
    risk.yaxis.set_minor_formatter(NullFormatter())
    risk.set_title("excess risk")
    risk.set_ylabel("E‖xΘ − xΘ*‖²")
    distance.set_title("distance from the least-norm interpolant")
    distance.set_ylabel("‖Θ − Θ$_{ℓ2}$‖²")


_TERMS = (
    ("variance", "variance of Θ$_{ℓ2}$, tr(Ωᵀ C Ω)", "q log(q/δ) (k/n + n/R$_k$), δ = 0.01", TRAIN),
    ("outside_risk", "part outside of the rows, tr(Θ$_⊥$ᵀ B Θ$_⊥$)", "Ξ = s$_k$/n · ‖Θ$_⊥$‖²", TEST),
    ("least_norm_bias", "bias of Θ$_{ℓ2}$, tr(Θ*ᵀ B Θ*)", "s$_k$/n · ‖Θ*‖²", FREE),
)


def _term_panel(axes: Axes, table: Table, of: Sequence[Published], x: Sequence[float]) -> None:
    curve(axes, x, _at(table, table["risk"], of), color=SIGMA, label="risk")
    bounds = theory.bounds(table)
    for column, name, bound, color in _TERMS:
        curve(axes, x, _at(table, _positive(table[column]), of), color=color, label=name)
        shape(axes, x, _at(table, _positive(bounds[column]), of), bound, color=color)
    axes.set_yscale("log")


def _positive(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, values, np.nan)


def _draw_terms(canvas: Canvas, whole: Table) -> None:
    table = repeated(whole)
    first, last, dimension = canvas.subplots(1, 3, sharey=True)
    for axes, figure, scale, symbol in ((first, "1 top", "alpha", "α"), (last, "1 bottom", "beta", "β")):
        here = points(figure, dimension=2000)
        _term_panel(axes, table, here, [MILLION * getattr(point, scale) ** 2 for point in here])
        axes.set_xlabel(f"variance {symbol}² at the start (10⁻⁶)")
        axes.set_title(f"d = 2000, {symbol} varies")
    here = points("3", alpha=1e-3)
    _term_panel(dimension, table, here, [point.dimension for point in here])
    dimension.set_xlabel("input dimension d")
    dimension.set_title("α² = 10⁻⁶, d varies")
    first.set_ylabel("excess risk and its terms")


_PROTOCOL = (
    "n = 100, q = 3, L = 3, width 10(d + 3), k = 10, ε = 0.01, descent in steps of 10⁻⁴ to a loss of 10⁻⁷; mean of the runs with its "
    "95% interval."
)

FIGURES = (
    Figure(
        "figure1",
        "Chatterji & Long, figure 1. Excess risk of three-layer linear networks, and how far they are from the interpolant of least "
        f"norm, against the variance their first or last layer starts with. Protocol as published: {_PROTOCOL} Deviation: the board's "
        "precision, and random numbers of this project's.",
        _draw_figure_1,
        (10.0, 8.0),
    ),
    Figure(
        "figure3",
        f"Chatterji & Long, figure 3. The same against the input dimension, β = 1. Protocol and deviation as in figure 1: {_PROTOCOL} "
        "Where α = 0 the distance is only what training left over, and so no mark need be met there.",
        _draw_figure_3,
        (10.0, 4.4),
    ),
    Figure(
        "terms",
        "Chatterji & Long, theorem 3.1 and lemma 4.2. The risk, the terms it is the sum of but for products of mean 0, and, dotted, the "
        f"shapes of their bounds: c = 1, for the paper gives no constants. Protocol: {_PROTOCOL} Effective ranks of Σ, a "
        "(10, 0.01)-spike model, for b = 1: k = 10, r_k = R_k = d − 10, s_k = (d − 10)/100.",
        _draw_terms,
        (11.0, 5.6),
    ),
)
