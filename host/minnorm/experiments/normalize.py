# SPDX-License-Identifier: MIT
"""Grosse, chapter 1, section 3."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, TEST, TRAIN
from minnorm.report.values import Value, mean, theory

TITLE = "Grosse, chapter 1: why normalize the features? (section 3)"


class Look(NamedTuple):
    """How a transform is drawn and called, in figures and in plain text."""

    color: str
    marker: str
    name: str
    plain: str


_LOOKS = {
    "none": Look(TEST, "o", "as they are", "as they are"),
    "centred": Look("#d19a2e", "s", "centred", "centred"),
    "standardised": Look(FREE, "^", "standardised", "standardised"),
    "whitened_root": Look(TRAIN, "D", "whitened, S = Σ$^{1/2}$", "whitened with Σ^½"),
    "whitened_cholesky": Look("#8c5fa8", "x", "whitened, S = L", "whitened with L"),
}
_WHITENED = ("whitened_root", "whitened_cholesky")
_BUDGET = 10  # steps
_FLOOR = 1e-7  # costs below this fraction are drawn at it


def _pick(table: Table, features: str, transform: str, quantity: str, **more: float) -> Table:
    return table.where(features=features, transform=transform, quantity=quantity, **more)


def _means(rows: Table, over: str, values: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What there is in the column `over`, with the mean of the values there and its interval."""
    values = rows["value"] if values is None else values
    places = np.unique(rows[over])
    means = [mean(values[rows[over] == place]) for place in places]
    middle, interval = np.reshape(means, (-1, 2)).T
    return places, middle, interval


def _conditions(table: Table, features: str, transform: str) -> Table:
    """The condition number of each draw, as its rows' value."""
    rows = _pick(table, features, transform, "eigenvalue")
    largest, smallest = rows.where(at=1), rows.at(rows["at"] == rows["d"] + 1)
    return replace(largest, columns={**largest.columns, "value": largest["value"] / smallest["value"]})


def _line(axes: Axes, places: np.ndarray, means: np.ndarray, intervals: np.ndarray, **look) -> None:
    axes.errorbar(places, means, np.nan_to_num(intervals), markersize=4, capsize=2, linewidth=1.4, zorder=3, **look)


def _log_dimensions(axes: Axes) -> None:
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xlabel("features D")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")


