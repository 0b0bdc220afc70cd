# SPDX-License-Identifier: MIT
"""A panel for each dataset, two abreast, and what is said in a panel that has nothing to show."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import LogLocator, NullLocator
from minnorm.experiments.precision import looks
from minnorm.experiments.precision.study import Study

ABREAST = 2
SIZE = (5.2, 3.7)  # inches, of one panel
ALONE = (9.0, 6.4)
LEGEND = 0.9
LEAST = 1e-17  # an error of 0 is drawn here
LIMIT = {"color": "#222222", "linestyle": "--", "linewidth": 1.1, "zorder": 2}  # the line of 1%


def size(count: int) -> tuple[float, float]:
    """Of a figure of so many panels, in inches."""
    return (SIZE[0] * ABREAST, LEGEND + SIZE[1] * lines(count)) if count > 1 else ALONE


def lines(count: int) -> int:
    return max(-(-count // ABREAST), 1)


def draw(canvas: Canvas, study: Study, names: Sequence[str], panel: Callable[[Axes, str], bool], label: str) -> None:
    """Draws a panel for each dataset so named. `panel` returns whether there was something to draw; `label` is the y-axis'."""
    columns = min(ABREAST, max(len(names), 1))
    if not names:
        empty(canvas.add_subplot())
    for place, name in enumerate(names):
        axes = canvas.add_subplot(lines(len(names)), columns, place + 1)
        axes.set_title(looks.title(study, name))
        if not panel(axes, name):
            empty(axes)
        axes.set_ylabel(label if place % columns == 0 else "")


def empty(axes: Axes, text: str = "the run has no fits for this") -> None:
    """A panel that says why nothing is in it."""
    axes.set_xscale("linear")
    axes.set_yscale("linear")
    axes.set(xticks=[], yticks=[], xlabel="")
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color="#555555", wrap=True)


def frame(axes: Axes, *lines: np.ndarray, low: float = LEAST, high: float = 1e60) -> None:
    """A logarithmic y-axis around what is finite and above 0, with few ticks."""
    shown = np.concatenate([np.ravel(line) for line in lines] or [np.array([])])
    shown = shown[np.isfinite(shown) & (shown > 0)]
    axes.set_yscale("log")
    if shown.size:
        axes.set_ylim(max(shown.min() / 3, low), max(min(shown.max() * 3, high), low * 10))
    axes.yaxis.set_major_locator(LogLocator(numticks=8))
    axes.yaxis.set_minor_locator(NullLocator())
