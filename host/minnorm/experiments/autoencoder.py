# SPDX-License-Identifier: MIT
"""Schaeffer et al., figure 7, which is Henighan et al., Superposition, Memorization, and Double Descent (2023).

Published with n = 10,000 features: a test loss of about 1, with a bump near T = 2,000 training points."""

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure as Canvas
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import TEST, THRESHOLD, TRAIN
from minnorm.report.values import Value, mean, published

TITLE = "Schaeffer et al., figure 7: an autoencoder with two hidden units, at a twentieth of the published size"

_PUBLISHED_LOSS = 1.0
_PUBLISHED_BUMP = 2_000 / 10_000  # points for each feature
_SHOWN = 4
_LEVEL = {"color": "#222222", "linewidth": 1.0, "linestyle": ":", "zorder": 1}  # the line at a loss of 1
_FEATURES = "#333333"


def _losses(table: Table) -> tuple[np.ndarray, dict[str, tuple[np.ndarray, np.ndarray]]]:
    """The numbers of points, in order, and by the table's column the losses after the last step: means and intervals."""
    last = table.where(what="loss", step=table["step"].max(initial=0.0))
    points = np.unique(last["points"])
    means = {}
    for column in ("x", "y"):
        middle, interval = np.reshape([mean(last.where(points=count)[column]) for count in points], (-1, 2)).T
        means[column] = middle, interval
    return points, means


def _draw_losses(canvas: Canvas, table: Table) -> None:
    points, means = _losses(table)
    axes = canvas.subplots()
    for column, name, color in (("y", "test", TEST), ("x", "training", TRAIN)):
        middle, interval = means[column]
        axes.plot(points, middle, color=color, marker="o", markersize=4, label=f"{name}, mean and 95% interval")
        axes.fill_between(points, middle - interval, middle + interval, color=color, alpha=0.2, linewidth=0)
    axes.axhline(_PUBLISHED_LOSS, **_LEVEL, label="published test loss away from the bump")
    axes.axvline(_PUBLISHED_BUMP * table.parameter("features"), **THRESHOLD, label="published bump, T = n/5")
    axes.set_xscale("log")
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel(f"training points T (n = {table.parameter('features'):.0f} features)")
    axes.set_ylabel("loss, mean ‖f(x) − x‖²")
    axes.set_title("Autoencoder with two hidden units")


def _draw_descent(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    losses = table.where(what="loss")
    counts = _some(np.unique(losses["points"]))
    for count, color in zip(counts, colormaps["viridis"](np.linspace(0.0, 0.85, len(counts))), strict=True):
        rows = losses.where(points=count)
        steps = np.unique(rows["step"])
        means = [rows.where(step=step)["y"].mean() for step in steps]
        axes.plot(steps, means, color=color, marker="o", markersize=4, label=f"T = {count:.0f}")
    axes.axhline(1.0, **_LEVEL, label="loss of f = 0")
    axes.set_xlim(left=0.0)
    axes.set_xlabel("steps of AdamW")
    axes.set_ylabel("test loss, mean ‖f(x) − x‖²")
    axes.set_title("Test loss along training")


def _some(counts: np.ndarray) -> np.ndarray:
    """Few of the numbers of points, but not the smallest."""
    return counts[np.unique(np.linspace(1, len(counts) - 1, _SHOWN).astype(int))] if len(counts) > 1 else counts


def _draw_vectors(canvas: Canvas, table: Table) -> None:
    first = table.where(repeat=0)
    shown = _some(np.unique(first.where(what="hidden")["points"]))
    panels = canvas.subplots(2, max(len(shown), 1), squeeze=False)
    rows = (("feature", "features: columns of W", _FEATURES), ("hidden", "training points: W x", TRAIN))
    for line, (what, label, color) in zip(panels, rows, strict=True):
        line[0].set_ylabel(label)
        for axes, count in zip(line, shown):
            drawn = first.where(what=what, points=count)
            x, y = drawn["x"], drawn["y"]
            axes.plot(np.stack([0 * x, x]), np.stack([0 * y, y]), color=color, linewidth=0.5, alpha=0.4)
            axes.plot(x, y, ".", color=color, markersize=4)
            reach = 1.1 * np.abs([x, y]).max(initial=1e-3, where=np.isfinite([x, y]))
            axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
            axes.tick_params(labelsize=8)
    for (upper, lower), count in zip(panels.T, shown):
        upper.set_title(f"T = {count:.0f}")
        lower.set_xlabel("hidden unit 1", fontsize=10)


FIGURES = (
    Figure(
        "figure7",
        "Schaeffer et al., figure 7. Training and test loss against the number of training points; n = 500 features of sparsity 0.98 "
        "(published: 10,000 of 0.999, so 10 in a point as here), 1,000 full-batch steps of AdamW, of 0.01 at most "
        "(Henighan et al.: 50,000, of 0.001 at most).",
        _draw_losses,
    ),
    Figure(
        "vectors",
        "Henighan et al., in Schaeffer et al., figure 7. What the two hidden units store after training, in the first repeat: few training points, then "
        "neither, then features. Each panel has its own scale. n = 500 features for the published 10,000.",
        _draw_vectors,
        (10.0, 5.2),
    ),
    Figure(
        "descent",
        "Of Schaeffer et al., figure 7. Test loss along training for some T, mean over repeats: the bump is what long training adds. "
        "The same runs.",
        _draw_descent,
    ),
)


def values(table: Table) -> list[Value]:
    """Test loss at each number of points, and where it is largest."""
    points, means = _losses(table)
    features = table.parameter("features")
    found: list[Value] = []
    for count, middle, interval in zip(points, *means["y"]):
        name = f"test loss, T = {count:.0f}"
        is_before = count < _PUBLISHED_BUMP * features / 4
        found.append(Value(name, middle, published(_PUBLISHED_LOSS) if is_before else None, None if np.isnan(interval) else interval))
    for count, middle, interval in zip(points, *means["x"]):
        name = f"training loss, T = {count:.0f}"
        found.append(Value(name, middle, None, None if np.isnan(interval) else interval))
    if len(points) > 1:
        bump = points[np.argmax(np.nan_to_num(means["y"][0]))] / features
        found.append(Value("T/n of the largest test loss", bump, published(_PUBLISHED_BUMP)))
    return found
