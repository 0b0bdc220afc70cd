# SPDX-License-Identifier: MIT
"""Grosse, chapter 1, section 3."""

from enum import IntEnum

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from minnorm.experiments import Drawing, Table
from minnorm.experiments.rows import select
from minnorm.report.style import FREE, TEST, TRAIN
from minnorm.report.values import Value, mean

TITLE = "Grosse, chapter 1: why normalize the features? (section 3)"

Features = IntEnum("Features", "white scaled uncentred copies", start=0)
Transform = IntEnum("Transform", "none centred standardised whitened_root whitened_cholesky", start=0)
Quantity = IntEnum("Quantity", "eigenvalue bound steps excess test limit", start=0)

_COLORS = (TEST, "#d19a2e", FREE, TRAIN, "#8c5fa8")
_MARKERS = ("o", "s", "^", "D", "x")
_NAMES = ("as they are", "centred", "standardised", "whitened, S = Σ$^{1/2}$", "whitened, S = L")
_PLAIN = ("as they are", "centred", "standardised", "whitened with Σ^½", "whitened with L")
_BUDGET = 10  # steps
_LARGEST = 64  # features
_FLOOR = 1e-7  # costs below this fraction are drawn at it


def _pick(table: Table, features: Features, transform: Transform, quantity: Quantity, **more: float) -> Table:
    return select(table, features=features, transform=transform, quantity=quantity, **more)


