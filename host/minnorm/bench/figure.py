# SPDX-License-Identifier: MIT
"""The bench's results as a figure."""

import io
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from minnorm.bench import board, desktop
from minnorm.bench.board import Cost
from minnorm.bench.matrices import RANDOM
from minnorm.bench.results import Results
from minnorm.report import style

_BARS = {
    board.SVD: ("minnorm JacobiSVD", "#2f5f8a"),
    board.EIGEN_SVD: ("Eigen JacobiSVD", "#c8553d"),
    board.COD: ("minnorm COD", "#9dbbd6"),
    board.EIGEN_COD: ("Eigen COD", "#e8b8ab"),
}
_LINES = {
    desktop.SVD: ("minnorm JacobiSVD", "#2f5f8a"),
    desktop.EIGEN_SVD: ("Eigen JacobiSVD", "#c8553d"),
    desktop.SGESVJ: ("LAPACK sgesvj", "#3a7d44"),
    desktop.SGEJSV: ("LAPACK sgejsv", "#8a6fb0"),
    desktop.SGESDD: ("LAPACK sgesdd", "#8a8a8a"),
}
_QUANTITIES: tuple[tuple[str, str, Callable[[Cost], float]], ...] = (
    ("instructions, random matrix", "log", lambda cost: cost.instructions[RANDOM]),
    ("flash [bytes]", "linear", lambda cost: cost.flash),
    ("RAM: object, stack, heap [bytes]", "log", lambda cost: cost.ram),
)


def render(results: Results) -> bytes:
    """The figure as a PNG file's bytes: bars for each cost of a board, lines for the desktop's times."""
    with style.applied():
        canvas = _times(results) if results.times else _costs(results)
        FigureCanvasAgg(canvas)
        style.add_legend(canvas)
        out = io.BytesIO()
        canvas.savefig(out, format="png")
    return out.getvalue()


def _costs(results: Results) -> Figure:
    scalars = list(dict.fromkeys(cost.scalar for cost in results.costs))
    canvas = Figure(figsize=(17.0, 4.6 * len(scalars)), dpi=100, layout="constrained")
    panels = canvas.subplots(len(scalars), len(_QUANTITIES), squeeze=False)
    for row, scalar in zip(panels, scalars):
        costs = [cost for cost in results.costs if cost.scalar == scalar]
        for axes, (label, scale, value) in zip(row, _QUANTITIES):
            _bars(axes, costs, value)
            axes.set_ylabel(label)
            axes.set_yscale(scale)
            axes.set_title(f"{scalar}, {results.core}")
    return canvas


def _bars(axes: Axes, costs: Sequence[Cost], value: Callable[[Cost], float]) -> None:
    sizes = list(dict.fromkeys(cost.size for cost in costs))
    width = 0.8 / len(_BARS)
    for place, (algorithm, (name, color)) in enumerate(_BARS.items()):
        heights = [value(cost) for cost in costs if cost.algorithm == algorithm]
        axes.bar(np.arange(len(sizes)) + (place + 0.5) * width - 0.4, heights, width, color=color, label=name, zorder=2)
    axes.set_xticks(range(len(sizes)), [size.replace("x", "×") for size in sizes], rotation=45)
    axes.set_xlabel("rows × columns")
    axes.grid(axis="x", visible=False)


def _times(results: Results) -> Figure:
    canvas = Figure(figsize=(12.0, 4.8), dpi=100, layout="constrained")
    absolute, relative = canvas.subplots(1, 2)
    ours = {time.size: time.seconds for time in results.times if time.algorithm == desktop.SVD}
    for algorithm, (name, color) in _LINES.items():
        times = [time for time in results.times if time.algorithm == algorithm]
        rows = [int(time.size.split("x")[0]) for time in times]
        absolute.plot(rows, [time.seconds * 1e6 for time in times], "o-", color=color, label=name)
        relative.plot(rows, [time.seconds / ours[time.size] for time in times], "o-", color=color)
    absolute.set_yscale("log")
    absolute.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    relative.set_ylim(bottom=0.0)
    absolute.set_ylabel("processor time with U and V [µs]")
    relative.set_ylabel("time relative to minnorm's")
    for axes in (absolute, relative):
        axes.set_xscale("log")
        axes.set_xticks(rows, rows)
        axes.minorticks_off()
        axes.set_xlabel("n of an n × n float matrix")
    absolute.set_title(results.core)
    relative.set_title(results.compiler)
    return canvas
