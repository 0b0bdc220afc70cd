# SPDX-License-Identifier: MIT
"""Batra's theorems as numbers: the pseudoinverse's conditions, and gradient flow, descent and ridge regression that end in it."""

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, MARKS, SIGMA, TEST, THRESHOLD, TRAIN
from minnorm.report.values import Source, Value, published

TITLE = "Batra: gradient flow ends in the minimum-norm solution"
BOUND = 50  # of a Moore–Penrose residual, in ε·κ
_VALUES = ("value1", "value2", "value3", "value4")
_ALGORITHMS = ("JacobiSVD", "CompleteOrthogonalDecomposition")
_CONDITIONS = ("(i) XX⁺X = X", "(ii) X⁺XX⁺ = X⁺", "(iii) XX⁺ symmetric", "(iv) X⁺X symmetric")
_INVERSE = ((1 / 3, -1 / 6), (1 / 3, 1 / 12), (-1 / 3, 5 / 12))  # X⁺ of exercise 1
_SOLUTION = (4 / 5, 8 / 5)  # of exercise 2
_STARTS = {"zero_start": "from w(0) = 0", "any_start": "from a random w(0)"}
_TIME = "time σ₁²t"


def _ratios(table: Table, algorithm: str) -> tuple[np.ndarray, np.ndarray]:
    """κ of each matrix, and its four residuals over ε·κ."""
    rows = table.where(part="conditions", algorithm=algorithm)
    scale = rows["at"] * rows["kappa"]
    return rows["kappa"], np.stack([rows[name] for name in _VALUES]) / scale


def _steps(table: Table, part: str) -> list[float]:
    """The steps of descent times σ₁², the largest first."""
    return sorted(np.unique(table.where(part=part)["algorithm"]), reverse=True)