def _spectrum(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    dimension = table.parameter("largest")
    largest = table.where(d=dimension)
    for features, color, marker in zip(("white", "scaled", "uncentred"), (FREE, TRAIN, TEST), "^so"):
        places, means, _ = _means(_pick(largest, features, "none", "eigenvalue"), "at")
        left.plot(places, means, marker, color=color, markersize=4, label=features)
        look: dict[str, Any] = {"color": color, "marker": marker, "label": f"κ, {features}"}
        _line(right, *_means(_conditions(table, features, "none"), "d"), **look)
    places, means, _ = _means(_pick(table, "uncentred", "none", "bound"), "d")
    right.plot(places, means, ":", color=TEST, label="(‖μ‖² + 1)/σ²$_{max}$, uncentred")
    left.set_yscale("log")
    left.set_xlabel("number of the eigenvalue")
    left.set_ylabel("eigenvalue of A")
    left.set_title(f"Spectrum, D = {dimension:g}")
    _log_dimensions(right)
    right.set_ylabel("condition number of A")
    right.set_title("Condition number")


def _transforms(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    for transform, one in _LOOKS.items():
        look: dict[str, Any] = {"color": one.color, "marker": one.marker, "label": one.name}
        _line(left, *_means(_pick(table, "uncentred", transform, "steps"), "d"), **look)
        rows = _after_budget(table, "uncentred", transform)
        _line(right, *_means(rows, "d"), **look)
    _log_dimensions(left)
    _log_dimensions(right)
    left.set_ylabel("steps to 10⁻⁴ of the first training cost")
    left.set_title("Steps of descent")
    right.set_ylabel("test error")
    right.set_title(f"Test error after {_BUDGET} steps")


def _after(rows: Table, steps: np.ndarray) -> np.ndarray:
    """By unit and step, the value that was recorded last: a descent that has ended stays where it is."""
    unit = 1000 * rows["repeat"] + rows["case"]
    found = []
    for one in np.unique(unit):
        recorded, values = rows["at"][unit == one], rows["value"][unit == one]
        found.append(values[np.searchsorted(recorded, steps, side="right") - 1])
    return np.reshape(found, (-1, len(steps)))


def _after_budget(table: Table, features: str, transform: str) -> Table:
    """The test error after so many steps."""
    rows = _pick(table, features, transform, "test")
    first = rows.where(at=0)
    return replace(first, columns={**first.columns, "value": _after(rows, np.array([_BUDGET]))[:, 0]})


def _toy(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    steps = np.unique(table.where(features="copies", quantity="test")["at"])
    for transform in ("none", "standardised", *_WHITENED):
        one = _LOOKS[transform]
        dashes = "--" if transform == "whitened_cholesky" else "-"
        look = {"color": one.color, "linestyle": dashes, "marker": one.marker, "markersize": 3.5}
        for axes, quantity in ((left, "excess"), (right, "test")):
            rows = _pick(table, "copies", transform, quantity)
            if len(rows):
                means, _ = mean(_after(rows, steps))
                axes.plot(steps, np.maximum(means, _FLOOR), label=one.name, zorder=3, **look)
    for axes in (left, right):
        axes.set_xscale("symlog", linthresh=1.0)
        axes.set_yscale("log")
        axes.set_xlim(left=0.0)
        axes.set_xlabel("step")
    left.set_ylabel("training cost above its least, of the first")
    right.set_ylabel("test error")
    left.set_title("Training")
    right.set_title("Test")


FIGURES = (
    Figure(
        "spectrum",
        "Left: the eigenvalues of A, with one far above the rest where the features are uncentred. Right: the condition number "
        "and the paper's lower bound. It grows faster, in the end as D², for the bias makes the smallest eigenvalue fall too.",
        _spectrum,
        (11.0, 4.4),
    ),
    Figure(
        "transforms",
        "Uncentred features of unequal variance: the steps of descent that they need after what is done to them, and the test "
        "error that few steps leave.",
        _transforms,
        (11.0, 4.4),
    ),
    Figure(
        "whitening",
        "Section 3.1's toy: 20 noisy copies of the target, 40 rows. Descent learns the signal in its first step and the noise "
        "much later; whitened, it learns both in the first. Fractions below 10⁻⁷ are drawn there.",
        _toy,
        (11.0, 4.4),
    ),
)


def values(table: Table) -> list[Value]:
    """Means over repeats; the paper gives the condition number of white features, and no other number."""
    found: list[Value] = []
    largest = table.parameter("largest")
    for features in ("white", "scaled", "uncentred"):
        rows = _conditions(table, features, "none").where(d=largest)
        _append(found, f"κ, {features} features, D = {largest:g}", rows["value"])
    bound = _pick(table, "uncentred", "none", "bound")
    _append(found, f"(‖μ‖² + 1)/σ_max², uncentred features, D = {largest:g}", bound.where(d=largest)["value"])
    conditions = _conditions(table, "uncentred", "none")["value"]
    if len(conditions) == len(bound["value"]) > 0:
        least = float(np.min(conditions / bound["value"]))
        found.append(Value("Least ratio of κ to its bound, uncentred features (bound: 1)", least))
    for transform, look in _LOOKS.items():
        text = f"uncentred features {look.plain}, D = {largest:g}"
        one = "uncentred", transform
        expected = 1.0 if transform in _WHITENED else None
        _append(found, f"κ, {text}", _conditions(table, *one).where(d=largest)["value"], expected)
        steps = _pick(table, *one, "steps", d=largest)["value"]
        _append(found, f"Steps to 10⁻⁴ of the first training cost, {text}", steps)
        _append(found, f"Test error after {_BUDGET} steps, {text}", _after_budget(table, *one).where(d=largest)["value"])
    exact = _pick(table, "uncentred", "none", "limit", d=largest)["value"]
    _append(found, f"Test error of the exact solution, whatever is done to uncentred features, D = {largest:g}", exact)
    for transform, look in _LOOKS.items():
        one = "copies", transform
        steps = _pick(table, *one, "steps")["value"]
        _append(found, f"Toy, copies {look.plain}: steps to 10⁻⁴ of the first training cost", steps)
        _append(found, f"Toy, copies {look.plain}: test error after 1 step", _pick(table, *one, "test", at=1)["value"])
    exact = _pick(table, "copies", "none", "limit")["value"]
    _append(found, "Toy: test error of the exact solution, whatever is done to the copies", exact)
    return found


def _append(found: list[Value], name: str, sample: np.ndarray, expected: float | None = None) -> None:
    if len(sample):
        middle, interval = mean(sample)
        found.append(Value(name, float(middle), theory(expected), float(interval) if len(sample) > 1 else None))
