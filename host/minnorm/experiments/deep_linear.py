# SPDX-License-Identifier: MIT
"""Chatterji & Long, figures 1 and 3: what they published is in deep_linear.csv, means of 20 runs from the results of their code
(https://github.com/niladri-chatterji/Benign-Deep-Linear), with half the widths of the 95% intervals."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, NullFormatter
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, MARKS, SIGMA, TEST, TRAIN
from minnorm.report.values import Source, Value, mean, published, theory

TITLE = "Chatterji & Long, figures 1 and 3: deep linear networks of width up to 20,030 that interpolate noise"

_MICRO = 1e6  # α² and β² are drawn in millionths


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


class Ranks(NamedTuple):
    """Effective ranks of a spectrum: k of definition 2.2, and s, r, R of definition 2.1 at j = k."""

    k: int
    s: float
    r: float
    R: float


def effective_ranks(spectrum: np.ndarray, rows: int, b: float = 1.0) -> Ranks | None:
    """Of eigenvalues in decreasing order: k is the least j with r_j ≥ b·rows; None if there is none."""
    tails = np.cumsum(spectrum[::-1])[::-1]  # s_j = Σ_{i>j} λ_i
    squares = np.cumsum(spectrum[::-1] ** 2)[::-1]
    flat = np.flatnonzero(tails >= b * rows * spectrum)
    if not len(flat):
        return None
    k = int(flat[0])
    return Ranks(k, float(tails[k]), float(tails[k] / spectrum[k]), float(tails[k] ** 2 / squares[k]))


def spectrum(table: Table, dimension: int) -> np.ndarray:
    """The eigenvalues of Σ."""
    return np.where(np.arange(dimension) < table.parameter("spikes"), 1.0, table.parameter("tail_deviation") ** 2)


@cache
def _published() -> tuple[Published, ...]:
    with Path(__file__).with_suffix(".csv").open(encoding="ascii") as lines:
        return tuple(
            Published(row.pop("figure"), int(row.pop("dimension")), *map(float, row.values())) for row in csv.DictReader(lines)
        )


def _points(figure: str, **fixed: float) -> list[Published]:
    return [one for one in _published() if one.figure == figure and all(getattr(one, key) == fixed[key] for key in fixed)]


def _is_at(table: Table, point: Published) -> np.ndarray:
    """The rows with the point's settings."""
    near = [np.isclose(table[name], getattr(point, name), rtol=1e-4, atol=1e-9) for name in ("dimension", "alpha", "beta")]
    return np.logical_and.reduce(near)


def _measured(table: Table, column: str | np.ndarray, point: Published) -> tuple[float, float]:
    """Mean of the column at the point's settings and its interval; NaN where there are too few rows."""
    values = (table[column] if isinstance(column, str) else column)[_is_at(table, point)]
    if not len(values):
        return np.nan, np.nan
    middle, interval = mean(values)
    return float(middle), float(interval)


def _curve(axes: Axes, table: Table, column: str | np.ndarray, points: Sequence[Published], x: Sequence[float], **look) -> None:
    """The means over runs along the points with a band of their intervals."""
    means, intervals = np.reshape([_measured(table, column, point) for point in points], (-1, 2)).T
    there = ~np.isnan(means)
    x, means, intervals = np.asarray(x)[there], means[there], np.nan_to_num(intervals[there])
    axes.plot(x, means, **({"marker": "o", "markersize": 3, "zorder": 3} | look))
    axes.fill_between(x, means - intervals, means + intervals, color=look["color"], alpha=0.2, linewidth=0, zorder=2)


def _crosses(axes: Axes, column: str, points: Sequence[Published], x: Sequence[float]) -> None:
    values, bars = ([getattr(point, name) for point in points] for name in (column, f"{column}_interval"))
    axes.errorbar(x, values, bars, elinewidth=0.8, capsize=2, label="published, 95% interval", **MARKS[Source.PUBLISHED])


def _sweep_panel(axes: Axes, table: Table, figure: str, scale: str, column: str) -> None:
    for dimension, color in zip((500, 1000, 2000), (TRAIN, FREE, TEST)):
        points = _points(figure, dimension=dimension)
        x = [_MICRO * getattr(point, scale) ** 2 for point in points]
        _curve(axes, table, column, points, x, color=color, label=f"d = {dimension}")
        _crosses(axes, column, points, x)
    axes.set_ylim(bottom=0.0)