def _median(rows: Table, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Where there are values, and their medians over repeats."""
    places = np.unique(rows["at"])
    return places, np.array([np.median(rows.where(at=place)[name]) for place in places])


def _step_label(step: float) -> str:
    return "descent, step " + ("1/σ₁²" if step == 1 else f"1/({1 / step:g} σ₁²)")


def _step_colors(steps: list[float]) -> list:
    return list(colormaps["viridis"](np.linspace(0.15, 0.8, max(len(steps), 1))))


def _draw_conditions(canvas: Canvas, table: Table) -> None:
    panels = canvas.subplots(1, 2, sharey=True)
    for axes, algorithm in zip(panels, _ALGORITHMS):
        kappa, ratios = _ratios(table, algorithm)
        for ratio, label, marker, color in zip(ratios, _CONDITIONS, "o^sD", (TRAIN, TEST, FREE, SIGMA)):
            seen = ratio > 0
            axes.plot(kappa[seen], ratio[seen], marker, color=color, markersize=3.5, alpha=0.45, label=label, linestyle="none")
        axes.axhline(BOUND, **THRESHOLD, label=f"bound, {BOUND} εκ")
        axes.set(xscale="log", yscale="log", xlabel="condition number κ", title=algorithm)
    panels[0].set_ylabel("relative residual / (ε κ)")


def _draw_flow(canvas: Canvas, table: Table) -> None:
    panels = canvas.subplots(2, 2, sharex=True, sharey="row")
    for (upper, lower), (part, start) in zip(panels.T, _STARTS.items()):
        steps = _steps(table, part)
        if steps:
            upper.plot(*_median(table.where(part=part, algorithm=steps[-1]), "value1"), color=SIGMA, label="flow, closed form")
        for step, color in zip(steps, _step_colors(steps)):
            rows = table.where(part=part, algorithm=step)
            upper.plot(*_median(rows, "value2"), "o", color=color, markersize=4, label=_step_label(step))
            lower.plot(*_median(rows, "value3"), "o-", color=color, markersize=4, label=_step_label(step))
        upper.set(xscale="log", yscale="log", title=f"{start}, to X⁺y" + (" + null-space part" if part == "any_start" else ""))
        lower.set(xscale="log", yscale="log", xlabel=_TIME)
    panels[0, 0].set_ylabel("distance from the limit / ‖limit‖")
    panels[1, 0].set_ylabel("descent to flow / ‖limit‖")


def _draw_null_space(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    steps = _steps(table, "any_start")
    for step, color in zip(steps, _step_colors(steps)):
        axes.plot(*_median(table.where(part="any_start", algorithm=step), "value4"), "o-", color=color, label=_step_label(step))
        axes.plot(*_median(table.where(part="zero_start", algorithm=step), "value4"), "s:", color=color, markersize=4)
    epsilon = table.where(part="conditions")["at"]
    if len(epsilon):
        axes.axhline(epsilon[0], color=SIGMA, linewidth=1.2, linestyle="--", label="ε of the scalar")
    axes.plot([], [], "s:", color=SIGMA, markersize=4, label="the same from w(0) = 0")
    axes.set(xscale="log", yscale="log", xlabel=_TIME, ylabel="moved in the null space / ‖limit‖")
    axes.set_title("The null-space part moves by rounding only")


def _draw_path(axes: Axes, rows: Table, first: bool) -> None:
    axes.plot(rows["value1"], rows["value2"], color=TRAIN, label="gradient flow" if first else None)
    axes.plot(rows["value3"], rows["value4"], "o", color=TRAIN, markersize=3.5, label="gradient descent" if first else None)
    axes.plot(rows["value1"][:1], rows["value2"][:1], "o", color=TEST, markersize=7, label="w(0)" if first else None)


def _draw_plane(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    rows = table.where(part="plane")
    rows = rows.where(repeat=rows["repeat"].min(initial=np.inf))
    line = np.array([-1.5, 4.7])
    axes.plot(line, (4 - line) / 2, color=SIGMA, label="solutions of x₁ + 2x₂ = 4")
    starts = np.flatnonzero(rows["at"] == 0)
    for first, last in zip(starts, [*starts[1:], len(rows)]):
        _draw_path(axes, rows.at(np.arange(first, last)), first == 0)
    axes.plot(*_SOLUTION, **(MARKS[Source.PUBLISHED] | {"markersize": 10, "markeredgewidth": 2}), label="least norm, (4/5, 8/5)")
    axes.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", title="Flow and descent go straight to the solutions")


def _draw_ridge(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    rows = table.where(part="ridge")
    axes.plot(*_median(rows, "value2"), color=SIGMA, label="expected, Σ λ/(σ² + λ) along each mode")
    axes.plot(*_median(rows, "value1"), "o", color=TRAIN, label="least squares on [X; √λ I]")
    axes.set(xscale="log", yscale="log", xlabel="ridge weight λ/σ₁²", ylabel="distance from X⁺y / ‖X⁺y‖")
    axes.set_title("Ridge regression tends to the minimum-norm solution")


FIGURES = (
    Figure(
        "conditions",
        "Section 3.1. Residuals of the four Moore–Penrose conditions, of the paper's and of random matrices.",
        _draw_conditions,
        (10.0, 4.6),
    ),
    Figure("plane", "Figure 1 and exercises 2 and 3. Flow and descent on one equation with two unknowns.", _draw_plane),
    Figure(
        "flow",
        "Theorem 3. Flow by its closed form, and descent with three steps: 5 data, 20 parameters, median over problems.",
        _draw_flow,
        (10.0, 7.2),
    ),
    Figure("null_space", "Lemma 1. How far descent moves in the null space of X, median over problems.", _draw_null_space),
    Figure("ridge", "Section 7. Ridge regression as λ goes to 0, median over problems.", _draw_ridge),
)


def _exercise_values(table: Table) -> list[Value]:
    found: list[Value] = []
    for part, name, entries in (
        ("exercise1", "exercise 1, X⁺", {(i, j): value for i, row in enumerate(_INVERSE) for j, value in enumerate(row)}),
        ("exercise2", "exercise 2, x", {(i, 0): value for i, value in enumerate(_SOLUTION)}),
    ):
        for (i, j), value in entries.items():
            computed = table.where(part=part, algorithm="JacobiSVD", at=i)[_VALUES[j]]
            if len(computed):
                place = f"({i + 1}, {j + 1})" if part == "exercise1" else f"{i + 1}"
                found.append(Value(f"{name}{place}", float(computed[0]), published(value)))
    for algorithm in _ALGORITHMS:
        parts = [table.where(part=part, algorithm=algorithm) for part in ("exercise1", "exercise2")]
        errors = np.concatenate([rows[column] for rows in parts for column in _VALUES[2:]])
        if len(errors):
            found.append(Value(f"exercises, worst error in units in the last place, {algorithm}", float(errors.max())))
    return found


def _descent_values(table: Table) -> list[Value]:
    """At the smallest step of descent, and at the end of the time."""
    found = []
    for part, start in _STARTS.items():
        for step in _steps(table, part)[-1:]:
            rows = table.where(part=part, algorithm=step)
            ended = rows["at"] == rows["at"].max()
            for what, numbers in (
                ("largest distance from the flow", rows["value3"]),
                ("largest distance from the limit in the end", rows["value2"][ended]),
                ("largest move in the null space", rows["value4"]),
            ):
                found.append(Value(f"descent {start}, step 1/({1 / step:g} σ₁²): {what} / ‖limit‖", float(numbers.max())))
    return found


def values(table: Table) -> list[Value]:
    """The exercises beside their solutions; the worst of residuals and distances, which are 0 in exact arithmetic."""
    found = _exercise_values(table)
    for algorithm in _ALGORITHMS:
        _, ratios = _ratios(table, algorithm)
        if ratios.size:
            found.append(Value(f"worst Moore–Penrose residual / (ε κ), at most {BOUND}, {algorithm}", float(ratios.max())))
    found += _descent_values(table)
    ridge = table.where(part="ridge")
    if len(ridge):
        least = ridge["at"] == ridge["at"].min()
        name = f"ridge, λ = {ridge['at'].min():.1e} σ₁²: largest distance from X⁺y / ‖X⁺y‖"
        found.append(Value(name, float(ridge["value1"][least].max())))
    return found
