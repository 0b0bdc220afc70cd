# SPDX-License-Identifier: MIT
"""Grosse, chapter 1, sections 2 and 5."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.link.table import Table
from minnorm.report import numbers
from minnorm.report.figure import Figure
from minnorm.report.style import THEORY, TRAIN
from minnorm.report.values import Value, theory

TITLE = "Grosse, chapter 1: gradient descent on convex costs (figures 2 and 3, equations 6 to 15, theorem 1)"

# Cases by their names.
FULL = ("1a, no oscillation", "1a, oscillating", "1b", "1c")
LOW, DRIFT = "3", "2"
PLANES = (*FULL, LOW, DRIFT)
SPECTRUM, CONDITIONS, THEOREM = "spectrum", "conditions", "theorem 1"
SHAPES = ("8 × 12, rank 8", "24 × 12, rank 12", "16 × 12, rank 6")
MOVED, MOVED_LOW = "moved, full rank", "moved, low rank"
_COLORS = {
    "1a, no oscillation": "#c8553d",
    "1a, oscillating": "#3a7d44",
    "1b": "#8a6d3b",
    "1c": "#d14fa0",
    LOW: "#2f9aa0",
    DRIFT: "#2f9aa0",
    SPECTRUM: "#333333",
}
_LOWEST, _FALL, _LEAST, _MOST = "#c8553d", "#3a7d44", "#2f9aa0", "#d14fa0"
_RIGID, _AFFINE = "#e0a526", "#8a6d3b"  # descent on coordinates that such a map gives
_SHAPES = dict(zip(SHAPES, ("#4878a8", "#c8553d", "#3a7d44")))
_MINIMA: dict[str, Any] = {"color": "#555555", "linewidth": 1.2, "linestyle": "--", "label": "least cost", "zorder": 2}
_SHOWN = {"1b": 7, "1c": 7}  # points of a path among the contours, 13 of others: later ones go to and fro, or leave the panel


def _theory(dashes: Any) -> dict[str, Any]:
    """The look of a formula where there is another already."""
    return {**THEORY, "linestyle": dashes}


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


def _contours(axes: Axes, run: _Plane | None, title: str, x: tuple[float, float], y: tuple[float, float]) -> None:
    axes.set_title(title, fontsize=11)
    axes.set_aspect("equal")
    axes.set_xlim(*x)
    axes.set_ylim(*y)
    axes.set_xlabel("$w_1$")
    axes.set_ylabel("$w_2$")
    axes.grid(False)
    if run:
        grid = np.meshgrid(np.linspace(*x, 150), np.linspace(*y, 150))
        cost = run.cost(*grid)
        levels = cost.min() + (cost.max() - cost.min()) * np.linspace(0.02, 0.95, 12) ** 2
        axes.contour(*grid, cost, levels=levels, colors="#b9b9b9", linewidths=0.8, linestyles="solid", zorder=1)


def _paths(axes: Axes, planes: dict[str, _Plane], title: str) -> None:
    _contours(axes, next(iter(planes.values()), None), title, (-1.6, 2.5), (-1.2, 2.9))
    for case, run in planes.items():
        name = f"case {case[:2]}, αã = {run.step_times_curvature:.2g}" if case in FULL else "cases 2 and 3"
        look: dict[str, Any] = {"color": _COLORS[case], "markersize": 3, "linewidth": 1.2, "label": name}
        axes.plot(*run.path[: _SHOWN.get(case, 13)].T, "o-", zorder=4 - 0.1 * PLANES.index(case), **look)


def _minima(axes: Axes, run: _Plane) -> None:
    """The line of least cost."""
    ends = run.fixed * run.vectors[:, :1] + run.vectors[:, 1:] * [-5.0, 5.0]
    axes.plot(*ends, **_MINIMA)


def _figure2(canvas: Canvas, table: Table) -> None:
    grid = canvas.add_gridspec(2, 2)
    full, low = _planes(table, FULL), _planes(table, [LOW])
    _paths(canvas.add_subplot(grid[0, 0]), full, "(a) full rank")
    axes = canvas.add_subplot(grid[0, 1])
    _paths(axes, low, "(b) low rank, case 3")
    for run in low.values():
        _minima(axes, run)
    _paths(canvas.add_subplot(grid[1, 0]), _planes(table, [DRIFT]), "low rank with a slope, case 2")
    rows = grid[1, 1].subgridspec(3, 1)
    for row, name in enumerate(("on $q_1$", "on $q_2$", "on $w_1$")):
        axes = canvas.add_subplot(rows[row])
        for case in [case for case in FULL[:2] if case in full]:
            run = full[case]
            axes.plot(run.steps, (*run.along.T, run.path[:, 0])[row], "o-", color=_COLORS[case], markersize=2.5, linewidth=1.2)
        axes.set_ylabel(name, fontsize=10)
        if row == 0:
            axes.set_title("(c) projections of the converging paths", fontsize=11)
        if row < 2:
            axes.tick_params(labelbottom=False)
    axes.set_xlabel("step k")


def _figure3(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    steps, slowest = _series(table, SPECTRUM, "slowest")
    axes.plot(*_series(table, SPECTRUM, "cost"), color=TRAIN, label="cost", zorder=3)
    axes.plot(steps, slowest, color=_LOWEST, label="lowest curvature's part", zorder=4)
    axes.plot(*_series(table, SPECTRUM, "superposition"), label="theory: sum of ten exponentials", **_theory(":"))
    if len(steps):
        condition = table.parameter("spectrum_condition")
        line = slowest[0] * np.exp(-4 * steps / condition)
        axes.plot(steps, line, label=f"theory: exp(−4k/κ), κ = {condition:.0f}", **THEORY)
    axes.set_yscale("log")
    axes.set_xlabel("step k")
    axes.set_ylabel("cost above its least")


def _invariance(canvas: Canvas, table: Table) -> None:
    left, middle, right = canvas.subplots(1, 3)
    names = {"weight": (TRAIN, "on w", "o-"), "rigid": (_RIGID, "on w̃, T a rotation", "o"), "affine": (_AFFINE, "on w̃, T a stretch", "s-")}
    for axes, case, title in ((left, MOVED, "full rank"), (middle, MOVED_LOW, "low rank, from 0")):
        run = _planes(table, [case]).get(case)
        _contours(axes, run, title, *(((-0.6, 1.6), (-0.2, 2.7)) if case == MOVED else ((-0.4, 1.2), (-0.4, 1.7))))
        if run and case == MOVED_LOW:
            _minima(axes, run)
        for kind, (color, name, look) in names.items():
            path = _series(table, case, f"{kind}_1")[1], _series(table, case, f"{kind}_2")[1]
            ring: dict[str, Any] = {"markersize": 7, "markerfacecolor": "none"} if kind == "rigid" else {"markersize": 3.5}
            axes.plot(*path, look, color=color, linewidth=1.2, label=name, zorder=3, **ring)
        for kind in ("rigid", "affine"):
            color, dashes = names[kind][0], "-" if case == MOVED else "--"
            steps, distances = _series(table, case, kind)
            right.plot(steps[distances > 0], distances[distances > 0], dashes, color=color, linewidth=1.4)
    for dashes, title in (("-", "full rank"), ("--", "low rank")):
        right.plot([], [], dashes, color="#555555", linewidth=1.4, label=f"right: {title}")
    right.set_yscale("log")
    right.set_title("T w̃ + t from w", fontsize=11)
    right.set_xlabel("step k")
    right.set_ylabel("relative distance")


def _differences(axes: Axes, table: Table, case: str, **look: str) -> None:
    steps, differences = _series(table, case, "closed_form")
    axes.plot(steps[differences > 0], differences[differences > 0], linewidth=1.2, **look)


def _convergence(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    conditions, steps = _series(table, CONDITIONS, "steps")
    left.plot(conditions, steps, "o", color=TRAIN, label="steps taken", zorder=3)
    left.plot(conditions, conditions * -np.log(table.parameter("tolerance")) / 4, label="theory: κ ln(10⁶) / 4", **THEORY)
    left.set(xscale="log", yscale="log")
    left.set_xlabel("condition number κ")
    left.set_ylabel("steps to 10⁻⁶ of the first cost")
    for case in PLANES:
        dashes = "--" if case == DRIFT else "-"
        _differences(right, table, case, color=_COLORS[case], label=f"case {case}", linestyle=dashes)
    _differences(right, table, SPECTRUM, color=_COLORS[SPECTRUM], label="eigenvalues 1, …, 10")
    right.set_yscale("log")
    right.set_xlabel("step k")
    right.set_ylabel("‖iteration − closed form‖ / ‖w‖")
    right.set_title("Equation 13")
    left.set_title("Condition number")


def _limits(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2, sharey=True)
    for case, color in _SHAPES.items():
        left.plot(*_series(table, case, "distance"), "o-", color=color, markersize=3, label=f"Φ {case}", zorder=3)
        left.plot(*_series(table, case, "displaced"), "--", color=color, linewidth=1.2, zorder=2)
        right.plot(*_series(table, case, "ridge"), "o-", color=color, markersize=3, zorder=3)
    left.plot([], [], "--", color="#555555", linewidth=1.2, label="from w(0) ≠ 0, to its projection")
    left.set_xscale("symlog", linthresh=1.0)
    left.set_xlim(left=0.0)
    left.set_xlabel("step k")
    left.set_ylabel("relative distance from the limit")
    left.set_title("Gradient descent")
    left.set_yscale("log")
    right.set(xscale="log", yscale="log")
    right.invert_xaxis()
    right.set_xlabel("ridge λ")
    right.set_title("Ridge")


def _theorem1(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    axes.plot(*_series(table, THEOREM, "bound"), label="theory: (1 − αm)$^k$ of the first", **THEORY)
    axes.plot(*_series(table, THEOREM, "excess"), color=TRAIN, label="cost above its least", zorder=3)
    axes.set_yscale("log")
    axes.set_xlabel("step k")
    axes.set_ylabel("J(w) − J(w*)")


def _assumptions(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    steps, least = _series(table, THEOREM, "convexity")
    left.plot(steps, least, "-", color=_LEAST, label="C1: 2 (J(w′) − J(w) − ∇J(w)ᵀ(w′ − w)) / ‖w′ − w‖²", zorder=3)
    left.plot(*_series(table, THEOREM, "smoothness"), "--", color=_MOST, label="C2: ‖∇J(w′) − ∇J(w)‖ / ‖w′ − w‖", zorder=3)
    if len(steps):
        m, most = table.parameter("convexity"), 1 / float(_series(table, THEOREM, "rate")[1][0])
        left.axhline(m, label="theory: C1's bound m, below it", **THEORY)
        left.axhline(most, label="theory: C2's bound M, above it", **_theory(":"))
    left.set_yscale("log")
    left.set_ylabel("curvature")
    left.set_title("Assumptions C1, C2")
    right.plot(*_at(steps, _series(table, THEOREM, "excess")), color=TRAIN, label="cost above its least, J(w) − J(w*)", zorder=3)
    bound = _series(table, THEOREM, "most_excess")
    right.plot(*bound, label="theory: its bound ‖∇J(w)‖²/2m, equation 19", **_theory("--"))
    right.plot(*_series(table, THEOREM, "fall"), color=_FALL, label="fall of a step, J(w) − J(w′)", zorder=3)
    bound = _series(table, THEOREM, "least_fall")
    right.plot(*bound, label="theory: its bound α‖∇J(w)‖²/2, equation 18", **_theory((0, (1, 1, 3, 1))))
    right.set_yscale("log")
    right.set_ylabel("cost")
    right.set_title("Equations 18, 19")
    for axes in (left, right):
        axes.set_xlabel("step k")


def _at(steps: np.ndarray, series: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    chosen = np.isin(series[0], steps)
    return series[0][chosen], series[1][chosen]


FIGURES = (
    Figure(
        "figure2",
        "Grosse, chapter 1, figure 2, and case 2 of section 2.2, which it leaves out. The paper names no parameters: curvatures 2 and ½ "
        "(a, c), 2 and 0 (b, case 2). Descent with step α and largest curvature ã: below αã = 1 it does not oscillate; from 1 to 2 it "
        "does, and converges; at 2 it goes on for ever; above, it diverges (7 points of these two are drawn, 13 of others). Without "
        "curvature along a direction it stops at the nearest minimum, or drifts where there is a slope. (c) On the eigenvectors q the "
        "paths are exponentials, on an axis the sum of two.",
        _figure2,
        (8.0, 8.2),
    ),
    Figure(
        "figure3",
        "Grosse, chapter 1, figure 3, with its eigenvalues 1, …, 10; its step and start are not given: α = 0.175, w̃(0) = (1, …, 1). The "
        "lowest curvature's part of the cost is what is left of it in the end. The cost is a sum of an exponential for each eigenvector.",
        _figure3,
        (8.0, 5.4),
    ),
    Figure(
        "invariance",
        "Grosse, chapter 1, section 2.1, no figure of the paper; curvatures 2 and ½, 2 and 0, α = 0.3. Descent on coordinates w̃, "
        "w = T w̃ + t, from the same start, its path drawn in w. If T is orthogonal, here a rotation, the path is the same to rounding; if "
        "not, here another unit for each axis, it is another, and where minima are many it ends at another one than that of least norm.",
        _invariance,
        (10.0, 4.6),
    ),
    Figure(
        "convergence",
        "Grosse, chapter 1, section 2.2, no figure of the paper. Left: the number of steps grows as the condition number, with the step "
        "size of the fastest descent, 2/(ã_min + ã_max). Right: the difference between the iteration and its closed form, which is "
        "rounding's.",
        _convergence,
        (9.0, 4.6),
    ),
    Figure(
        "limits",
        "Grosse, chapter 1, section 2.4, no figure of the paper; Φ of normal numbers, or of combinations of such rows. Descent from 0 and "
        "the ridge (ΦᵀΦ + λI)⁻¹Φᵀt as λ → 0 have one limit, the pseudoinverse's solution. Where the rank is deficient, the ridge divides "
        "rounding errors by λ: a small λ needs more digits than descent.",
        _limits,
        (9.0, 4.6),
    ),
    Figure(
        "theorem1",
        "Grosse, chapter 1, theorem 1. Descent with α = 1/M on a strongly convex cost that is not quadratic, and its bound. The paper "
        "names no cost: J = mean √(1 + (x·w − t)²) + m/2 ‖w‖², m = 0.1, of 24 rows with 6 features.",
        _theorem1,
        (8.0, 5.2),
    ),
    Figure(
        "assumptions",
        "Grosse, chapter 1, section 5, no figure of the paper. The assumptions C1 and C2 of theorem 1, and the two inequalities of its "
        "proof, at each step of that descent from w to w′.",
        _assumptions,
        (9.0, 5.0),
    ),
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
    return found + _last_distances(table) + _contraction(table) + _inequalities(table) + _moves(table)


def _closed_forms(table: Table) -> list[Value]:
    names = {**{case: f"case {case}" for case in PLANES}, SPECTRUM: "eigenvalues 1 to 10"}
    differences = {name: _series(table, case, "closed_form")[1] for case, name in names.items()}
    text = "Equation 13: largest relative difference of closed form and iteration"
    return [Value(f"{text}, {name}", float(worst.max()), theory(0)) for name, worst in differences.items() if len(worst)]


def _spectrum(table: Table) -> list[Value]:
    steps, slowest = _series(table, SPECTRUM, "slowest")
    excess = _series(table, SPECTRUM, "excess")[1]
    if len(slowest) < 2:
        return []
    rate = float(_series(table, SPECTRUM, "rate")[1][0])
    measured = float(np.log(slowest[0] / slowest[-1]) / (steps[-1] - steps[0]))
    early = float(np.log(excess[0] / excess[1]))
    cost, formula = _series(table, SPECTRUM, "cost")[1], _series(table, SPECTRUM, "superposition")[1]
    text = "Figure 3: largest relative difference of J(w) and the sum of ten exponentials"
    sums = [Value(text, float(np.max(np.abs(cost / formula - 1))), theory(0))] if len(cost) else []
    return sums + [
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
            found.append(Value(f"Ridge to Φ⁺t, Φ {case}: least distance, at λ = {numbers.text(lambdas[best], 1)}", float(distances[best])))
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


def _inequalities(table: Table) -> list[Value]:
    """C1, C2 and equations 18 and 19 along the run, each as what must not be less, or more, than its bound."""
    names = ("convexity", "smoothness", "fall", "least_fall", "most_excess")
    least, most, fall, least_fall, most_excess = (_series(table, THEOREM, name)[1] for name in names)
    if not len(least):
        return []
    steps = _series(table, THEOREM, "fall")[0]
    excess = _at(steps, _series(table, THEOREM, "excess"))[1]
    limit = 1 / float(_series(table, THEOREM, "rate")[1][0])
    return [
        Value(f"C1: least 2 (J(w′) − J(w) − ∇J(w)ᵀ(w′ − w)) / ‖w′ − w‖² (at least m = {table.parameter('convexity'):g})", float(np.min(least))),
        Value(f"C2: largest ‖∇J(w′) − ∇J(w)‖ / ‖w′ − w‖ (at most M = {limit:.4g})", float(np.max(most))),
        Value("Equation 18: least ratio of a step's fall of the cost to α‖∇J(w)‖²/2 (at least 1)", float(np.min(fall / least_fall))),
        Value("Equation 19: largest ratio of the cost above its least to ‖∇J(w)‖²/2m (at most 1)", float(np.max(excess / most_excess))),
    ]


def _moves(table: Table) -> list[Value]:
    """What other coordinates do to descent, and to the solution of least norm."""
    found = []
    texts = {"rigid": "T a rotation", "affine": "T a stretch"}
    for case, name in ((MOVED, "full rank"), (MOVED_LOW, "low rank, from 0")):
        for kind, text in texts.items():
            distances = _series(table, case, kind)[1]
            if len(distances):
                label = f"Section 2.1, {name}: largest ‖T w̃ + t − w‖ / ‖w‖ along descent, {text}"
                found.append(Value(label, float(np.max(distances)), theory(0 if kind == "rigid" else None)))
    for case in SHAPES:
        for kind, text in (("rigid", "T a reflection"), ("affine", "T not orthogonal")):
            for quantity, what in ((kind, "T w̃ from w"), (f"{kind}_fit", "their fits")):
                distance = _series(table, case, quantity)[1]
                if len(distance):
                    label = f"Least-norm solutions, Φ {case}, {text}: relative distance of {what}"
                    found.append(Value(label, float(distance[0]), theory(None if quantity == "affine" else 0)))
    return found