def _draw_figure_1(canvas: Canvas, table: Table) -> None:
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


def _draw_figure_3(canvas: Canvas, table: Table) -> None:
    risk, distance = canvas.subplots(1, 2)
    for axes, column in ((risk, "risk"), (distance, "distance")):
        for alpha, name, color in ((0.0, "0", TRAIN), (1e-4, "10⁻⁸", FREE), (1e-3, "10⁻⁶", TEST)):
            points = _points("3", alpha=alpha)
            x = [point.dimension for point in points]
            _curve(axes, table, column, points, x, color=color, label=f"α² = {name}")
            _crosses(axes, column, points, x)
        axes.set_yscale("log")
        axes.set_xlabel("input dimension d")
    risk.yaxis.set_major_locator(FixedLocator([0.3, 0.5, 1, 2, 3, 5]))
    risk.yaxis.set_major_formatter("{x:g}")
    risk.yaxis.set_minor_formatter(NullFormatter())
    risk.set_title("excess risk")
    risk.set_ylabel("E‖xΘ − xΘ*‖²")
    distance.set_title("distance from the least-norm interpolant")
    distance.set_ylabel("‖Θ − Θ$_{ℓ2}$‖²")


def _bounds(table: Table) -> dict[str, np.ndarray]:
    """What theorem 3.1 bounds bias, variance and the part outside of the rows with, its constants left out; per row."""
    rows, outputs = int(table.parameter("rows")), table.parameter("outputs")
    ranks = {d: effective_ranks(spectrum(table, int(d)), rows) for d in np.unique(table["dimension"])}
    k, s, R = (np.array([getattr(ranks[d], name) for d in table["dimension"]]) for name in ("k", "s", "R"))
    return {
        "least_norm_bias": s / rows,  # ‖Θ*‖ = 1
        "variance": outputs * (k / rows + rows / R),
        "outside_risk": s / rows * table["outside"],
    }


_TERMS = (
    ("variance", "variance of Θ$_{ℓ2}$, tr(Ωᵀ C Ω)", "q(k/n + n/R$_k$)", TRAIN),
    ("outside_risk", "part outside of the rows, tr(Θ$_⊥$ᵀ B Θ$_⊥$)", "Ξ = s$_k$/n · ‖Θ$_⊥$‖²", TEST),
    ("least_norm_bias", "bias of Θ$_{ℓ2}$, tr(Θ*ᵀ B Θ*)", "s$_k$/n · ‖Θ*‖²", FREE),
)


def _term_panel(axes: Axes, table: Table, points: Sequence[Published], x: Sequence[float]) -> None:
    _curve(axes, table, "risk", points, x, color=SIGMA, label="risk")
    bounds = _bounds(table)
    for column, name, bound, color in _TERMS:
        _curve(axes, table, np.where(table[column] > 0, table[column], np.nan), points, x, color=color, label=name)
        values = np.where(bounds[column] > 0, bounds[column], np.nan)
        _curve(axes, table, values, points, x, color=color, label=f"bound {bound}", linestyle=":", marker="")
    axes.set_yscale("log")


def _draw_terms(canvas: Canvas, table: Table) -> None:
    (first, last), (dimension, key) = canvas.subplots(2, 2)
    for axes, figure, scale, symbol in ((first, "1 top", "alpha", "α"), (last, "1 bottom", "beta", "β")):
        points = _points(figure, dimension=2000)
        _term_panel(axes, table, points, [_MICRO * getattr(point, scale) ** 2 for point in points])
        axes.set_xlabel(f"variance {symbol}² at the start (10⁻⁶)")
        axes.set_title(f"d = 2000, {symbol} varies")
    points = _points("3", alpha=1e-3)
    _term_panel(dimension, table, points, [point.dimension for point in points])
    dimension.set_xlabel("input dimension d")
    dimension.set_title("α² = 10⁻⁶, d varies")
    for axes in (first, dimension):
        axes.set_ylabel("excess risk and its terms")
    key.axis("off")


