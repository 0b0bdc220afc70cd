# SPDX-License-Identifier: MIT
"""What accuracy costs."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from minnorm.experiments.precision import at_threshold, looks, rows
from minnorm.experiments.precision.figures import panels
from minnorm.experiments.precision.study import Study
from minnorm.report.figure import Figure

_LARGEST, _LEAST = 1e3, 1e-18
_NAMED = 0.5  # of the error of the one named before it
_NOT_COUNTED = "no instructions were counted:\nan emulated board counts them"


def points(study: Study, dataset: str) -> dict[tuple[str, str], tuple[float, float]]:
    """Median instructions and median error at N = D by solver and scalar, of the data as sent; those without a cost are left out, or
    that were not begun: data beyond the scalar cost nothing."""
    setting = rows.main(study)
    found = at_threshold.threshold(study, dataset, study.records, setting["scaling"]).where(input=setting["input"])
    by_case = {
        (solver, scalar): one
        for solver, of_solver in found.by("solver").items()
        for scalar, one in of_solver.by("scalar").items()
    }
    costs = {case: one["instructions"][one["instructions"] > 0] for case, one in by_case.items()}
    return {case: (rows.median(costs[case]), rows.median(one.errors())) for case, one in by_case.items() if len(costs[case])}


def front(found: dict[tuple[str, str], tuple[float, float]]) -> list[tuple[str, str]]:
    """The cases that no other beats in both, from cheap to dear."""
    kept: list[tuple[str, str]] = []
    for case in sorted(found, key=found.__getitem__):
        if np.isfinite(found[case][1]) and (not kept or found[case][1] < found[kept[-1]][1]):
            kept.append(case)
    return kept


def _draw(canvas: Canvas, study: Study) -> None:
    drawn: set[tuple[str, str]] = set()

    def panel(axes: Axes, name: str) -> bool:
        found = points(study, name)
        if not found:
            axes.set_title(looks.title(study, name))
            panels.empty(axes, _NOT_COUNTED)
            return True
        drawn.update(found)
        for (solver, scalar), (cost, error) in found.items():
            look = {"color": looks.solver(solver)["color"], "marker": looks.SCALARS.get(scalar, "."), "linestyle": "none"}
            is_filled = looks.solver(solver)["linestyle"] == "-"
            axes.plot(
                cost,
                np.clip(error, _LEAST, _LARGEST),
                **look,
                markersize=7,
                fillstyle="full" if is_filled else "none",
                zorder=3,
            )
        best = front(found)
        corners = np.array([(found[case][0], max(found[case][1], _LEAST)) for case in best])
        if len(corners):
            axes.step(
                corners[:, 0], corners[:, 1], where="post", color="#111111", linewidth=1.0, zorder=2, label="Pareto front"
            )
        named = np.inf
        for (solver, scalar), (cost, error) in zip(best, corners):
            if error < _NAMED * named:
                axes.annotate(
                    f"{solver}/{scalar}", (cost, error), xytext=(6, 5), textcoords="offset points", fontsize=8, zorder=4
                )
                named = error
        axes.axhline(rows.CLOSE, **panels.LIMIT, label="1%")
        axes.set_xscale("log")
        panels.frame(axes, np.clip([error for _, error in found.values()], _LEAST, _LARGEST), low=_LEAST)
        axes.set_xlabel("instructions of a fit, median")
        costs = [cost for cost, _ in found.values()]
        axes.set_xlim(min(costs) / 2, max(costs) * 6)
        return True

    panels.draw(canvas, study, [one.name for one in study.datasets], panel, "relative error, N = D")
    _name_marks(canvas.axes[0], drawn)


def _name_marks(axes: Axes, drawn: set[tuple[str, str]]) -> None:
    """Names colours and marks for the legend."""
    for solver in rows.in_order([solver for solver, _ in drawn]):
        look = looks.solver(solver)
        fill = "full" if look["linestyle"] == "-" else "none"
        axes.add_line(
            Line2D([], [], color=look["color"], linestyle="none", marker="o", markersize=6, fillstyle=fill, label=solver)
        )
    for scalar in rows.in_order([scalar for _, scalar in drawn], rows.SCALARS):
        marker = looks.SCALARS.get(scalar, ".")
        axes.add_line(Line2D([], [], color="#555555", linestyle="none", marker=marker, markersize=6, label=f"in {scalar}"))


PARETO = Figure(
    "pareto",
    "What accuracy costs at N = D: median relative error of the test error against the median of the instructions of one "
    "fit, each solver in each scalar; the line joins those that none is both cheaper and better than. Below the error of "
    "data rounded to float32 a better solver or scalar buys nothing: where the front turns flat. Float64 without a unit "
    "for it costs an order of magnitude. In data of your own take the leftmost point below 1%.",
    _draw,
)
