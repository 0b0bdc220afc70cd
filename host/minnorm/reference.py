# SPDX-License-Identifier: MIT
"""The unablated sweep in float64 by NumPy (LAPACK): what a board's curve is measured against.

NumPy rather than the desktop firmware in double: it shares no line with the code under test, and it sums the test error over
the test rows themselves, so that it also checks the triangle that stands for them on a board.
"""

import numpy as np

from minnorm.datasets import Dataset
from minnorm.splits import training_rows


def test_errors(dataset: Dataset, splits: int, last: int) -> np.ndarray:
    """Test mean squared error of the minimum-norm fit, splits × last; column i is for N = i + 1."""
    orders = np.array([training_rows(split, dataset.rows)[:last] for split in range(splits)])
    return np.column_stack([_errors(dataset, orders[:, :n]) for n in range(1, last + 1)])


@np.errstate(over="ignore")  # an error beyond float64 is infinite
def _errors(dataset: Dataset, training: np.ndarray) -> np.ndarray:
    """One error per row of `training`, which holds the indices of a training set."""
    features, target = dataset.features, dataset.target
    u, sigma, vt = np.linalg.svd(features[training], full_matrices=False)
    inverse = np.divide(1.0, sigma, out=np.zeros_like(sigma), where=sigma > 0)
    projected = np.einsum("sij,si->sj", u, target[training])
    beta = np.einsum("sji,sj->si", vt, inverse * projected)
    squares = (beta @ features.T - target) ** 2
    np.put_along_axis(squares, training, 0.0, axis=1)
    return squares.sum(axis=1) / (dataset.rows - training.shape[1])


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def median_difference(measured: np.ndarray, reference: np.ndarray) -> float:
    """Median over N of the relative difference between the two means over splits. Arrays are splits × N.

    An N at which a fit has no result (NaN) is left out; the median of none is NaN.
    """
    expected = reference.mean(axis=0)
    differences = np.abs(measured.mean(axis=0) - expected) / np.abs(expected)
    known = differences[np.isfinite(differences)]
    return float(np.median(known)) if known.size else np.nan
