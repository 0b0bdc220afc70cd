# SPDX-License-Identifier: MIT
"""What drives a dataset's peak at N = D, in words: the smallest singular value, its direction, and the test rows that lie along it.

In float64, by NumPy, from the data: these are the dataset's facts, whatever computes the fit.
"""

from dataclasses import dataclass

import numpy as np
from minnorm.experiments.regression.datasets import Dataset
from minnorm.experiments.regression.splits import training_rows
from minnorm.experiments.regression.sweep import Sweep
from minnorm.report import numbers

_NAMED = 3  # features and rows
_SHOWN = 0.1  # components of a unit vector that are smaller are left out


@dataclass(frozen=True)
class Drivers:
    """At N = D, over the splits: `sigma` is the median smallest singular value, `direction` (D) the unit vector that its right
    singular vectors have most in common, `rows` the test rows with the largest mean share of the squared error, `shares` those.
    """

    sigma: float
    direction: np.ndarray
    rows: np.ndarray
    shares: np.ndarray


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def find(dataset: Dataset, splits: int) -> Drivers:
    """Of that many splits of a dataset with more than D rows."""
    sigmas = []
    common = np.zeros((dataset.dimension, dataset.dimension))
    shares = np.zeros(dataset.rows)
    for split in range(splits):
        training = training_rows(split, dataset.rows)[: dataset.dimension]
        u, sigma, vt = np.linalg.svd(dataset.features[training])
        sigmas.append(sigma[-1])
        common += np.outer(vt[-1], vt[-1])
        beta = vt.T @ np.divide(u.T @ dataset.target[training], sigma, out=np.zeros_like(sigma), where=sigma > 0)
        squares = (dataset.features @ beta - dataset.target) ** 2
        squares[training] = 0.0
        shares += np.nan_to_num(squares / squares.sum()) / splits
    direction = np.linalg.eigh(common)[1][:, -1]
    rows = np.argsort(shares)[::-1][:_NAMED]
    return Drivers(float(np.median(sigmas)), direction, rows, shares[rows])


def facts(dataset: Dataset, sweep: Sweep) -> list[tuple[str, str]]:
    """Where the threshold is and what drives it, as names and sentences; none of a run that did not reach N = D."""
    splits, last = sweep.test.shape
    if last < dataset.dimension:
        return []
    found = find(dataset, splits)
    whole, longest = float(np.linalg.norm(dataset.features, 2)), np.argsort(np.abs(found.direction))[::-1]
    named = [place for place in longest[:_NAMED] if abs(found.direction[place]) >= _SHOWN]
    parts = ", ".join(f"{dataset.columns[place]} {found.direction[place]:+.2f}" for place in named)
    rows = ", ".join(f"{row + 1} ({100 * share:.1f}%)" for row, share in zip(found.rows, found.shares))
    return [
        ("where the threshold is", _peak(dataset.dimension, sweep)),
        (
            "what drives it: the smallest singular value at N = D",
            f"median {numbers.text(found.sigma, 3)}; the largest of all rows is {numbers.text(whole, 3)}",
        ),
        ("along which feature direction (unit vector, largest components)", parts),
        (f"which test rows: of {dataset.rows}, from 1, those with the largest share of the squared error", rows),
    ]


def _peak(dimension: int, sweep: Sweep) -> str:
    middles = [np.median(column[np.isfinite(column)]) if np.isfinite(column).any() else np.nan for column in sweep.test.T]
    at, end = middles[dimension - 1], middles[-1]
    text = f"N = D = {dimension}: the median test error there is {numbers.text(float(at), 3)}"
    if len(middles) == dimension or not np.isfinite(at) or not end > 0:
        return text
    return f"{text}, {numbers.text(float(at / end), 3)} times that at N = {len(middles)}"
