# SPDX-License-Identifier: MIT
"""Statistics, digits and solvers on one axis, and where each solver fails over N."""

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator
from minnorm.experiments.precision import looks, rows
from minnorm.experiments.precision.figures import panels
from minnorm.experiments.precision.rows import Rows
from minnorm.experiments.precision.study import EXACT, Study
from minnorm.experiments.regression.figures import set_ratios
from minnorm.report import style
from minnorm.report.figure import Figure

_LEFT_OUT = {"jacobi-columns", *rows.DAMPED}  # the same curve as Jacobi's, or another estimator's
_DECADES = np.arange(-8, 5)
_FEW = 5  # values of N: points are marked, for a line may have none
_SENT = {"color": looks.DIGITS, "linestyle": "-", "linewidth": 2.4, "zorder": 3}


def _by_n(found: Rows, values: np.ndarray, *shares: float) -> tuple[np.ndarray, list[np.ndarray]]:
    """Each n, and the values' quantiles there, the median for 0.5."""
    counts = np.unique(found["n"])
    parts = [values[found["n"] == n] for n in counts]
    of = [[rows.median(part) if share == 0.5 else rows.quantile(part, share) for part in parts] for share in shares]
    return counts, [np.array(line) for line in of]


def exact(study: Study, dataset: str) -> Rows:
    """The exact data's solutions: what errors of the main setting are held against."""
    scaling = rows.main(study)["scaling"]
    return Rows(study.inputs).where(dataset=dataset, input=EXACT, scaling=scaling if scaling == "standardized" else "raw")


def _draw_statistics(canvas: Canvas, study: Study) -> None:
    setting = rows.main(study)

    def panel(axes: Axes, name: str) -> bool:
        dimension = next(one.dimension for one in study.datasets if one.name == name)
        truth, sent = exact(study, name), Rows(study.inputs).where(
            dataset=name, input=setting["input"], scaling=setting["scaling"]
        )
        found = rows.records(study, name)
        if not len(truth) or not len(found):
            return False
        counts, (middle, low, high) = _by_n(truth, truth["test_mse"], 0.5, 0.05, 0.95)
        ratio = dimension / counts
        marks = {"marker": "o", "markersize": 4} if len(counts) < _FEW else {}
        look = {"color": looks.STATISTICS, "linewidth": 2.4, "zorder": 4} | marks
        axes.plot(ratio, middle, **look, label="statistics: exact test error, median, 5% to 95% of splits")
        axes.fill_between(ratio, low, high, color=looks.STATISTICS, alpha=0.13, linewidth=0)
        axes.plot(ratio, rows.CLOSE * middle, ":", color=looks.STATISTICS, linewidth=1.2, zorder=2, label="1% of its median")
        shown = [low, high]
        if setting["input"] != EXACT and len(sent):
            counts, (part,) = _by_n(sent, sent.errors() * rows.beside(sent, truth, "test_mse"), 0.5)
            label = f"digits: what rounding the data to {setting['input']} changes, median"
            axes.plot(dimension / counts, part, **(_SENT | marks), label=label)
            shown.append(part)
        by_solver = found.by("solver")
        every = rows.in_order(list(by_solver))
        for solver in [solver for solver in every if solver not in _LEFT_OUT] or every:
            one = by_solver[solver]
            counts, (part,) = _by_n(one, one.errors("test_error_rounded") * rows.beside(one, sent, "test_mse"), 0.5)
            axes.plot(
                dimension / counts, part, **(looks.solver(solver) | {"linewidth": 1.4} | marks), label=f"solver: {solver}"
            )
            shown.append(part)
        axes.set_xscale("log")
        axes.axvline(1.0, **style.THRESHOLD, label="interpolation threshold")
        panels.frame(axes, *shown, low=float(np.nanmin(middle)) * 1e-10, high=float(np.nanmax(high)) * 1e6)
        set_ratios(axes, dimension / np.unique(found["n"]))
        return True

    panels.draw(canvas, study, [one.name for one in study.datasets], panel, "in the unit of the test error")


