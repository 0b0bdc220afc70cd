# SPDX-License-Identifier: MIT
"""How every figure looks."""

import io

import matplotlib

matplotlib.use("Agg")

import numpy as np
from matplotlib.figure import Figure as Canvas
from minnorm.report.figure import Figure

TRAIN, TEST, FREE, SIGMA = "#4878a8", "#c8553d", "#3a7d44", "#333333"
THRESHOLD = {"color": "#222222", "linestyle": "--", "linewidth": 1.2, "zorder": 1}  # the line at the interpolation threshold
PUBLISHED = {"color": "#222222", "linestyle": "none", "marker": "x", "markersize": 6, "zorder": 5}  # a published value
STYLE = {
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "axes.grid": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "legend.frameon": True,
    "legend.framealpha": 0.9,
    "legend.edgecolor": "none",
    "legend.fontsize": 9.5,
    "lines.linewidth": 1.8,
}


def render(figure: Figure, data: object) -> bytes:
    """The figure as a PNG file's bytes."""
    with matplotlib.rc_context(STYLE), np.errstate(over="ignore", invalid="ignore"):  # a mean may leave float64: it is not drawn
        canvas = Canvas(figsize=figure.size, dpi=130, layout="constrained")
        figure.draw(canvas, data)
        _give_log_axes_a_range(canvas)
        out = io.BytesIO()
        canvas.savefig(out, format="png")
    return out.getvalue()


def _give_log_axes_a_range(canvas: Canvas) -> None:
    """A logarithmic axis without a positive value cannot be drawn: a part of a run may have none."""
    for axes in canvas.axes:
        for direction in ("x", "y"):
            is_log = getattr(axes, f"get_{direction}scale")() == "log"
            if is_log and not np.isfinite(getattr(axes.dataLim, f"minpos{direction}")):
                getattr(axes, f"set_{direction}lim")(0.1, 10.0)
