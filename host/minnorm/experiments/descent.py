# SPDX-License-Identifier: MIT
"""Grosse, chapter 1, sections 2 and 5."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, SIGMA, TEST, TRAIN
from minnorm.report.values import Value, theory

TITLE = "Grosse, chapter 1: gradient descent on convex costs (figures 2 and 3, equations 13 to 15, theorem 1)"

# Cases by their names.
FULL = ("1a, no oscillation", "1a, oscillating", "1b", "1c")
LOW, DRIFT = "3", "2"
PLANES = (*FULL, LOW, DRIFT)
SPECTRUM, CONDITIONS, THEOREM = "spectrum", "conditions", "theorem 1"
SHAPES = ("8 × 12, rank 8", "24 × 12, rank 12", "16 × 12, rank 6")
_COLORS = dict(zip(PLANES, (TEST, FREE, "#8a6d3b", "#b03a8c", TRAIN, TRAIN)))
_SHOWN = 13  # points of a path among the contours: later ones go to and fro over the same lines


def _series(table: Table, case: str, quantity: str) -> tuple[np.ndarray, np.ndarray]:
    """Where, and the values, in the first repeat there is."""
    rows = table.where(case=case, quantity=quantity)
    first = rows.where(repeat=rows["repeat"].min(initial=np.inf))
    return first["at"], first["value"]


class _Plane:
    """A finished run in the plane: its cost, and its path in the eigenvectors' coordinates, steepest first."""

    def __init__(self, table: Table, case: str) -> None:
        a, b, c = _series(table, case, "hessian")[1]
        self.hessian = np.array([[a, b], [b, c]])
        self.linear = _series(table, case, "linear")[1]
        self.rate = float(_series(table, case, "rate")[1][0])
        self.steps, first = _series(table, case, "weight_1")
        self.path = np.stack([first, _series(table, case, "weight_2")[1]], axis=1)
        curvatures, vectors = np.linalg.eigh(self.hessian)
        vectors = vectors * np.sign(vectors[1])  # upwards
        self.curvatures, self.vectors = curvatures[::-1], vectors[:, ::-1]
        self.along = self.path @ self.vectors
        self.step_times_curvature = self.rate * self.curvatures[0]
        self.fixed = -(self.linear @ self.vectors[:, 0]) / self.curvatures[0]

    def cost(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """J on a grid of points."""
        (a, b), (_, c) = self.hessian
        return 0.5 * (a * x * x + 2 * b * x * y + c * y * y) + self.linear[0] * x + self.linear[1] * y

    @property
    def factor(self) -> float:
        """What one step does to the distance from the fixed point along the steepest direction."""
        away = self.along[:6, 0] - self.fixed
        return float(np.median(away[1:] / away[:-1]))


def _planes(table: Table, cases: Sequence[str]) -> dict[str, _Plane]:
    return {case: _Plane(table, case) for case in cases if len(_series(table, case, "weight_2")[1])}


def _contours(axes: Axes, planes: dict[str, _Plane], title: str) -> None:
    axes.set_title(title, fontsize=11)
    axes.set_aspect("equal")
    axes.set_xlim(-1.5, 2.1)
    axes.set_ylim(-1.4, 3.6)
    axes.set_xlabel("$w_1$")
    axes.grid(False)
    for case, run in planes.items():
        name = f"αã = {run.step_times_curvature:.2g}"
        look = {"color": _COLORS[case], "markersize": 3, "linewidth": 1.2, "label": name, "zorder": 4 - 0.1 * PLANES.index(case)}
        axes.plot(*run.path[:_SHOWN].T, "o-", **look)
    if planes:
        x, y = np.meshgrid(np.linspace(-1.5, 2.1, 150), np.linspace(-1.4, 3.6, 150))
        cost = next(iter(planes.values())).cost(x, y)
        levels = cost.min() + (cost.max() - cost.min()) * np.linspace(0.02, 0.95, 12) ** 2
        axes.contour(x, y, cost, levels=levels, colors="#b9b9b9", linewidths=0.8, linestyles="solid", zorder=1)


def _minima(axes: Axes, run: _Plane) -> None:
    """The line of least cost."""
    ends = run.fixed * run.vectors[:, :1] + run.vectors[:, 1:] * [-5.0, 5.0]
    axes.plot(*ends, color=SIGMA, linewidth=1.2, linestyle="--", label="least cost", zorder=2)


def _figure2(canvas: Canvas, table: Table) -> None:
    grid = canvas.add_gridspec(3, 4, width_ratios=(1, 1, 1, 1.25))
    panels = [canvas.add_subplot(grid[:, column]) for column in range(3)]
    full = _planes(table, FULL)
    _contours(panels[0], full, "(a) full rank")
    low = _planes(table, [LOW])
    _contours(panels[1], low, "(b) low rank, case 3")
    for run in low.values():
        _minima(panels[1], run)
    _contours(panels[2], _planes(table, [DRIFT]), "low rank, case 2")
    panels[0].set_ylabel("$w_2$")
    for row, name in enumerate(("on $q_1$", "on $q_2$", "on $w_1$'s axis")):
        axes = canvas.add_subplot(grid[row, 3])
        for case in [case for case in FULL[:2] if case in full]:
            run = full[case]
            axes.plot(run.steps, (*run.along.T, run.path[:, 0])[row], "o-", color=_COLORS[case], markersize=2.5, linewidth=1.2)
        axes.set_ylabel(name)
        if row == 0:
            axes.set_title("(c) projections", fontsize=11)
        if row < 2:
            axes.tick_params(labelbottom=False)
    axes.set_xlabel("step k")


def _figure3(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    steps, slowest = _series(table, SPECTRUM, "slowest")
    axes.plot(*_series(table, SPECTRUM, "excess"), color=TRAIN, label="cost", zorder=3)
    axes.plot(steps, slowest, color=TEST, label="lowest curvature's part", zorder=4)
    if len(steps):
        condition = table.parameter("spectrum_condition")
        line = slowest[0] * np.exp(-4 * steps / condition)
        axes.plot(steps, line, ":", color=SIGMA, label=f"exp(−4k/κ), κ = {condition:.0f}", zorder=2)
    axes.set_yscale("log")
    axes.set_xlabel("step k")
    axes.set_ylabel("cost above its least")
    axes.set_title("Eigenvalues 1, …, 10, step α = 0.175")


def _differences(axes: Axes, table: Table, case: str, **look: str) -> None:
    steps, differences = _series(table, case, "closed_form")
    axes.plot(steps[differences > 0], differences[differences > 0], linewidth=1.2, **look)


def _convergence(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    conditions, steps = _series(table, CONDITIONS, "steps")
    left.plot(conditions, steps, "o", color=TRAIN, label="steps taken", zorder=3)
    left.plot(conditions, conditions * -np.log(table.parameter("tolerance")) / 4, ":", color=SIGMA, label="κ ln(10⁶) / 4", zorder=2)
    left.set(xscale="log", yscale="log")
    left.set_xlabel("condition number κ")
    left.set_ylabel("steps to 10⁻⁶ of the first cost")
    for case in PLANES:
        dashes = "--" if case == DRIFT else "-"
        _differences(right, table, case, color=_COLORS[case], label=f"case {case}", linestyle=dashes)
    _differences(right, table, SPECTRUM, color=SIGMA, label="eigenvalues 1, …, 10")
    right.set_yscale("log")
    right.set_xlabel("step k")
    right.set_ylabel("‖iteration − closed form‖ / ‖w‖")
    right.set_title("Equation 13")
    left.set_title("Condition number")
    low, high = right.get_ylim()
    right.set_ylim(low, high * 100)


def _limits(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2, sharey=True)
    for case, color in zip(SHAPES, (TRAIN, TEST, FREE)):
        left.plot(*_series(table, case, "distance"), "o-", color=color, markersize=3, label=f"Φ {case}", zorder=3)
        left.plot(*_series(table, case, "displaced"), "--", color=color, linewidth=1.2, zorder=2)
        right.plot(*_series(table, case, "ridge"), "o-", color=color, markersize=3, label=f"Φ {case}", zorder=3)
    left.plot([], [], "--", color=SIGMA, linewidth=1.2, label="from w(0) ≠ 0, to its projection")
    left.set_xscale("symlog", linthresh=1.0)
    left.set_xlim(left=0.0)
    left.set_xlabel("step k")
    left.set_ylabel("relative distance from the limit")
    left.set_title("Gradient descent to Φ⁺t")
    left.set_yscale("log")
    right.set(xscale="log", yscale="log")
    right.set_xlim(right.get_xlim()[::-1])
    right.set_xlabel("ridge λ")
    right.set_title("(Φ'Φ + λI)⁻¹Φ't to Φ⁺t")


def _theorem1(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    bound = _series(table, THEOREM, "bound")
    axes.plot(*bound, ":", color=SIGMA, label="theorem 1: (1 − αm)$^k$ of the first", zorder=2)
    axes.plot(*_series(table, THEOREM, "excess"), color=TRAIN, label="cost above its least", zorder=3)
    axes.set_yscale("log")
    axes.set_xlabel("step k")
    axes.set_ylabel("J(w) − J(w*)")
    axes.set_title(f"J = mean √(1 + (x·w − t)²) + m/2 ‖w‖², m = {table.parameter('convexity'):g}, α = 1/M")


FIGURES = (
    Figure(
        "figure2",
        "Figure 2. Descent on quadratics in the plane, with step α and largest curvature ã: below αã = 1 it does not "
        "oscillate; from 1 to 2 it does, and converges; at 2 it goes on for ever; above, it diverges. Without curvature along "
        "one direction it stops at the nearest minimum, or drifts where there is a slope.",
        _figure2,
        (13.0, 4.8),
    ),
    Figure("figure3", "Figure 3. The lowest curvature's part of the cost is what is left of it in the end.", _figure3),
    Figure(
        "convergence",
        "Left: the number of steps grows as the condition number, with the step size of the fastest descent. Right: the "
        "difference between the iteration and its closed form, which is rounding's.",
        _convergence,
        (11.0, 4.4),
    ),
    Figure(
        "limits",
        "Descent from 0 and the ridge as λ → 0 have one limit, the pseudoinverse's solution. Where the rank is deficient, the "
        "ridge divides rounding errors by λ: a small λ needs more digits than descent.",
        _limits,
        (11.0, 4.4),
    ),
    Figure("theorem1", "Theorem 1. Descent on a strongly convex cost that is not quadratic, and its bound.", _theorem1),
)


def values(table: Table) -> list[Value]:
    """What was measured beside what the paper's formulas say."""
    found = []
    planes = _planes(table, PLANES)
    for case, run in planes.items():
        product = run.step_times_curvature
        name = f"Figure 2, case {case}, αã = {product:.3g}: factor of one step along q₁, 1 − αã"
        found.append(Value(name, run.factor, theory(1 - product)))
    if DRIFT in planes:
        run = planes[DRIFT]
        drift, slope = np.diff(run.along[:, 1]), run.linear @ run.vectors[:, 1]
        found.append(Value("Figure 2, case 2: drift of one step, −αb̃", float(np.mean(drift)), theory(-run.rate * slope)))
    found += _closed_forms(table) + _spectrum(table)
    conditions, steps = _series(table, CONDITIONS, "steps")
    for condition, count in list(zip(conditions, steps))[-1:]:
        name = f"Steps to 10⁻⁶ of the first cost, per condition number, κ = {condition:.0f} (theory ln(10⁶)/4)"
        found.append(Value(name, float(count / condition), theory(-np.log(table.parameter("tolerance")) / 4)))
    return found + _last_distances(table) + _contraction(table)


def _closed_forms(table: Table) -> list[Value]:
    names = {**{case: f"case {case}" for case in PLANES}, SPECTRUM: "eigenvalues 1 to 10"}
    differences = {name: _series(table, case, "closed_form")[1] for case, name in names.items()}
    text = "Equation 13: largest relative difference of closed form and iteration"
    return [Value(f"{text}, {name}", float(worst.max())) for name, worst in differences.items() if len(worst)]


def _spectrum(table: Table) -> list[Value]:
    steps, slowest = _series(table, SPECTRUM, "slowest")
    excess = _series(table, SPECTRUM, "excess")[1]
    if len(slowest) < 2:
        return []
    rate = float(_series(table, SPECTRUM, "rate")[1][0])
    measured = float(np.log(slowest[0] / slowest[-1]) / (steps[-1] - steps[0]))
    early = float(np.log(excess[0] / excess[1]))
    return [
        Value("Figure 3: rate of the lowest curvature's cost, exp(−4k/κ)", measured, theory(4 / table.parameter("spectrum_condition"))),
        Value("Figure 3: the same, exp(−2αãk) of equation 15", measured, theory(2 * rate)),
        Value("Figure 3: the same, −2 ln(1 − αã)", measured, theory(-2 * np.log(1 - rate))),
        Value("Figure 3: rate of the whole cost in the first step", early),
        Value(f"Figure 3: lowest curvature's part of the cost at step {steps[-1]:.0f}", float(slowest[-1] / excess[-1])),
    ]


def _last_distances(table: Table) -> list[Value]:
    found = []
    for case in SHAPES:
        for quantity, text in (("distance", "0"), ("displaced", "w(0) ≠ 0")):
            steps, distances = _series(table, case, quantity)
            if len(steps):
                label = f"Descent from {text} to its limit, Φ {case}: distance at step {steps[-1]:.0f}"
                found.append(Value(label, float(distances[-1])))
        lambdas, distances = _series(table, case, "ridge")
        if len(lambdas):
            best = int(np.argmin(distances))
            found.append(Value(f"Ridge to Φ⁺t, Φ {case}: least distance, at λ = {lambdas[best]:.0e}", float(distances[best])))
    return found


def _contraction(table: Table) -> list[Value]:
    excess = _series(table, THEOREM, "excess")[1]
    bound = _series(table, THEOREM, "bound")[1]
    if len(excess) < 2:
        return []
    rate = float(_series(table, THEOREM, "rate")[1][0])
    bound_factor = 1 - rate * table.parameter("convexity")
    text = f"(bound 1 − αm = {bound_factor:.4f})"
    return [
        Value(f"Theorem 1: largest factor of one step {text}", float(np.max(excess[1:] / excess[:-1]))),
        Value("Theorem 1: largest ratio of cost to bound after a step (bound 1)", float(np.max(excess[1:] / bound[1:]))),
    ]
