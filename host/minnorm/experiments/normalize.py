# SPDX-License-Identifier: MIT
"""Grosse, chapter 1, section 3."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.link.table import Table
from minnorm.report.figure import Figure
from minnorm.report.style import FREE, TEST, THEORY, TRAIN
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
    "whitened_cholesky": Look("#5bb0d8", "x", "whitened, S = L", "whitened with L"),
}
_FEATURES = {
    "white": Look("#2f9aa0", "^", "white", "white"),
    "scaled": Look("#8a6d3b", "s", "scaled", "scaled"),
    "uncentred": Look(TEST, "o", "uncentred", "uncentred"),
}
_ACTIVATIONS = {
    ("tanh", "none"): Look("#333333", "^", "tanh", "tanh"),
    ("logistic", "none"): Look("#c2479b", "o", "logistic", "logistic"),
    ("logistic", "centred"): Look("#d19a2e", "s", "logistic, centred", "logistic, centred"),
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


def _dashes(transform: str) -> str:
    """So that both ways to whiten are seen, which do the same."""
    return "--" if transform == "whitened_cholesky" else "-"


def _spectrum(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    dimension = table.parameter("largest")
    largest = table.where(d=dimension)
    for features, one in _FEATURES.items():
        _eigenvalues(left, _pick(largest, features, "none", "eigenvalue"), one)
        _line(right, *_means(_conditions(table, features, "none"), "d"), color=one.color, marker=one.marker)
    places, means, _ = _means(_pick(table, "uncentred", "none", "bound"), "d")
    right.plot(places, means, label="theory: bound of uncentred ones, (‖μ‖² + 1)/σ²$_{max}$", **THEORY)
    _name_spectra(left, right, f"Spectrum, D = {dimension:g}")


def _eigenvalues(axes: Axes, rows: Table, one: Look) -> None:
    places, means, _ = _means(rows, "at")
    axes.plot(places, means, one.marker, color=one.color, markersize=4, label=one.name)


def _name_spectra(left: Axes, right: Axes, title: str) -> None:
    left.set_yscale("log")
    left.set_xlabel("number of the eigenvalue")
    left.set_ylabel("eigenvalue of A")
    left.set_title(title)
    _log_dimensions(right)
    right.set_ylabel("condition number of A")
    right.set_title("Condition number")


def _outlier(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    look: dict[str, Any] = {"color": TEST, "marker": "o"}
    alignment = _pick(table, "uncentred", "none", "alignment")
    _line(left, *_means(alignment, "d", 1 - alignment["value"] ** 2), label="measured, uncentred features", **look)
    rows = _pick(table, "uncentred", "none", "stable")
    _line(right, *_means(rows, "d"), **look)
    eigenvalues = _pick(table, "uncentred", "none", "eigenvalue", at=1)
    places, rates, _ = _means(eigenvalues, "d", 2 / eigenvalues["value"])
    right.plot(places, rates, label="theory: 2/ã$_{max}$", **THEORY)
    outlier = _pick(table, "uncentred", "none", "outlier")
    for part, dashes, name in ((2, "--", "2/(‖μ‖² + 1), above it"), (1, ":", "the paper's 1/(‖μ‖² + 1)")):
        places, rates, _ = _means(outlier, "d", part / outlier["value"])
        right.plot(places, rates, label=f"theory: {name}", **THEORY | {"linestyle": dashes})
    _log_dimensions(left)
    _log_dimensions(right)
    left.set_ylabel("squared sine of its angle with (μ, 1)")
    left.set_title("Leading eigenvector of A")
    right.set_ylim(0.01, 1.0)
    right.set_ylabel("step α")
    right.set_title("Largest stable step")


def _activations(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    largest = table.where(d=table.parameter("largest_hidden"))
    for (features, transform), one in _ACTIVATIONS.items():
        _eigenvalues(left, _pick(largest, features, transform, "eigenvalue"), one)
        _line(right, *_means(_conditions(table, features, transform), "d"), color=one.color, marker=one.marker)
    _name_spectra(left, right, f"Spectrum, {table.parameter('largest_hidden'):g} units")
    right.set_xlabel("hidden units D")


def _transforms(canvas: Canvas, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    for transform, one in _LOOKS.items():
        look: dict[str, Any] = {"color": one.color, "marker": one.marker, "linestyle": _dashes(transform)}
        _line(left, *_means(_pick(table, "uncentred", transform, "steps"), "d"), label=one.name, **look)
        _line(right, *_means(_after_budget(table, "uncentred", transform), "d"), **look)
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
        look = {"color": one.color, "linestyle": _dashes(transform), "marker": one.marker, "markersize": 3.5}
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


_SETTING = "No figure of the paper, which names no parameters: 256 rows, features of deviations ½ to 2, means of 10 draws with 95% intervals."

FIGURES = (
    Figure(
        "spectrum",
        f"Grosse, chapter 1, section 3, equation 17. {_SETTING} Left: the eigenvalues of A; one is far above the rest where the features are "
        "uncentred (means 1). Right: the condition number and the paper's lower bound. It grows faster, in the end as D², for the bias makes "
        "the smallest eigenvalue fall too.",
        _spectrum,
        (9.0, 4.6),
    ),
    Figure(
        "outlier",
        f"Grosse, chapter 1, section 3, the outlier. {_SETTING} Left: A's leading eigenvector turns to (μ, 1). Right: the largest stable "
        "step, found by trial from (μ, 1), is 2/ã_max, which is below 2/(‖μ‖² + 1). The paper bounds it by 1/(‖μ‖² + 1), without the 2 "
        "of its condition A2.",
        _outlier,
        (9.0, 4.6),
    ),
    Figure(
        "transforms",
        f"Grosse, chapter 1, sections 3 and 3.1. {_SETTING} Uncentred features: the steps of descent with α = 1/ã_max that they need after "
        "what is done to them, and the test error that few steps leave.",
        _transforms,
        (9.0, 4.6),
    ),
    Figure(
        "whitening",
        "Grosse, chapter 1, section 3.1's toy. No figure of the paper: 20 copies of the target t with noise of deviation 0.2, 40 rows, targets "
        "with noise of deviation ½, means of 10 draws. Descent learns the signal in its first step and the noise much later; whitened, it "
        "learns both in the first. Fractions below 10⁻⁷ are drawn there.",
        _toy,
        (9.0, 4.6),
    ),
    Figure(
        "activations",
        "Grosse, chapter 1, section 3.2. No figure of the paper: hidden units of net inputs z ~ N(0, I), 256 rows, means of 10 draws with 95% "
        "intervals. Values of the logistic function have a mean, and A an outlier that grows with the number of units; those of tanh have "
        "none. The logistic function's smaller variance beside the bias is what is left when they are centred.",
        _activations,
        (9.0, 4.6),
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
    found += _outliers(table)
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
    _append(found, f"Test error of the exact solution, uncentred features as they are, D = {largest:g}", exact)
    for transform, look in _LOOKS.items():
        one = "copies", transform
        steps = _pick(table, *one, "steps")["value"]
        _append(found, f"Toy, copies {look.plain}: steps to 10⁻⁴ of the first training cost", steps)
        _append(found, f"Toy, copies {look.plain}: test error after 1 step", _pick(table, *one, "test", at=1)["value"])
    exact = _pick(table, "copies", "none", "limit")["value"]
    _append(found, "Toy: test error of the exact solution, copies as they are", exact)
    most = table.parameter("largest_hidden")
    for (features, transform), look in _ACTIVATIONS.items():
        text = f"hidden units, {look.plain}, D = {most:g}"
        _append(found, f"κ, {text}", _conditions(table, features, transform).where(d=most)["value"])
        steps = _pick(table, features, transform, "steps", d=most)["value"]
        _append(found, f"Steps to 10⁻⁴ of the first training cost, {text}", steps)
    return found


def _outliers(table: Table) -> list[Value]:
    """What the mean of the uncentred features does to A's leading eigenvector and to the largest stable step."""
    found: list[Value] = []
    as_they_are = table.where(features="uncentred", transform="none")
    largest = as_they_are.where(d=table.parameter("largest"))
    d = f"uncentred features, D = {table.parameter('largest'):g}"
    _append(found, f"|cosine| of A's leading eigenvector and (μ, 1), {d}", largest.where(quantity="alignment")["value"])
    outlier, bound, stable = (as_they_are.where(quantity=name)["value"] for name in ("outlier", "bound", "stable"))
    eigenvalues = as_they_are.where(quantity="eigenvalue")
    first, second = eigenvalues.where(at=1)["value"], eigenvalues.where(at=2)["value"]
    if not len(outlier) == len(bound) == len(stable) == len(first) == len(second) > 0:
        return found
    rates = largest.where(quantity="stable")["value"] * largest.where(quantity="eigenvalue", at=1)["value"]
    _append(found, f"Largest stable step α by trial, αã_max, {d}", rates, 2.0)
    return found + [
        Value("Uncentred features: least ratio of A's largest eigenvalue to ‖μ‖² + 1 (at least 1)", float(np.min(first / outlier))),
        Value("Uncentred features: largest ratio of A's second eigenvalue to σ²_max (at most 1)", float(np.max(second * bound / outlier))),
        Value("Uncentred features: largest stable α (‖μ‖² + 1) by trial (at most 2)", float(np.max(stable * outlier))),
    ]


def _append(found: list[Value], name: str, sample: np.ndarray, expected: float | None = None) -> None:
    if len(sample):
        middle, interval = mean(sample)
        found.append(Value(name, float(middle), theory(expected), float(interval) if len(sample) > 1 else None))
