# SPDX-License-Identifier: MIT
"""What theorems 3.1 and 3.2, proposition 5.2 and corollary 3.4 say beside what was measured, and the same by depth."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, NullFormatter
from minnorm.experiments.deep_linear import theory
from minnorm.experiments.deep_linear.figures import SHAPE, curve, shape
from minnorm.experiments.deep_linear.sweeps import FOLLOWED, GROWN, by_alpha, by_beta, by_depth, by_width, followed, grid, trained
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, SIGMA, TEST, THEORY, TRAIN

_OCHRE = "#b08a2e"


def _xi_panel(axes: Axes, table: Table, column: str) -> None:
    x, groups = grid(table, column)
    curve(axes, x, [rows["outside_risk"] for rows in groups], color=TEST, label="measured, tr(Θ$_⊥$ᵀ B Θ$_⊥$)")
    bounds = [theory.bounds(rows)["outside_risk"] for rows in groups]
    shape(axes, x, bounds, "Ξ of theorem 3.1, s$_k$/n · ‖Θ$_⊥$‖²", color=TEST)
    bounds = [theory.trained_bound(rows) for rows in groups]
    shape(axes, x, bounds, "Ξ of theorem 3.1 by Λ and ∫√$\\mathcal{L}$ dt", color=SIGMA)
    shape(axes, x, [theory.start_bound(rows) for rows in groups], "Ξ of theorem 3.2", **THEORY)
    axes.set_yscale("log")


def _log_ticks(axes: Axes, direction: str, ticks: Sequence[float]) -> None:
    """A logarithmic axis with these numbers."""
    getattr(axes, f"set_{direction}scale")("log")
    axis = getattr(axes, f"{direction}axis")
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def _draw_bounds(canvas: Canvas, table: Table) -> None:
    panels = canvas.subplots(2, 2, sharey=True).flat
    swept = (
        (by_alpha(table), "alpha", "α, first layer's standard deviation", "α varies; d = 500, β = 1"),
        (by_beta(table), "beta", "β, last layer's standard deviation", "β varies; d = 500, α = 10⁻³"),
        (by_width(table), "width", "width m", "m varies; d = 500, α√m and β√m fixed"),
        (by_depth(table, 1e-3), "layers", "layers L", "L varies; n = 25, d = 625, α = 10⁻³, β = 1"),
    )
    for number, (axes, (rows, column, name, title)) in enumerate(zip(panels, swept)):
        _xi_panel(axes, rows, column)
        axes.set_xlabel(name)
        axes.set_title(title, fontsize=11, pad=12)
        if column == "layers":
            axes.xaxis.set_major_locator(FixedLocator([2, 3, 4, 6]))
        else:
            axes.set_xscale("log")
        if column == "beta":
            _log_ticks(axes, "x", (0.5, 0.7, 1, 1.4))
        if number % 2 == 0:
            axes.set_ylabel("Ξ, and the part outside of the rows")


def _draw_loss(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    rows = followed(table)
    for dimension, color in zip(FOLLOWED, (_OCHRE, TRAIN, FREE, TEST)):
        _loss_curve(left, rows.where(dimension=dimension), color, f"d = {dimension}")
    x = np.geomspace(1e-5, 1.5, 100)
    left.plot(x, np.exp(-x), label="bound of proposition 5.2", **THEORY)
    left.set(xscale="log", yscale="log")
    left.set_xlabel("time in units of the bound's, t · β²σ$_{min}^2$(X) / 4e")
    left.set_ylabel("loss / loss at the start")
    left.set_title("along the descent")
    x, groups = grid(rows.where(kind="trained"), "dimension")
    curve(right, x, [theory.average_rate(one) for one in groups], color=SIGMA, label="measured, to a loss of 10⁻⁷")
    curve(right, x, [theory.slowest_rate(one) for one in groups], label="bound of proposition 5.2", **(THEORY | {"marker": ""}))
    right.set_yscale("log")
    right.set_xlabel("input dimension d")
    right.set_ylabel("rate, −d log $\\mathcal{L}$ / dt")
    right.set_title("rate of the whole descent")


def _loss_curve(axes: Axes, table: Table, color: str, label: str) -> None:
    """Medians over the runs after each number of steps that all have come to, and at their ends."""
    units = len(set(zip(table["repeat"], table["case"])))
    on_the_way = table.where(kind="descending")
    groups = [rows for steps, rows in zip(*grid(on_the_way, "steps")) if steps > 0 and len(rows) == units]
    groups += [rows for rows in [table.where(kind="trained")] if len(rows)]
    x = [np.median(theory.times(rows) * theory.slowest_rate(rows)) for rows in groups]
    y = [np.median(rows["loss"] / rows["start_loss"]) for rows in groups]
    axes.plot(x, y, color=color, marker="o", markersize=3, label=label, zorder=3)


def _draw_corollary(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    for (deviation, rows), color in zip(zip(*grid(trained(table, "spikes"), "tail_deviation")), (TRAIN, FREE, TEST)):
        x, groups = grid(rows, "spikes")
        name = f"ε = {deviation**2:.2g}"
        curve(left, x, [one["risk"] for one in groups], color=color, label=f"risk, {name}")
        curve(left, x, [theory.spike_bound(one) for one in groups], color=color, linestyle=":", marker="", label=f"{SHAPE}{name}")
    left.set_xlabel("spikes k")
    left.set_title("d = 1000, n = 100")
    left.set_ylabel("excess risk")
    x, groups = grid(trained(table, "square"), "rows")
    curve(right, x, [one["risk"] for one in groups], color=SIGMA, label="risk, ε = 1/n²")
    curve(right, x, [theory.spike_bound(one) for one in groups], color=SIGMA, linestyle=":", marker="", label=f"{SHAPE}ε = 1/n²")
    _log_ticks(right, "x", (25, 50, 100))
    right.set_xlabel("rows n")
    right.set_title("k = 5, d = n², ε = 1/n²")
    for axes in (left, right):
        _log_ticks(axes, "y", (0.1, 0.2, 0.5, 1, 2, 5))


def _draw_depth(canvas: Canvas, table: Table) -> None:
    distance, risk = canvas.subplots(1, 2)
    starts: Sequence[tuple[float, str, str]] = ((1e-3, "α = 10⁻³, β = 1", TRAIN), (GROWN, "α = β = 10⁻²", TEST))
    for alpha, name, color in starts:
        x, groups = grid(by_depth(table, alpha), "layers")
        curve(distance, x, [one["distance"] for one in groups], color=color, label=name)
        before = [one["start_outside"] for one in groups]
        curve(distance, x, before, color=color, linestyle=":", marker="", label=f"‖Θ$_⊥$‖² at the start, {name}")
        curve(risk, x, [one["outside_risk"] for one in groups], color=color, label=name)
    distance.set_ylabel("‖Θ − Θ$_{ℓ2}$‖²")
    distance.set_title("distance from the least-norm interpolant")
    risk.set_ylabel("tr(Θ$_⊥$ᵀ B Θ$_⊥$)")
    risk.set_title("what it adds to the risk")
    _log_ticks(distance, "y", (0.1, 0.2, 0.5, 1, 2, 5, 10))
    _log_ticks(risk, "y", (0.001, 0.002, 0.005, 0.01, 0.02))
    for axes in (distance, risk):
        axes.set_xlabel("layers L")
        axes.xaxis.set_major_locator(FixedLocator([2, 3, 4, 6]))


_SPIKES = "k = 5, ε = 1/625"

FIGURES = (
    Figure(
        "bounds",
        "Chatterji & Long, theorems 3.1 and 3.2. The part of the risk outside of the rows beside the shapes of its bounds Ξ, c = 1 for "
        "the paper gives no constants, δ = 0.01: by ‖Θ_⊥‖ itself, by Λ and the integral of √L along the descent, and by the start alone. "
        "Protocol of figure 1 (n = 100, L = 3) but where a panel says otherwise. Deviations: these sweeps are this project's, the "
        "paper draws none; the theorems' α and β are taken as √m times the weights' standard deviations, which lemma B.1 needs; Λ is "
        "an upper bound of the norms, looked at in each of the first 64 steps, every 16th after, and the last; L varies on a small "
        f"problem, n = 25, d = 625, {_SPIKES}.",
        _draw_bounds,
        (10.0, 8.6),
    ),
    Figure(
        "loss",
        "Chatterji & Long, proposition 5.2. Left: median loss after 1, 2, 4, … steps and at the end, α = 10⁻³, β = 1, against time in units "
        "of the bound's, exp(−t β²σ_min²(X)/4e); right: mean rate from the start to a loss of 10⁻⁷. Protocol of figure 1. Deviation: descent in "
        "steps of 10⁻⁴ for gradient flow, one step being a time of 10⁻⁴/(nq); at d = 2000 it is too long for the steepest "
        "direction, at d = 1600 and 1800 in some runs, and the loss rises first. β is taken as √m times the weights' standard deviation.",
        _draw_loss,
        (10.0, 4.8),
    ),
    Figure(
        "corollary",
        "Chatterji & Long, corollary 3.4. Excess risk on (k, ε)-spike models and the shape of its bound (1), c = 1, δ = 0.01. Right: the "
        "paper's example k = 5, d = n², ε = 1/n². Protocol of figure 1, α = 10⁻⁴. Deviations: q = 3 for the example's 5; n = 25, 50 and "
        "100 with β = 25/n, for steps of 10⁻⁴ to be short enough.",
        _draw_corollary,
        (10.0, 5.0),
    ),
    Figure(
        "depth",
        "Chatterji & Long, section 3.2, on depth: networks of 2, 3, 4 and 6 layers from the same variances at the start, their middle layers from "
        f"I. Deviations: the paper trains three layers; n = 25, d = 625, {_SPIKES}, so that six layers fit a board; from α = β = 10⁻² steps are "
        "10⁻², for the layers are small and have to grow.",
        _draw_depth,
        (10.0, 4.8),
    ),
)