FIGURES = (
    Figure(
        "figure1",
        "Figure 1. Excess risk of three-layer linear networks, and how far they are from the interpolant of least norm, "
        "against the variance their first or last layer starts with; mean of the runs with its 95% interval.",
        _draw_figure_1,
        (10.0, 8.0),
    ),
    Figure(
        "figure3",
        "Figure 3. The same against the input dimension. Where α = 0 the distance is only what training left over.",
        _draw_figure_3,
        (10.0, 4.4),
    ),
    Figure(
        "terms",
        "Theorem 3.1 and lemma 4.2. The risk, the terms it is the sum of but for products of mean 0, and, dotted, their bounds "
        "without the constants. Effective ranks of Σ, a (10, 0.01)-spike model: k = 10 for b = 1, r_k = R_k = d − 10, "
        "s_k = (d − 10)/100.",
        _draw_terms,
        (10.0, 8.0),
    ),
)

# Of the published points: those that a curve of a figure begins and ends with.
_ENDS = {"1 top": (0.0, 1e-3), "1 bottom": (0.0, 1e-3), "3": (200, 2000)}


def values(table: Table) -> list[Value]:
    """Risks and distances at the ends of each curve, how many points agree, and what lemmas 4.1, 4.2 and theorem 3.1 say."""
    found = []
    for column, name in (("risk", "excess risk"), ("distance", "‖Θ − Θ_ℓ2‖²")):
        for point in _comparable(column):
            swept = {"1 top": point.alpha, "1 bottom": point.beta, "3": point.dimension}[point.figure]
            measured, interval = _measured(table, column, point)
            if swept not in _ENDS[point.figure] or np.isnan(measured):
                continue
            place = f"figure {point.figure}, d = {point.dimension}, α = {point.alpha:g}, β = {point.beta:g}"
            beside = published(getattr(point, column), getattr(point, f"{column}_interval"))
            own = None if np.isnan(interval) else interval
            found.append(Value(f"{place}: {name}", measured, beside, own))
    return [*found, *_agreement(table), *_theory(table)]


def _comparable(column: str) -> list[Published]:
    """The published points at which the column means something: with α = 0 the distance is what training left over."""
    return [point for point in _published() if column == "risk" or point.alpha > 0]


def _agreement(table: Table) -> list[Value]:
    shares = []
    for column, name in (("risk", "risks"), ("distance", "distances with α > 0")):
        inside = []
        for point in _comparable(column):
            measured, interval = _measured(table, column, point)
            reach = interval + getattr(point, f"{column}_interval")
            if not np.isnan(reach):
                inside.append(abs(measured - getattr(point, column)) <= reach)
        if inside:
            place = f"figures 1 and 3: % of {len(inside)} {name} within the published interval plus this one"
            shares.append(Value(place, 100.0 * float(np.mean(inside))))
    return shares


def _theory(table: Table) -> list[Value]:
    if not len(table["risk"]):
        return []
    largest = effective_ranks(spectrum(table, 2000), int(table.parameter("rows")))
    found = [
        Value("fewest steps of a run", float(np.min(table["steps"]))),
        Value("most steps of a run", float(np.max(table["steps"]))),
        *(Value(f"effective rank {name}, d = 2000", float(getattr(largest, name[0]))) for name in ("k", "s_k", "r_k", "R_k")),
        Value("lemma 4.1: largest ‖P_X Θ − Θ_ℓ2‖² of a run", float(np.max(table["inside"])), theory(0.0)),
        Value(
            "lemma 4.2: largest Risk(Θ) / (tr((Θ* − Θ_⊥)ᵀ B (Θ* − Θ_⊥)) + tr(Ωᵀ C Ω)), which is 2 at most",
            float(np.max(table["risk"] / (table["bias"] + table["variance"]))),
        ),
    ]
    for (column, *_), name in zip(_TERMS, ("variance", "Ξ", "bias")):
        bound = _bounds(table)[column]
        needed = table[column][bound > 0] / bound[bound > 0]
        if len(needed):
            place = f"theorem 3.1: least constant c that bounds the {name} in all runs"
            found.append(Value(place, float(np.max(needed))))
    return found
