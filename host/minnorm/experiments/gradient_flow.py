# SPDX-License-Identifier: MIT
"""Batra's theorems as numbers: the pseudoinverse's conditions and projections, and flow, descent and ridge regression that end in it.

The paper names no data and prints no numbers: what is measured is held against theory.
"""

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, NullLocator, ScalarFormatter
from minnorm.link.table import Table
from minnorm.report import numbers
from minnorm.report.figure import Figure
from minnorm.report.style import THEORY, THRESHOLD
from minnorm.report.values import Value, theory

TITLE = "Batra: gradient flow ends in the minimum-norm solution"
BOUND = 50  # of a Moore–Penrose residual, in ε·κ
_VALUES = ("value1", "value2", "value3", "value4")
_ALGORITHMS = ("JacobiSVD", "CompleteOrthogonalDecomposition")
_PROJECTIONS = ("P² = P, P = XX⁺", "tr P = rank, P = XX⁺", "P² = P, P = X⁺X", "tr P = rank, P = X⁺X")
_CONDITIONS = ("(i) XX⁺X = X", "(ii) X⁺XX⁺ = X⁺", "(iii) XX⁺ symmetric", "(iv) X⁺X symmetric")
_INVERSE = ((1 / 3, -1 / 6), (1 / 3, 1 / 12), (-1 / 3, 5 / 12))  # X⁺ of exercise 1
_SOLUTION = (4 / 5, 8 / 5)  # of exercise 2
_STARTS = {"zero_start": "from w(0) = 0", "any_start": "from a random w(0)"}
_TIME = "time σ₁²t"
_COMPUTED = colormaps["viridis"](0.3)
_EPSILON = {"color": "#777777", "linewidth": 1.2, "linestyle": "--", "label": "ε of the scalar"}
_LEAST_SHOWN = 1e-9  # of a residual, far below rounding's


def _ratios(table: Table, algorithm: str, part: str = "conditions") -> tuple[np.ndarray, np.ndarray]:
    """κ of each matrix, and its four residuals over ε·κ."""
    rows = table.where(part=part, algorithm=algorithm)
    scale = rows["at"] * rows["kappa"]
    return rows["kappa"], np.stack([rows[name] for name in _VALUES]) / scale


def _steps(table: Table, part: str) -> list[float]:
    """The steps of descent times σ₁², the largest first."""
    return sorted(np.unique(table.where(part=part)["step"]), reverse=True)