def _draw_heatmap(canvas: Canvas, study: Study) -> None:
    # Blue below 1%, yellow to red above: the middle of the map is at 1%.
    good = colormaps["YlGnBu_r"](np.linspace(0.05, 0.75, int((_DECADES < -2).sum())))
    bad = colormaps["YlOrRd"](np.linspace(0.25, 1.0, int((_DECADES >= -2).sum() - 1)))
    colors = ListedColormap([*good, *bad]).with_extremes(over="#3b0010", under=good[0], bad="white")
    norm = BoundaryNorm(10.0**_DECADES, len(good) + len(bad))

    def panel(axes: Axes, name: str) -> bool:
        by_solver = rows.records(study, name).by("solver")
        solvers = rows.in_order(list(by_solver))[::-1]
        if not solvers:
            return False
        counts = np.unique(np.concatenate([one["n"] for one in by_solver.values()]))
        grid = np.full((len(solvers), int(counts.max())), np.nan)
        for line, solver in enumerate(solvers):
            ns, (worst,) = _by_n(by_solver[solver], by_solver[solver].errors(), rows.MOST)
            grid[line, ns.astype(int) - 1] = np.minimum(worst, 1e300)
        axes.grid(False)
        edges = np.arange(grid.shape[1] + 1) + 0.5
        axes.pcolormesh(edges, np.arange(len(solvers) + 1), grid, cmap=colors, norm=norm, rasterized=True)
        dimension = next(one.dimension for one in study.datasets if one.name == name)
        for at in (dimension - 0.5, dimension + 0.5):
            axes.axvline(at, color="#111111", linewidth=1.0)
        axes.yaxis.set_major_locator(FixedLocator((np.arange(len(solvers)) + 0.5).tolist()))
        axes.set_yticklabels(solvers, fontsize=9.5)
        axes.set(xlim=(0.5, grid.shape[1] + 0.5), xlabel="training rows N")
        return True

    names = [one.name for one in study.datasets]
    panels.draw(canvas, study, names, panel, "")
    bar = canvas.colorbar(
        ScalarMappable(norm, colors), ax=canvas.axes, extend="max", ticks=(10.0 ** _DECADES[::2]).tolist(), pad=0.015, aspect=40
    )
    bar.set_label("relative error that 95% of the splits keep")
    bar.ax.set_yticklabels([f"$10^{{{decade}}}$" for decade in _DECADES[::2]])
    bar.ax.minorticks_off()
    bar.ax.grid(False)


STATISTICS = Figure(
    "statistics",
    "How much of the curve is statistics, how much the data's digits, how much the solver: the exact test error, what "
    "rounding the data changes of it, and what each solver's arithmetic changes, all in the unit of the test error. A "
    "solver whose line reaches the black one draws a peak of its own; a line that stops has no solution in half of the "
    "splits. In float32 neither the digits nor Jacobi or QR reach the black line at any N. On data in mixed units (WHO) "
    "the default thresholds of Jacobi and COD, Eigen's JacobiSVD and CGLS do; Cholesky on the Gram matrix does for N < D "
    "there, and nearly on California. In data of your own look for the N at which a line first reaches the dotted one: "
    "from there on 1% is the solver's.",
    _draw_statistics,
)

HEATMAP = Figure(
    "heatmap",
    "Which solver can be trusted at which N: the relative error of the test error that 95% of the splits keep, float32; N "
    "= D is between the lines. Blue is within 1%, darkest red has no solution or no digit. N = D is hard for all, and "
    "Cholesky loses it first; the damped solutions answer another question. With columns in mixed units (WHO) the whole "
    "wide side N < D lights up for whatever forms a Gram matrix, and both sides for whatever drops modes by σ₁ or mixes "
    "columns. In data of your own a row that is blue throughout is a solver that suffices.",
    _draw_heatmap,
)
