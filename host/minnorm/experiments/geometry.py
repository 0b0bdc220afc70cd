# SPDX-License-Identifier: MIT
"""Figure 6 of Schaeffer et al.: how the singular modes of N rows in three dimensions change with N."""

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, NullLocator, ScalarFormatter
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import THEORY, THRESHOLD
from minnorm.report.values import Value

TITLE = "Schaeffer et al., figure 6: why the smallest singular value is lowest at N = D"
_COLORS = tuple(colormaps["viridis"]([0.3, 0.6, 0.85]))  # of modes 1, 2, 3
_DOTS = "#777777"  # rows of X
_HALF_WIDTH = 8.0  # of a panel's axes; the standard deviation along the longest direction is 5.3


def _rows(table: Table, n: int, mode: int, repeat: int) -> np.ndarray:
    """v1, v2, v3 of the table's rows of that set and mode: of mode 0 the data."""
    rows = table.where(n=n, mode=mode, repeat=repeat)
    return np.stack([rows[name] for name in ("v1", "v2", "v3")], axis=1)


def _sizes(table: Table) -> list[int]:
    return [int(n) for n in np.unique(table["n"])]


def _sigma(table: Table, n: int, mode: int) -> np.ndarray:
    """The singular value of that mode, of each repeat."""
    return table.where(n=n, mode=mode)["sigma"]


def _draw_modes(canvas: Canvas, table: Table) -> None:
    sizes = _sizes(table)
    columns = min(4, len(sizes))
    first = int(table["repeat"].min())
    dimension = int(table.parameter("dimension"))
    for place, n in enumerate(sizes, start=1):
        axes = canvas.add_subplot(-(-len(sizes) // columns), columns, place, projection="3d", computed_zorder=False)
        rows = _rows(table, n, 0, first)
        rows = rows[(np.abs(rows) <= _HALF_WIDTH).all(axis=1)]
        axes.scatter(*rows.T, s=14, color=_DOTS, alpha=0.8 if n <= 10 else 0.35, depthshade=False, zorder=2)
        smallest = np.nan
        for mode, color in enumerate(_COLORS, start=1):
            for v, smallest in zip(_rows(table, n, mode, first), table.where(n=n, mode=mode, repeat=first)["sigma"]):
                for end in (smallest * v, -smallest * v):
                    axes.quiver(0, 0, 0, *end, color=color, linewidth=2.6, arrow_length_ratio=0.22, zorder=3)
        title = axes.set_title(f"N = {n}{' = D' if n == dimension else ''}, smallest σ = {smallest:.2f}", fontsize=10, pad=2)
        title.set_fontweight("bold" if n == dimension else "normal")
        axes.set(xlim=(-_HALF_WIDTH, _HALF_WIDTH), ylim=(-_HALF_WIDTH, _HALF_WIDTH), zlim=(-_HALF_WIDTH, _HALF_WIDTH))
        for axis, name in ((axes.xaxis, "$x_1$"), (axes.yaxis, "$x_2$"), (axes.zaxis, "$x_3$")):
            axis.set_major_locator(FixedLocator([-5, 5]))
            axis.set_rotate_label(False)
            axis.set_label_text(name, fontsize=10)
            axis.labelpad = -9
        axes.tick_params(labelsize=7, pad=-3)
        axes.view_init(elev=36, azim=-128)  # from where all three directions of the cloud are seen
        axes.set_box_aspect((1, 1, 1), zoom=0.92)
    for mode, color in enumerate(_COLORS if sizes else (), start=1):
        canvas.axes[0].plot([], [], color=color, label=f"mode {mode}, ±σ v")
    if sizes:
        canvas.axes[0].plot([], [], "o", color=_DOTS, markersize=4, label="rows of X")


def _draw_sigma(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    dimension = int(table.parameter("dimension"))
    covariance = table.parameters("covariance").reshape(dimension, dimension)
    limits = np.sqrt(np.sort(np.linalg.eigvalsh(covariance))[::-1])
    for mode, (color, limit) in enumerate(zip(_COLORS, limits), start=1):
        sizes = [n for n in _sizes(table) if len(_sigma(table, n, mode))]
        axes.plot(sizes, [np.mean(_sigma(table, n, mode)) for n in sizes], "o-", color=color, label=f"mode {mode}, σ")
        axes.axhline(limit, **THEORY, label="limit, N → ∞")
    axes.axvline(dimension, **THRESHOLD, label=f"N = D = {dimension}")
    axes.set(xscale="log", yscale="log", xlabel="rows N", ylabel="singular value of $X/\\sqrt{N}$")
    axes.set_title("Singular values of N Gaussian rows")
    axes.xaxis.set_major_locator(FixedLocator([1, 2, 3, 5, 10, 25, 100]))
    axes.yaxis.set_major_locator(FixedLocator([0.1, 0.2, 0.5, 1, 2, 5, 10]))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(ScalarFormatter())
        axis.set_minor_locator(NullLocator())


FIGURES = (
    Figure(
        "modes",
        "Schaeffer et al., figure 6. The first N rows of a Gaussian cloud (those in view) and ±σ times the singular vectors v of X/√N: at N = D one direction "
        "has hardly been seen. The paper's covariance and sizes; the rows are this project's random numbers, not NumPy's.",
        _draw_modes,
        (10.0, 8.4),
    ),
    Figure("sigma", "Schaeffer et al., figure 6, as numbers. The singular values of X/√N against N, mean over repeats (1 as published).", _draw_sigma),
)


def values(table: Table) -> list[Value]:
    """The smallest singular value at the threshold and on both sides of it; figure 6 states no numbers."""
    found = []
    for n, mode in ((2, 2), (3, 3), (4, 3), (100, 3)):
        sigma = _sigma(table, n, mode)
        if len(sigma):
            found.append(Value(f"smallest σ of X/√N, N = {n}", float(np.mean(sigma))))
    return found
