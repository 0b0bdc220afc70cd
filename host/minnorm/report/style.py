# SPDX-License-Identifier: MIT
"""How every figure looks."""

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from minnorm.report.figure import Figure
from minnorm.report.values import Source

# One meaning, one colour.
TRAIN, TEST, FREE, SIGMA = "#4878a8", "#c8553d", "#3a7d44", "#333333"  # errors, the test error without residuals, σ
VARIANCE, RIDGE, NORM, REFINED = "#d08a1d", "#8db600", "#8c5a3c", "#b5498a"
PROJECTION, RESIDUAL, PRODUCT = "#a6761d", "#7570b3", "#17807e"  # of equation 1: x·v, u·E, and their product with 1/σ
THRESHOLD = {"color": "#222222", "linestyle": "--", "linewidth": 1.2, "zorder": 1}  # the line at the interpolation threshold
THEORY = {"color": "#7b4ea3", "linestyle": "-.", "linewidth": 1.5, "zorder": 4}  # what a formula says
FORMATS = ("png", "svg")
_MARK = {"color": "#222222", "linestyle": "none", "markersize": 6, "zorder": 5}
MARKS = {Source.PUBLISHED: _MARK | {"marker": "x"}, Source.PROTOCOL: _MARK | {"marker": "+", "markersize": 8}}  # a reference's
STYLE = {
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "axes.grid": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.linewidth": 1.8,
    "svg.hashsalt": "minnorm",  # the same file for the same figure
}


_ALONE = threading.Lock()


@contextmanager
def applied() -> Iterator[None]:
    """The style of every figure that is drawn within: matplotlib has one for the whole process, so one thread draws at a time."""
    # A mean may leave float64: it is not drawn.
    with _ALONE, matplotlib.rc_context(STYLE), np.errstate(over="ignore", invalid="ignore"):
        yield


def render(figure: Figure, data: object, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """The figure as files, by format."""
    with applied():
        canvas = Canvas(figsize=figure.size, dpi=200, layout="constrained")
        FigureCanvasAgg(canvas)
        figure.draw(canvas, data)
        _give_log_axes_a_range(canvas)
        add_legend(canvas)
        _settle(canvas)
        return {format: _saved(canvas, format) for format in formats}


def _saved(canvas: Canvas, format: str) -> bytes:
    out = io.BytesIO()
    canvas.savefig(out, format=format, metadata={"Date": None} if format == "svg" else None)
    return out.getvalue()


def add_legend(canvas: Canvas) -> None:
    """One for all panels of a figure that is drawn and has a canvas, below them, in as many columns as fit."""
    entries: dict = {}
    for axes in canvas.axes:
        for handle, label in zip(*axes.get_legend_handles_labels()):
            entries.setdefault(label, handle)
    for columns in range(len(entries), 0, -1):
        legend = canvas.legend(entries.values(), entries.keys(), loc="lower center", ncol=columns, columnspacing=1.4, borderaxespad=0.3)
        box = legend.get_window_extent(canvas.canvas.get_renderer())
        if columns == 1 or box.width <= 0.98 * canvas.bbox.width:
            height = box.height / canvas.bbox.height + 0.02
            canvas.get_layout_engine().set(rect=(0.0, height, 1.0, 1.0 - height))
            return
        legend.remove()


def _settle(canvas: Canvas) -> None:
    """Lays the panels out, and rounds where they are: the layout's last bits depend on where in memory its variables lie."""
    canvas.draw_without_rendering()
    canvas.set_layout_engine("none")
    for axes in canvas.axes:
        axes.set_position(tuple(np.round(axes.get_position(original=True).bounds, 6)))


def _give_log_axes_a_range(canvas: Canvas) -> None:
    """A logarithmic axis without a positive value cannot be drawn: a part of a run may have none."""
    for axes in canvas.axes:
        for direction in ("x", "y"):
            is_log = getattr(axes, f"get_{direction}scale")() == "log"
            if is_log and not np.isfinite(getattr(axes.dataLim, f"minpos{direction}")):
                getattr(axes, f"set_{direction}lim")(0.1, 10.0)
