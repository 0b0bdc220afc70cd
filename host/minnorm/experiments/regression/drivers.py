# SPDX-License-Identifier: MIT
"""What drives a dataset's peak at N = D, in words: the smallest singular value, its direction, and the test rows that pay for it.

In float64, by NumPy, from the data: these are the dataset's facts, whatever computes the fit.
"""

from dataclasses import dataclass

import numpy as np
from minnorm.experiments.regression import reference
from minnorm.experiments.regression.datasets import Dataset
from minnorm.experiments.regression.quantiles import medians
from minnorm.experiments.regression.splits import training_rows
from minnorm.experiments.regression.sweep import Sweep
from minnorm.report import numbers

_NAMED = 3  # features and rows
_SHOWN = 0.1  # components of a unit vector that are smaller are left out
_AGREEING = 0.5  # a mean squared cosine below this is no common direction


@dataclass(frozen=True)
class Drivers:
    """At N = D, over the splits; of columns scaled to one length, for units make no difference to what a fit predicts there.

    `condition` is the median condition number. `direction` (D) is the unit vector that the splits' last right singular vectors have
    most in common, `agreement` their mean squared cosine with it, 1/D to 1. `rows` are the test rows with the largest mean share of
    the squared error, `shares` those.
    """

    condition: float
    direction: np.ndarray
    agreement: float
    rows: np.ndarray
    shares: np.ndarray


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def find(dataset: Dataset, splits: int) -> Drivers:
    """Of that many splits of a dataset with more than D rows."""
    scaled = dataset.features / np.linalg.norm(dataset.features, axis=0)
    training = np.array([training_rows(split, dataset.rows, dataset.largest)[: dataset.dimension] for split in range(splits)])
    _, sigma, vt = np.linalg.svd(scaled[training])
    last = vt[:, -1]
    squares = (reference.fit(scaled[training], dataset.target[training]) @ scaled.T - dataset.target) ** 2
    np.put_along_axis(squares, training, 0.0, axis=1)
    shares = np.nan_to_num(squares / squares.sum(axis=1, keepdims=True)).mean(axis=0)
    squared_cosines, directions = np.linalg.eigh(last.T @ last / splits)
    direction = directions[:, -1] * np.sign(directions[np.argmax(np.abs(directions[:, -1])), -1])
    rows = np.argsort(shares)[::-1][:_NAMED]
    return Drivers(float(np.median(sigma[:, 0] / sigma[:, -1])), direction, float(squared_cosines[-1]), rows, shares[rows])


def facts(dataset: Dataset, sweep: Sweep) -> list[tuple[str, str]]:
    """Where the threshold is and what drives it, as names and sentences; none of a run that did not reach N = D."""
    splits, last = sweep.test.shape
    if last < dataset.dimension:
        return []
    found = find(dataset, splits)
    rows = ", ".join(f"{row + 1} ({100 * share:.1f}%)" for row, share in zip(found.rows, found.shares))
    return [
        ("where the threshold is", _peak(dataset.dimension, sweep)),
        (
            "what drives it: the smallest singular value at N = D",
            f"median {numbers.text(float(medians(sweep.sigma_min)[dataset.dimension - 1]), 3)}; condition number "
            f"{numbers.text(found.condition, 3)} with columns of one length",
        ),
        ("along which feature direction (columns of one length; largest components)", _direction(dataset, found)),
        (f"which test rows pay most: of {dataset.rows}, from 1, with their mean share of the squared error", rows),
    ]


def _direction(dataset: Dataset, found: Drivers) -> str:
    agreement = f"mean squared cosine {found.agreement:.2f}"
    if found.agreement < _AGREEING:
        return f"none in common: each split has its own ({agreement})"
    longest = np.argsort(np.abs(found.direction))[::-1][:_NAMED]
    named = [place for place in longest if abs(found.direction[place]) >= _SHOWN]
    return ", ".join(f"{dataset.columns[place]} {found.direction[place]:+.2f}" for place in named) + f" ({agreement})"


def _peak(dimension: int, sweep: Sweep) -> str:
    middles = medians(sweep.test)
    at, end = middles[dimension - 1], middles[-1]
    text = f"N = D = {dimension}: the median test error there is {numbers.text(float(at), 3)}"
    if len(middles) > dimension and np.isfinite(at) and end > 0:
        text += f", {numbers.text(float(at / end), 3)} times that at N = {len(middles)}"
    largest = int(np.argmax(np.nan_to_num(middles, nan=-np.inf)))
    return text if largest == dimension - 1 else f"{text}; the largest is {numbers.text(float(middles[largest]), 3)}, at N = {largest + 1}"
