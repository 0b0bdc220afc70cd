# SPDX-License-Identifier: MIT
"""How many bits the data need, and what rounding the data does to the peak."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from minnorm.experiments.precision import at_threshold, looks, rows
from minnorm.experiments.precision.figures import panels
from minnorm.experiments.precision.at_threshold import CONVERTER, NEAREST, STOCHASTIC
from minnorm.experiments.precision.rows import Rows
from minnorm.experiments.precision.study import EXACT, Study
from minnorm.report.figure import Figure
from minnorm.report.style import SIGMA, TEST, THEORY

_KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    NEAREST: ("rounded to nearest", {"color": "#3568a8", "marker": "o"}),
    STOCHASTIC: ("rounded stochastically", {"color": "#d08a1d", "marker": "s"}),
    CONVERTER: ("converter over the column's range", {"color": "#3a7d44", "marker": "D"}),
}
_SOLVERS = {"jacobi": "P", "cholesky": "X"}


def _lines(found: Rows, kind: str, column: str, share: float) -> tuple[np.ndarray, np.ndarray]:
    """The bits of each input of that kind, and the column's quantile over the splits."""
    by_bits = at_threshold.by_bits(found, kind)
    values = [
        one.errors(column) if column == "test_error" else one[column][np.isfinite(one[column])] for one in by_bits.values()
    ]
    return np.array(list(by_bits), dtype=float), np.array(
        [rows.median(one) if share == 0.5 else rows.quantile(one, share) for one in values]
    )


def _draw_bits(canvas: Canvas, study: Study) -> None:
    def panel(axes: Axes, name: str) -> bool:
        found = at_threshold.threshold(study, name, study.inputs)
        shown = []
        for kind, (label, look) in _KINDS.items():
            bits, middle = _lines(found, kind, "test_error", 0.5)
            if not bits.size:
                continue
            _, worst = _lines(found, kind, "test_error", rows.MOST)
            line = "none" if kind == CONVERTER else "-"
            axes.plot(bits, middle, linestyle=line, markersize=4, linewidth=1.3, **look, label=f"{label}, median")
            if kind == NEAREST:
                axes.plot(
                    bits, worst, linestyle=":", color=look["color"], linewidth=1.5, label=f"{label}, kept by 95% of splits"
                )
                good = np.flatnonzero(np.isfinite(middle) & (middle > 0))
                if good.size:
                    anchor = good[len(good) * 2 // 3]
                    axes.plot(bits, middle[anchor] * 2.0 ** (bits[anchor] - bits), **THEORY, label="slope −1: error ~ 2⁻ᵖ")
            shown += [middle, worst]
        if not shown:
            return False
        for solver, marker in _SOLVERS.items():
            points = _solver_points(study, name, solver)
            if points:
                at, errors = np.array(points).T
                look = {"color": looks.solver(solver)["color"], "marker": marker, "linestyle": "none", "markersize": 8}
                axes.plot(
                    at,
                    errors,
                    **look,
                    fillstyle="none",
                    zorder=5,
                    label=f"{solver} in {rows.main(study)['scalar']} on data so rounded, median",
                )
                shown.append(errors)
        axes.axhline(rows.CLOSE, **panels.LIMIT, label="1%")
        panels.frame(axes, *shown, np.array([rows.CLOSE]), low=1e-10, high=1e3)
        axes.set(xlabel="bits p of the data", xlim=(2.0, 25.0), xticks=range(4, 25, 4))
        return True

    panels.draw(canvas, study, [one.name for one in study.datasets], panel, "change of the test error, relative")


def _solver_points(study: Study, name: str, solver: str) -> list[tuple[float, float]]:
    """Bits and the median error of each input rounded to nearest that the solver was run on; float32 is at 24."""
    found = at_threshold.threshold(study, name, study.records).where(solver=solver, scalar=rows.main(study)["scalar"])
    return [(bits, rows.median(one.errors())) for bits, one in at_threshold.by_bits(found, NEAREST).items()]


def _draw_modes(canvas: Canvas, study: Study) -> None:
    def panel(axes: Axes, name: str) -> bool:
        found = at_threshold.threshold(study, name, study.inputs)
        truth = found.where(input=EXACT)
        if not len(truth):
            return False
        drawn = []
        for column, label, color in (("test_mse", "test error", TEST), ("sigma_min", "σ_min", SIGMA)):
            whole = rows.median(truth[column])
            for kind, dashes, filled in ((NEAREST, "-", "full"), (STOCHASTIC, "--", "none")):
                bits, middle = _lines(found, kind, column, 0.5)
                if bits.size and whole > 0:
                    drawn.append(middle / whole)
                    look = {
                        "color": color,
                        "linestyle": dashes,
                        "marker": "o",
                        "markersize": 4,
                        "fillstyle": filled,
                        "linewidth": 1.4,
                    }
                    axes.plot(bits, middle / whole, **look, label=f"median {label}, {_KINDS[kind][0]}")
        if not drawn:
            return False
        axes.axhline(1.0, **(panels.LIMIT | {"label": "of the exact data"}))
        shown = np.concatenate([*drawn, [0.5, 2.0]])
        shown = shown[np.isfinite(shown) & (shown > 0)]
        axes.set(yscale="log", ylim=(max(shown.min() / 1.2, 1e-4), min(shown.max() * 1.2, 1e4)))
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.set(xlabel="bits p of the data", xlim=(2.0, 25.0), xticks=range(4, 25, 4))
        return True

    panels.draw(canvas, study, [one.name for one in study.datasets], panel, "ratio to the exact data's")


BITS = Figure(
    "bits",
    "How many bits the data need: what rounding them to p significant bits changes of the exact test error at N = D, "
    "before any solver. It halves with each bit, so float32's 24 bits leave orders of magnitude and binary16's 11 are "
    "about where the median is 1%: 95% of the splits take some three to six bits more. A converter's step is the same for "
    "small and large entries, so it takes two to five bits more than significant ones. Jacobi in float32 adds little to "
    "what rounded data lost; Cholesky has a floor of its own. In data of your own read off where the dotted line falls "
    "below 1%.",
    _draw_bits,
)

ROUNDING_MODES = Figure(
    "rounding_modes",
    "What the rounding mode of the data does to the peak at N = D: medians over splits of the exact solution's test error "
    "and of σ_min, through those of the exact data. Rounding is noise on the matrix: with some 3 to 6 bits it lifts "
    "σ_min, stochastic rounding, whose variance is larger, often more than rounding to nearest. The peak does not fall by "
    "as much, for what the bits have lost is an error of its own. From some 11 bits on neither mode changes anything. In "
    "data of your own look for where the σ_min lines leave 1.",
    _draw_modes,
)