def _median(rows: Table, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Where there are values, and their medians over repeats."""
    places = np.unique(rows["at"])
    return places, np.array([np.median(rows.where(at=place)[name]) for place in places])


def _step_label(step: float) -> str:
    return "descent, step " + ("1/σ₁²" if step == 1 else f"1/({1 / step:g} σ₁²)")


def _step_colors(steps: list[float]) -> list:
    return list(colormaps["viridis"](np.linspace(0.3, 0.85, max(len(steps), 1))))


def _draw_ratios(canvas: Canvas, table: Table, part: str, labels: tuple[str, ...]) -> None:
    panels = canvas.subplots(1, 2, sharey=True)
    colors = colormaps["viridis"](np.linspace(0.1, 0.85, len(labels)))
    for axes, algorithm in zip(panels, _ALGORITHMS):
        kappa, ratios = _ratios(table, algorithm, part)
        for ratio, label, marker, color, aside in zip(ratios, labels, "o^sD", colors, (0.64, 0.86, 1.16, 1.56)):
            seen = ratio > 0
            axes.plot(aside * kappa[seen], ratio[seen], marker, color=color, markersize=3, alpha=0.5, label=label, linestyle="none")
        axes.axhline(BOUND, **THRESHOLD, label=f"bound, {BOUND} εκ")
        axes.set(xscale="log", yscale="log", xlabel="condition number κ", title=algorithm)
    panels[0].set_ylabel("relative residual / (ε κ)")


def _draw_conditions(canvas: Canvas, table: Table) -> None:
    _draw_ratios(canvas, table, "conditions", _CONDITIONS)


def _draw_projections(canvas: Canvas, table: Table) -> None:
    _draw_ratios(canvas, table, "projections", _PROJECTIONS)


def _draw_solutions(canvas: Canvas, table: Table) -> None:
    lengths, squares = canvas.subplots(1, 2)
    rows = table.where(part="solutions")
    added = np.geomspace(0.1, 10.0, 200)
    lengths.plot(rows["at"], rows["value1"], "o", color=_COMPUTED, markersize=4, label="other solutions, X⁺y + n")
    lengths.plot(added, np.sqrt(1.0 + added**2), **THEORY, label="Pythagoras, √(1 + ‖n‖²/‖X⁺y‖²)")
    lengths.axhline(1.0, **THRESHOLD, label="least norm, ‖X⁺y‖")
    lengths.set(xscale="log", yscale="log", xlabel="null-space part ‖n‖ / ‖X⁺y‖", ylabel="‖w‖ / ‖X⁺y‖", title="Every other solution is longer")
    lengths.yaxis.set_major_locator(FixedLocator([1, 2, 5, 10]))
    lengths.yaxis.set_major_formatter(ScalarFormatter())
    lengths.yaxis.set_minor_locator(NullLocator())
    epsilon = table.where(part="conditions")["at"].max(initial=np.finfo(np.float64).eps)
    squares.plot(rows["at"], rows["value2"] / epsilon, "o", color=_COMPUTED, markersize=4, label="other solutions, X⁺y + n")
    squares.set(xscale="log", xlim=lengths.get_xlim(), ylim=(0.0, None), xlabel="null-space part ‖n‖ / ‖X⁺y‖")
    squares.set(ylabel="|‖w‖² − ‖X⁺y‖² − ‖n‖²| / (ε ‖w‖²)", title="Pythagoras, but for rounding")


def _draw_epsilon(axes: Axes, table: Table) -> None:
    epsilon = table.where(part="conditions")["at"]
    if len(epsilon):
        axes.axhline(epsilon[0], **_EPSILON)


def _draw_residuals(canvas: Canvas, table: Table) -> None:
    norms, apart = canvas.subplots(1, 2, sharex=True)
    steps = _steps(table, "residuals")
    for step, color in zip(steps, _step_colors(steps)):
        rows = table.where(part="residuals", step=step)
        norms.plot(*_shown(*_median(rows, "value1")), "o", color=color, label=_step_label(step))
        norms.plot(*_shown(*_median(rows, "value2")), **THEORY, label="e(t + 1) = (I − ηXXᵀ) e(t)")
        apart.plot(*_shown(*_median(rows, "value4")), "o-", color=color, label=_step_label(step))
    _draw_epsilon(apart, table)
    norms.set(xscale="log", yscale="log", xlabel=_TIME, ylabel="‖e‖ / ‖y‖, e = Xw − y", title="Training residuals")
    apart.set(xscale="log", yscale="log", xlabel=_TIME, ylabel="descent to recursion / ‖y‖", title="Distance from the recursion")


def _shown(places: np.ndarray, medians: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return places, np.where(medians > _LEAST_SHOWN, medians, np.nan)


def _draw_deficient(canvas: Canvas, table: Table) -> None:
    distance, left = canvas.subplots(1, 2, sharex=True)
    steps = _steps(table, "deficient")
    for step, color in zip(steps, _step_colors(steps)):
        rows = table.where(part="deficient", step=step)
        if step == steps[-1]:
            distance.plot(*_median(rows, "value1"), **THEORY, label="flow, closed form")
            left.axhline(np.median(rows["value4"]), **THRESHOLD, label="least squares residual of X⁺y")
        distance.plot(*_median(rows, "value2"), "o", color=color, markersize=5, label=_step_label(step))
        left.plot(*_median(rows, "value3"), "o-", color=color, markersize=5, label=_step_label(step))
    distance.set(xscale="log", yscale="log", xlabel=_TIME, ylabel="distance from X⁺y / ‖X⁺y‖", title="To the limit")
    left.set(xscale="log", ylim=(0.0, 1.0), xlabel=_TIME, ylabel="‖Xw − y‖ / ‖y‖", title="What no w can fit is left")


def _draw_flow(canvas: Canvas, table: Table) -> None:
    panels = canvas.subplots(2, 2, sharex=True, sharey="row")
    for (upper, lower), (part, start) in zip(panels.T, _STARTS.items()):
        steps = _steps(table, part)
        if steps:
            upper.plot(*_median(table.where(part=part, step=steps[-1]), "value1"), **THEORY, label="flow, closed form")
        for step, color in zip(steps, _step_colors(steps)):
            rows = table.where(part=part, step=step)
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
        axes.plot(*_median(table.where(part="any_start", step=step), "value4"), "o-", color=color, label=_step_label(step))
        axes.plot(*_median(table.where(part="zero_start", step=step), "value4"), "s:", color=color, markersize=4)
    _draw_epsilon(axes, table)
    axes.plot([], [], "s:", color="#777777", markersize=4, label="the same from w(0) = 0")
    axes.set(xscale="log", yscale="log", xlabel=_TIME, ylabel="moved in the null space / ‖limit‖")
    axes.set_title("The null-space part moves by rounding only")


def _draw_path(axes: Axes, rows: Table) -> None:
    axes.plot(rows["value1"], rows["value2"], **THEORY, label="flow, closed form")
    axes.plot(rows["value3"], rows["value4"], "o", color=_COMPUTED, markersize=3.5, label=_step_label(rows["step"][0]))
    axes.plot(rows["value1"][:1], rows["value2"][:1], "o", color="#222222", fillstyle="none", markersize=9, label="w(0)")


def _draw_plane(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    rows = table.where(part="plane")
    rows = rows.where(repeat=rows["repeat"].min(initial=np.inf))
    line = np.array([-1.5, 4.7])
    axes.plot(line, (4 - line) / 2, color="#777777", label="solutions of x₁ + 2x₂ = 4")
    starts = np.flatnonzero(rows["at"] == 0)
    for first, last in zip(starts, [*starts[1:], len(rows)]):
        _draw_path(axes, rows.at(np.arange(first, last)))
    axes.plot(*_SOLUTION, "x", color=THEORY["color"], markersize=11, markeredgewidth=2.5, zorder=5, label="least norm, (4/5, 8/5)")
    axes.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", title="Flow and descent go straight to the solutions")


def _draw_ridge(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    rows = table.where(part="ridge")
    axes.plot(*_median(rows, "value2"), **THEORY, label="expected, Σ λ/(σ² + λ) along each mode")
    axes.plot(*_median(rows, "value1"), "o", color=_COMPUTED, label="least squares on [X; √λ I]")
    axes.set(xscale="log", yscale="log", xlabel="ridge weight λ/σ₁²", ylabel="distance from X⁺y / ‖X⁺y‖")
    axes.set_title("Ridge regression tends to the minimum-norm solution")


_PROBLEM = "5 × 20 normal X and y; medians over problems"

FIGURES = (
    Figure(
        "conditions",
        "Batra, section 3.1. Residuals of the four Moore–Penrose conditions, relative and in Frobenius norms, of the exercises' matrices and of random "
        "ones of six shapes and ranks. At each κ, marks stand a little beside each other to be seen.",
        _draw_conditions,
        (10.0, 4.8),
    ),
    Figure(
        "projections",
        "Batra, sections 2.3 and 3.1. XX⁺ and X⁺X are orthogonal projections on the column space and the row space: P² = P, and a trace that is the rank; "
        "(iii) and (iv) of the conditions say that they are symmetric. The same matrices. (The paper names XX⁺ and X⁺X the other way round.)",
        _draw_projections,
        (10.0, 4.8),
    ),
    Figure(
        "solutions",
        "Batra, theorem 2. X⁺y and other solutions w = X⁺y + n of Xw = y, n in the null space of X in random directions: 5 × 20 normal X and y, all "
        "problems. ε is the scalar's.",
        _draw_solutions,
        (10.0, 4.8),
    ),
    Figure(
        "plane",
        "Batra, figure 1 and exercises 2 and 3. Flow and descent on one equation with two unknowns, from 0 and from three other starts.",
        _draw_plane,
    ),
    Figure(
        "flow",
        f"Batra, theorem 3 and exercise 3. Flow by its closed form, and descent with three steps: {_PROBLEM}. Below half a unit in the last place a step "
        "is none: in float, smaller steps end farther away.",
        _draw_flow,
        (10.0, 7.2),
    ),
    Figure("null_space", f"Batra, lemma 1. How far descent moves in the null space of X: {_PROBLEM}.", _draw_null_space),
    Figure(
        "residuals",
        "Schaeffer et al., appendix A. Training residuals e = Xw − y of descent from 0, and the recursion that they follow, computed by XXᵀ without w: "
        f"{_PROBLEM}. Descent ends at rounding, the recursion goes on to 0.",
        _draw_residuals,
        (10.0, 4.8),
    ),
    Figure(
        "deficient",
        "Batra, remark on theorem 3. Flow and descent from 0 where X has rank 3 of 5 rows and y is no combination of columns: 5 × 20, two rows are sums of "
        "others; medians over problems. X⁺y is the library's, by its default threshold of the rank. In float, rounding the residual that is left moves descent "
        "in the null space, step by step.",
        _draw_deficient,
        (10.0, 4.8),
    ),
    Figure("ridge", f"Batra, section 7. Ridge regression as λ goes to 0: {_PROBLEM}.", _draw_ridge),
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
                found.append(Value(f"{name}{place}", float(computed[0]), theory(value)))
    for algorithm in _ALGORITHMS:
        parts = [table.where(part=part, algorithm=algorithm) for part in ("exercise1", "exercise2")]
        errors = np.concatenate([rows[column] for rows in parts for column in _VALUES[2:]])
        if len(errors):
            found.append(Value(f"exercises, worst error in units in the last place, {algorithm}", float(errors.max()), theory(0.0)))
    return found


def _descent_values(table: Table) -> list[Value]:
    """At the smallest step of descent, and at the end of the time."""
    found = []
    for part, start in _STARTS.items():
        for step in _steps(table, part)[-1:]:
            rows = table.where(part=part, step=step)
            ended = rows["at"] == rows["at"].max()
            for what, seen, known in (
                ("largest distance from the flow", rows["value3"], None),
                ("largest distance from the limit in the end", rows["value2"][ended], 0.0),
                ("largest move in the null space", rows["value4"], 0.0),
            ):
                found.append(Value(f"descent {start}, step 1/({1 / step:g} σ₁²): {what} / ‖limit‖", float(seen.max()), theory(known)))
    return found


def _projection_values(table: Table) -> list[Value]:
    found = []
    for algorithm in _ALGORITHMS:
        _, ratios = _ratios(table, algorithm, "projections")
        for what, some in (("‖P² − P‖/‖P‖", ratios[::2]), ("|tr P − rank|/rank", ratios[1::2])):
            if some.size:
                found.append(Value(f"projections XX⁺ and X⁺X: worst {what} / (ε κ), {algorithm}", float(some.max()), theory(0.0)))
    return found


def _solution_values(table: Table) -> list[Value]:
    """Theorems 1 and 2."""
    found = []
    parts, others = table.where(part="subspaces"), table.where(part="solutions")
    if len(parts):
        for what, column in (("row-space and null-space part, largest |cosine|", "value1"), ("null-space part n, largest ‖Xn‖/(σ₁‖n‖)", "value2")):
            found.append(Value(f"theorem 1: {what}", float(parts[column].max()), theory(0.0)))
    if len(others):
        name = f"theorem 2: least ‖w‖/‖X⁺y‖ of {len(others)} other solutions (more than 1), ‖n‖/‖X⁺y‖ ≥ {numbers.text(others['at'].min(), 3)}"
        found.append(Value(name, float(others["value1"].min()), theory(float(np.sqrt(1.0 + others["at"].min() ** 2)))))
        for what, column in (("|‖w‖² − ‖X⁺y‖² − ‖n‖²|/‖w‖²", "value2"), ("‖Xw − y‖/‖y‖ of other solutions", "value3")):
            found.append(Value(f"theorem 2: largest {what}", float(others[column].max()), theory(0.0)))
    return found


def _residual_values(table: Table) -> list[Value]:
    """Schaeffer et al., appendix A."""
    rows = table.where(part="residuals")
    if not len(rows):
        return []
    name = "e(t + 1) = (I − ηXXᵀ) e(t)"
    formula = np.abs(rows["value2"] - rows["value3"])
    return [
        Value(f"{name}: largest distance of descent's residuals from it / ‖y‖", float(rows["value4"].max()), theory(0.0)),
        Value(f"{name}: largest difference of its norm from that of Σ (1 − ησ²)ᵗ (uᵀy) u / ‖y‖", float(formula.max()), theory(0.0)),
    ]


def _deficient_values(table: Table) -> list[Value]:
    """In the end of the time, at the larger step of descent."""
    rows = table.where(part="deficient")
    if not len(rows):
        return []
    ended = rows.where(at=rows["at"].max(), step=rows["step"].max())
    return [
        Value("rank 3 of 5 rows: the rank found that is farthest from 3", float(max(rows["rank"], key=lambda rank: abs(rank - 3))), theory(3.0)),
        Value("rank 3 of 5 rows: largest distance of the flow from X⁺y in the end / ‖X⁺y‖", float(ended["value1"].max()), theory(0.0)),
        Value("rank 3 of 5 rows: largest distance of descent from X⁺y in the end / ‖X⁺y‖", float(ended["value2"].max()), theory(0.0)),
        Value(
            "rank 3 of 5 rows: largest difference of descent's ‖Xw − y‖ from the least squares one / ‖y‖",
            float(np.abs(ended["value3"] - ended["value4"]).max()),
            theory(0.0),
        ),
    ]


def values(table: Table) -> list[Value]:
    """The exercises beside their solutions; the worst of residuals and distances, which are 0 in exact arithmetic."""
    found = _exercise_values(table)
    for algorithm in _ALGORITHMS:
        _, ratios = _ratios(table, algorithm)
        if ratios.size:
            found.append(Value(f"worst Moore–Penrose residual / (ε κ), at most {BOUND}, {algorithm}", float(ratios.max()), theory(0.0)))
    found += _projection_values(table) + _solution_values(table) + _descent_values(table)
    found += _residual_values(table) + _deficient_values(table)
    ridge = table.where(part="ridge")
    if len(ridge):
        least = ridge["at"] == ridge["at"].min()
        name = f"ridge, λ = {numbers.text(ridge['at'].min(), 2)} σ₁²: largest distance from X⁺y / ‖X⁺y‖"
        found.append(Value(name, float(ridge["value1"][least].max()), theory(0.0)))
    return found
