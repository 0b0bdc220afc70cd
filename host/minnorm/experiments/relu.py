# SPDX-License-Identifier: MIT
"""Chatterji & Long, figure 2: what they published is in relu.csv, means of 20 runs from the results of their code
(https://github.com/niladri-chatterji/Benign-Deep-Linear), with half the width of the risk's 95% interval."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, MARKS, SIGMA, TEST, TRAIN
from minnorm.report.values import Source, Value, mean, published

TITLE = "Chatterji & Long, figure 2: ReLU networks, 500 steps of descent for 100,000"


class Sweep(NamedTuple):
    """What was varied, the first or the last layer's start, and its name in the table; the other scale is 1."""

    name: str
    other: str
    layer: str
    symbol: str


class Published(NamedTuple):
    """One published scale of a sweep."""

    scale: float
    risk: float
    risk_interval: float
    train_loss: float


SWEEPS = (Sweep("alpha", "beta", "first", "α"), Sweep("beta", "alpha", "last", "β"))


def _published() -> dict[str, list[Published]]:
    with Path(__file__).with_suffix(".csv").open(encoding="ascii") as lines:
        rows = [(row.pop("sweep"), Published(*map(float, row.values()))) for row in csv.DictReader(lines)]
    return {sweep.name: [values for name, values in rows if name == sweep.name] for sweep in SWEEPS}


def _finished(table: Table, sweep: Sweep) -> Table:
    """The rows of the sweep after the last step."""
    return table.where(**{sweep.other: 1.0, "step": table["step"].max(initial=0.0)})


def _means(table: Table, key: str, column: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The key's values, in order, with the column's mean over repeats and its interval."""
    keys = np.unique(table[key])
    means = [mean(table.where(**{key: value})[column]) for value in keys]
    middle, interval = np.reshape(means, (-1, 2)).T
    return keys, middle, interval


def _unbroken(scales: np.ndarray, sweep: Sweep) -> list[np.ndarray]:
    """What one line may connect: at α = 0 the network cannot learn, and its risk is another than that of any α > 0."""
    return [part for part in ([scales == 0, scales > 0] if sweep.name == "alpha" else [scales >= 0]) if part.any()]


def _panel(axes: Axes, table: Table, sweep: Sweep, column: str, name: str, color: str) -> None:
    scales, means, intervals = _means(_finished(table, sweep), sweep.name, column)
    line = {"color": color, "marker": "o", "markersize": 4, "capsize": 3, "zorder": 3}
    for part in _unbroken(scales, sweep):
        axes.errorbar(1e3 * scales[part], means[part], np.nan_to_num(intervals[part]), **line, label=f"{name}, mean and 95% interval")
    known = _published()[sweep.name]
    bars = [one.risk_interval for one in known] if column == "risk" else None
    values = [getattr(one, column) for one in known]
    cross = {**MARKS[Source.PUBLISHED], "elinewidth": 0.8, "capsize": 2, "label": "published (of the risk, 95% interval)"}
    axes.errorbar([1e3 * one.scale for one in known], values, bars, **cross)
    axes.margins(x=0.04)


def _draw(canvas: Canvas, table: Table) -> None:
    panels = canvas.subplots(2, 2, sharex="col", sharey="row")
    for column, sweep in enumerate(SWEEPS):
        risk, loss = panels[:, column]
        _panel(risk, table, sweep, "risk", "excess risk", TEST)
        _panel(loss, table, sweep, "train_loss", "training loss", TRAIN)
        # What the teacher itself loses: the noise of each output has variance 1.
        loss.axhline(table.parameter("outputs"), color=SIGMA, linewidth=1.3, linestyle=":", zorder=1, label="noise, E‖ω‖²")
        risk.set_title(f"scale of the {sweep.layer} layer")
        loss.set_xlabel(f"{sweep.symbol}, standard deviation at the start (10⁻³)")
    panels[0, 0].set_ylim(bottom=0.0)
    panels[0, 0].set_ylabel("excess risk, E‖f(x) − f*(x)‖²")
    panels[1, 0].set_ylabel("training loss, mean ‖f(x) − y‖²")


def _draw_descent(canvas: Canvas, table: Table) -> None:
    panels = canvas.subplots(1, 2)
    for sweep, style, color in zip(SWEEPS, ("-", "--"), (SIGMA, FREE), strict=True):
        scales = np.unique(table.where(**{sweep.other: 1.0})[sweep.name])
        for scale in np.unique(scales[[0, -1]]) if len(scales) else ():
            path = table.where(**{sweep.other: 1.0, sweep.name: scale})
            for axes, column in zip(panels, ("risk", "train_loss"), strict=True):
                steps, means, _ = _means(path, "step", column)
                shade = {"alpha": 0.45 if scale == 0.0 else 1.0, "linestyle": style, "color": color}
                axes.plot(steps, means, marker="o", markersize=4, label=f"{sweep.symbol} = {scale:.3g}", **shade)
    panels[0].set_ylabel("excess risk, E‖f(x) − f*(x)‖²")
    panels[1].set_ylabel("training loss, mean ‖f(x) − y‖²")
    for axes in panels:
        axes.set_xlabel("steps of descent")
        axes.set_xlim(left=0.0)
    panels[0].set_ylim(bottom=0.0)


_PROTOCOL = (
    "Protocol: n = 500 noisy values of a teacher of width 10 on 10 inputs, students of width 50, full-batch descent over a flow time of 10. "
    "Deviations: the relu experiment takes 500 steps for 100,000, 5 and 4 scales for 10 each, 3 runs for 20; relu-published none but the "
    "board's precision and random numbers of this project's."
)

FIGURES = (
    Figure(
        "figure2",
        "Chatterji & Long, figure 2. Excess risk and training loss of a three-layer ReLU network, mean over runs with its 95% interval. "
        f"{_PROTOCOL} At α = 0 no gradient passes the first layer: the network stays 0, and no line leads from there to α > 0.",
        _draw,
        (9.0, 6.4),
    ),
    Figure(
        "descent",
        "Chatterji & Long, figure 2, along descent: mean over runs at the smallest and largest scale of each layer; of the last they "
        f"coincide. {_PROTOCOL} The paper draws the last step alone.",
        _draw_descent,
        (9.0, 4.2),
    ),
)


def values(table: Table) -> list[Value]:
    """Risk, with intervals, and training loss at each scale of each sweep."""
    found = []
    for sweep in SWEEPS:
        for column, name in (("risk", "excess risk"), ("train_loss", "training loss")):
            for scale, measured, interval in zip(*_means(_finished(table, sweep), sweep.name, column), strict=True):
                known = next((one for one in _published()[sweep.name] if np.isclose(one.scale, scale, rtol=1e-5)), None)
                found.append(
                    Value(
                        f"{name}, {sweep.symbol} = {scale:.3g}",
                        measured,
                        published(getattr(known, column), known.risk_interval if column == "risk" else None) if known else None,
                        None if np.isnan(interval) else interval,
                    )
                )
    return found
