# SPDX-License-Identifier: MIT
"""The distribution of the solvers' errors at N = D, with its tail."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.experiments.precision import at_threshold, looks, rows
from minnorm.experiments.precision.figures import panels
from minnorm.experiments.precision.study import GAUSSIAN, Study
from minnorm.report.figure import Figure
from minnorm.report.style import THEORY

_SHOWN = ("jacobi", "jacobi-default", "qr", "cgls", "eigen-jacobi", "cholesky")
_TAILS = {"jacobi": (1.0, "-."), "cholesky": (0.5, ":")}  # P(error > z) ~ z^−a
_ANCHOR = 0.1  # the survival at which a tail's line begins
_LEAST, _MOST = 1e-10, 1e4


def names(study: Study) -> list[str]:
    """The draws first, where they are."""
    return [*([GAUSSIAN] if study.draws else []), *(one.name for one in study.datasets)]


def _draw(canvas: Canvas, study: Study) -> None:
    setting = rows.main(study)

    def panel(axes: Axes, name: str) -> bool:
        found = rows.records(study, name).where(n=at_threshold.dimension(study, name)).by("solver")
        kept = [solver for solver in _SHOWN if solver in found] or rows.in_order(list(found))[:1]
        if not kept:
            return False
        least = 1.0
        for solver in kept:
            errors = np.sort(np.clip(found[solver].errors("test_error_rounded"), _LEAST, 10 * _MOST))
            share = 1.0 - np.arange(len(errors)) / len(errors)  # of those at least as large
            least = min(least, share[-1])
            axes.step(
                np.append(errors, np.inf),
                np.append(share, 0.0),
                where="pre",
                **(looks.solver(solver) | {"linewidth": 1.5}),
                label=solver,
            )
            if name == GAUSSIAN and solver in _TAILS:
                _tail(axes, errors, *_TAILS[solver])
        axes.axvline(rows.CLOSE, **panels.LIMIT, label="1%")
        axes.set(xscale="log", yscale="log", xlim=(_LEAST, _MOST), ylim=(least / 1.5, 1.4), xlabel="z")
        axes.set_xticks(10.0 ** np.arange(-10, 5, 2))
        axes.minorticks_off()
        return True

    panels.draw(canvas, study, names(study), panel, f"share of splits with error > z, {rows.name_of(setting)}")


def _tail(axes: Axes, errors: np.ndarray, power: float, dashes: str) -> None:
    """The power law through where a tenth of the errors are larger."""
    start = rows.quantile(errors, 1.0 - _ANCHOR)
    if not 0 < start < np.inf:
        return
    z = np.geomspace(start / 10, start * 1e8, 60)
    label = "slope −1: error ∝ κ, and P(κ > z) ~ 1/z" if power == 1.0 else "slope −1/2: error ∝ κ²"
    axes.plot(z, _ANCHOR * (z / start) ** -power, **(THEORY | {"linestyle": dashes}), label=label)


DISTRIBUTION = Figure(
    "distribution",
    "The algorithm's part of the relative error of the test error at N = D, as the share of splits (or draws) above z. "
    "For Gaussian rows P(κ > z) ~ 1/z (Edelman 1988): the errors of Jacobi and QR go by κ and have the tail 1/z, "
    "Cholesky's go by κ² and have z^(−1/2), without a mean. Jacobi and QR lie on one another: at N = D Jacobi is not "
    "better than QR. On the WHO data the default threshold is past 1% in every split. A line that stays level to the "
    "right edge has no solution in that share. In data of your own the share beyond the 1% line is the risk of taking "
    "that solver once.",
    _draw,
)
