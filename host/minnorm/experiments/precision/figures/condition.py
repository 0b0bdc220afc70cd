# SPDX-License-Identifier: MIT
"""The solver's error against what perturbation theory allows: u·κ of the columns in one unit, not u·κ of the data as they are."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from minnorm.experiments.precision import at_threshold, looks, rows
from minnorm.experiments.precision.figures import panels
from minnorm.experiments.precision.rows import Rows
from minnorm.experiments.precision.study import Study
from minnorm.report.figure import Figure
from minnorm.report.style import THEORY

_SHOWN = ("jacobi", "qr", "cholesky")
_MOST = 1200  # points of a dataset and a scalar in a panel
_RANGE = (1e-18, 1e6)
_NUMBERS = (("kappa", "κ", "matrix as it is"), ("kappa_scaled", "$κ_s$", "unit columns or rows"))


def _draw(canvas: Canvas, study: Study) -> None:
    found = Rows(study.records).where(input=rows.main(study)["input"])
    by_solver = found.by("solver")
    names = [name for name in _SHOWN if name in by_solver] or rows.in_order(list(by_solver))[: len(_SHOWN)]
    if not names:
        panels.empty(canvas.add_subplot())
        return
    for axes_of_one, (column, symbol, meaning) in zip(canvas.subplots(2, len(names), squeeze=False), _NUMBERS):
        for axes, name in zip(axes_of_one, names):
            power = 2 if name.startswith("cholesky") else 1  # of κ in the bound
            _cloud(axes, study, by_solver[name], column, power)
            axes.plot(_RANGE, _RANGE, **THEORY, label="error = u·κ (Cholesky: u·κ²)")
            axes.set(xscale="log", yscale="log", xlim=_RANGE, ylim=_RANGE)
            axes.set_xticks(10.0 ** np.arange(-18, 7, 6))
            axes.set_yticks(10.0 ** np.arange(-18, 7, 6))
            axes.minorticks_off()
            axes.set_xlabel(f"u·{symbol}{'²' if power == 2 else ''}, {meaning}")
            if column == "kappa":
                axes.set_title(name)
        axes_of_one[0].set_ylabel("error of β, solver's part")
    scalars = [scalar for scalar in rows.SCALARS if scalar in found["scalar"]]
    for scalar in scalars:
        handle = Line2D([], [], color="#555555", linestyle="none", marker=looks.SCALARS[scalar], markersize=6, label=scalar)
        canvas.axes[0].add_line(handle)


def _cloud(axes: Axes, study: Study, found: Rows, column: str, power: int) -> None:
    colors = looks.datasets(study)
    by_dataset = found.by("dataset")
    for dataset in rows.in_order(list(by_dataset), list(colors)):
        d = at_threshold.dimension(study, dataset)
        color = colors.get(dataset, "#555555")
        for scalar, some in by_dataset[dataset].by("scalar").items():
            error = some["beta_error_rounded"]
            known = some.at(np.flatnonzero(np.isfinite(error) & (error > 0)))
            for side, fill in ((known["n"] < d, "none"), (known["n"] >= d, "full")):
                shown = _some(known.at(side))
                x, y = (np.clip(values, *_RANGE) for values in (rows.bound(shown, column, power), shown["beta_error_rounded"]))
                look = {"color": color, "marker": looks.SCALARS.get(scalar, "."), "linestyle": "none", "fillstyle": fill}
                size = 2.5 if scalar == "float32" else 4.0
                axes.plot(
                    x, y, **look, markersize=size, alpha=0.3, markeredgewidth=0.5 if fill == "none" else 0, rasterized=True
                )
        axes.plot([], [], "o", color=color, markersize=6, label=looks.title(study, dataset))


def _some(found: Rows) -> Rows:
    """As many as can be told apart, evenly."""
    return found.at(np.unique(np.linspace(0, max(len(found) - 1, 0), min(_MOST, len(found))).astype(int)))


CONDITION = Figure(
    "condition",
    "What the solver's part of the error goes by: each fit's error of β (in the unit of predictions, against the exact "
    "solution of the same rounded data) over u·κ; filled N ≥ D, open N < D. Upper: κ of the matrix as it is. Lower: κ_s, "
    "columns (rows for N < D) scaled to one length. On κ_s the fits of all datasets and scalars with N ≥ D lie along one "
    "line, whatever the units; on κ those of the data in mixed units lie decades to its right. Cholesky goes by κ². For N "
    "< D scaled rows leave the columns' units in κ_s, and Jacobi stays within five times the line. In data of your own, points far "
    "right of the upper line say that units, not information, make κ large.",
    _draw,
    (12.0, 8.6),
)