def _means(rows: Table, over: str, values: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What there is in the column `over`, with the mean of the values there and its interval."""
    values = rows["value"] if values is None else values
    places = np.unique(rows[over])
    means = [mean(values[rows[over] == place]) for place in places]
    return places, *np.reshape(means, (-1, 2)).T


def _conditions(table: Table, features: Features, transform: Transform) -> Table:
    """The condition number of each draw, as its rows' value."""
    rows = _pick(table, features, transform, Quantity.eigenvalue)
    largest = rows["at"] == 1
    smallest = rows["at"] == rows["d"] + 1
    condition = {name: column[largest] for name, column in rows.items()}
    return condition | {"value": rows["value"][largest] / rows["value"][smallest]}


def _line(axes: Axes, places: np.ndarray, means: np.ndarray, intervals: np.ndarray, **look) -> None:
    axes.errorbar(places, means, np.nan_to_num(intervals), markersize=4, capsize=2, linewidth=1.4, zorder=3, **look)


def _log_dimensions(axes: Axes) -> None:
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xlabel("features D")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")


def _spectrum(canvas: Figure, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    largest = select(table, d=_LARGEST)
    for features, color, marker in zip((Features.white, Features.scaled, Features.uncentred), (FREE, TRAIN, TEST), "^so"):
        places, means, _ = _means(_pick(largest, features, Transform.none, Quantity.eigenvalue), "at")
        left.plot(places, means, marker, color=color, markersize=4, label=features.name)
        look = {"color": color, "marker": marker, "label": f"κ, {features.name}"}
        _line(right, *_means(_conditions(table, features, Transform.none), "d"), **look)
    places, means, _ = _means(_pick(table, Features.uncentred, Transform.none, Quantity.bound), "d")
    right.plot(places, means, ":", color=TEST, label="(‖μ‖² + 1)/σ²$_{max}$, uncentred")
    left.set_yscale("log")
    left.set_xlabel("number of the eigenvalue")
    left.set_ylabel("eigenvalue of A")
    left.set_title(f"Spectrum, D = {_LARGEST}")
    left.legend()
    _log_dimensions(right)
    right.set_ylabel("condition number of A")
    right.set_title("Condition number")
    right.legend()


def _transforms(canvas: Figure, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    for transform in Transform:
        look = {"color": _COLORS[transform], "marker": _MARKERS[transform], "label": _NAMES[transform]}
        _line(left, *_means(_pick(table, Features.uncentred, transform, Quantity.steps), "d"), **look)
        rows = _after_budget(table, Features.uncentred, transform)
        _line(right, *_means(rows, "d"), **look)
    _log_dimensions(left)
    _log_dimensions(right)
    left.set_ylabel("steps to 10⁻⁴ of the first training cost")
    left.set_title("Steps of descent")
    right.set_ylabel("test error")
    right.set_title(f"Test error after {_BUDGET} steps")
    left.legend(fontsize=8.5)


def _after(rows: Table, steps: np.ndarray) -> np.ndarray:
    """By unit and step, the value that was recorded last: a descent that has ended stays where it is."""
    unit = 1000 * rows["repeat"] + rows["case"]
    found = []
    for one in np.unique(unit):
        recorded, values = rows["at"][unit == one], rows["value"][unit == one]
        found.append(values[np.searchsorted(recorded, steps, side="right") - 1])
    return np.reshape(found, (-1, len(steps)))


def _after_budget(table: Table, features: Features, transform: Transform) -> Table:
    """The test error after so many steps."""
    rows = _pick(table, features, transform, Quantity.test)
    first = select(rows, at=0)
    return first | {"value": _after(rows, np.array([_BUDGET]))[:, 0]}


def _toy(canvas: Figure, table: Table) -> None:
    left, right = canvas.subplots(1, 2)
    steps = np.unique(select(table, features=Features.copies, quantity=Quantity.test)["at"])
    for transform in (Transform.none, Transform.standardised, Transform.whitened_root, Transform.whitened_cholesky):
        dashes = "--" if transform == Transform.whitened_cholesky else "-"
        look = {"color": _COLORS[transform], "linestyle": dashes, "marker": _MARKERS[transform], "markersize": 3.5}
        for axes, quantity in ((left, Quantity.excess), (right, Quantity.test)):
            rows = _pick(table, Features.copies, transform, quantity)
            if len(rows["at"]):
                means, _ = mean(_after(rows, steps))
                axes.plot(steps, np.maximum(means, _FLOOR), label=_NAMES[transform], zorder=3, **look)
    for axes in (left, right):
        axes.set_xscale("symlog", linthresh=1.0)
        axes.set_yscale("log")
        axes.set_xlim(left=0.0)
        axes.set_xlabel("step")
    left.set_ylabel("training cost above its least, of the first")
    right.set_ylabel("test error")
    left.set_title("Training")
    right.set_title("Test")
    right.legend()


FIGURES = (
    Drawing(
        "spectrum.png",
        "Left: the eigenvalues of A, with one far above the rest where the features are uncentred. Right: the condition number "
        "and the paper's lower bound. It grows faster, in the end as D², for the bias makes the smallest eigenvalue fall too.",
        _spectrum,
        (11.0, 4.4),
    ),
    Drawing(
        "transforms.png",
        "Uncentred features of unequal variance: the steps of descent that they need after what is done to them, and the test "
        "error that few steps leave.",
        _transforms,
        (11.0, 4.4),
    ),
    Drawing(
        "whitening.png",
        "Section 3.1's toy: 20 noisy copies of the target, 40 rows. Descent learns the signal in its first step and the noise "
        "much later; whitened, it learns both in the first. Fractions below 10⁻⁷ are drawn there.",
        _toy,
        (11.0, 4.4),
    ),
)


def values(table: Table) -> list[Value]:
    """Means over repeats; the paper gives the condition number of white features, and no other number."""
    found = []
    for features in (Features.white, Features.scaled, Features.uncentred):
        rows = select(_conditions(table, features, Transform.none), d=_LARGEST)
        _append(found, f"κ, {features.name} features, D = {_LARGEST}", rows["value"])
    bound = _pick(table, Features.uncentred, Transform.none, Quantity.bound)
    _append(found, f"(‖μ‖² + 1)/σ_max², uncentred features, D = {_LARGEST}", select(bound, d=_LARGEST)["value"])
    conditions = _conditions(table, Features.uncentred, Transform.none)["value"]
    if len(conditions) == len(bound["value"]) > 0:
        least = float(np.min(conditions / bound["value"]))
        found.append(Value("Least ratio of κ to its bound, uncentred features (bound: 1)", least))
    for transform, name in zip(Transform, _PLAIN):
        text = f"uncentred features {name}, D = {_LARGEST}"
        one = Features.uncentred, transform
        published = 1.0 if transform >= Transform.whitened_root else None
        _append(found, f"κ, {text}", select(_conditions(table, *one), d=_LARGEST)["value"], published)
        steps = _pick(table, *one, Quantity.steps, d=_LARGEST)["value"]
        _append(found, f"Steps to 10⁻⁴ of the first training cost, {text}", steps)
        _append(found, f"Test error after {_BUDGET} steps, {text}", select(_after_budget(table, *one), d=_LARGEST)["value"])
    exact = _pick(table, Features.uncentred, Transform.none, Quantity.limit, d=_LARGEST)["value"]
    _append(found, f"Test error of the exact solution, whatever is done to uncentred features, D = {_LARGEST}", exact)
    for transform, name in zip(Transform, _PLAIN):
        one = Features.copies, transform
        steps = _pick(table, *one, Quantity.steps)["value"]
        _append(found, f"Toy, copies {name}: steps to 10⁻⁴ of the first training cost", steps)
        _append(found, f"Toy, copies {name}: test error after 1 step", _pick(table, *one, Quantity.test, at=1)["value"])
    exact = _pick(table, Features.copies, Transform.none, Quantity.limit)["value"]
    _append(found, "Toy: test error of the exact solution, whatever is done to the copies", exact)
    return found


def _append(found: list[Value], name: str, sample: np.ndarray, published: float | None = None) -> None:
    if len(sample):
        middle, interval = mean(sample)
        found.append(Value(name, float(middle), published, float(interval) if len(sample) > 1 else None))
