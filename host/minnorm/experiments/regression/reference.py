# SPDX-License-Identifier: MIT
"""The unablated sweep in float64 by NumPy (LAPACK): what a board's curve is measured against.

NumPy rather than the desktop firmware in double: it shares no line with the code under test, and test_errors() sums over the
test rows themselves, so that it also checks the triangle that stands for them on a board.
"""

import numpy as np
from minnorm.experiments.regression.datasets import Dataset
from minnorm.experiments.regression.problem import Problem
from minnorm.experiments.regression.splits import training_rows


def test_errors(dataset: Dataset, splits: int, last: int) -> np.ndarray:
    """Test mean squared error of the minimum-norm fit, splits × last; column i is for N = i + 1."""
    orders = _orders(dataset, splits, last)
    return np.column_stack([_errors(dataset, orders[:, :n]) for n in range(1, last + 1)])


def sent_errors(problem: Problem, splits: int, last: int, scalar: str) -> np.ndarray:
    """The same of what a board is sent, which is rounded to its scalar: the training rows, and the triangle for all rows."""
    dataset = problem.dataset
    size = dataset.dimension + 1
    triangle = np.zeros((size, size))
    triangle[np.triu_indices(size)] = _rounded(problem.triangle, scalar)
    rows = _rounded(np.column_stack([dataset.features, dataset.target]), scalar)[_orders(dataset, splits, last)]
    errors = [_sent_errors(triangle, rows[:, :n]) / (dataset.rows - n) for n in range(1, last + 1)]
    return np.column_stack(errors)


def _orders(dataset: Dataset, splits: int, last: int) -> np.ndarray:
    return np.array([training_rows(split, dataset.rows, last) for split in range(splits)])


def _rounded(values: np.ndarray, scalar: str) -> np.ndarray:
    return values.astype(np.float32 if scalar == "float" else np.float64).astype(np.float64)


@np.errstate(over="ignore")  # an error beyond float64 is infinite
def _errors(dataset: Dataset, training: np.ndarray) -> np.ndarray:
    """One error per row of `training`, which holds the indices of a training set."""
    features, target = dataset.features, dataset.target
    beta = fit(features[training], target[training])
    squares = (beta @ features.T - target) ** 2
    np.put_along_axis(squares, training, 0.0, axis=1)
    return squares.sum(axis=1) / (dataset.rows - training.shape[1])


@np.errstate(over="ignore", invalid="ignore")
def _sent_errors(triangle: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """One sum of squares over the test rows per training set; `rows` is sets × N × (D + 1)."""
    beta = fit(rows[..., :-1], rows[..., -1])
    weights = np.column_stack([beta, np.full(len(beta), -1.0)])
    return ((weights @ triangle.T) ** 2).sum(axis=1) - (np.einsum("sij,sj->si", rows, weights) ** 2).sum(axis=1)


def fit(features: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The minimum-norm solutions, sets × D, of sets × N × D features and sets × N targets.

    By QR of the features, with columns of one length if N ≥ D, and else of their transpose, the longest feature first, which keeps
    columns in units far apart right where an SVD, right to ε times the largest singular value, does not (Cox & Higham, BIT 38 (1998)). Features
    without full rank, whose QR has a zero on its diagonal, are left to the SVD.
    """
    rows, columns = features.shape[1:]
    if rows >= columns:
        lengths = np.exp2(np.round(np.log2(np.maximum(np.linalg.norm(features, axis=1), np.finfo(float).tiny))))
        q, r = np.linalg.qr(features / lengths[:, None, :])
        right, unscaled = np.einsum("snd,sn->sd", q, target), 1 / lengths
    else:
        order = np.argsort(-np.linalg.norm(features, axis=(0, 1)))
        q, r = np.linalg.qr(features[:, :, order].transpose(0, 2, 1))
    if not np.diagonal(r, axis1=1, axis2=2).all():
        return _by_svd(features, target)
    if rows >= columns:
        return np.linalg.solve(r, right[..., None])[..., 0] * unscaled
    solution = np.empty(features.shape[::2])
    solution[:, order] = np.einsum("sdn,sn->sd", q, np.linalg.solve(r.transpose(0, 2, 1), target[..., None])[..., 0])
    return solution


def _by_svd(features: np.ndarray, target: np.ndarray) -> np.ndarray:
    u, sigma, vt = np.linalg.svd(features, full_matrices=False)
    inverse = np.divide(1.0, sigma, out=np.zeros_like(sigma), where=sigma > 0)
    projected = np.einsum("sij,si->sj", u, target)
    return np.einsum("sji,sj->si", vt, inverse * projected)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def median_difference(measured: np.ndarray, reference: np.ndarray) -> float:
    """Median over N of the relative difference between the two means over splits. Arrays are splits × N.

    An N at which a fit has no result (NaN) is left out; the median of none is NaN.
    """
    expected = reference.mean(axis=0)
    differences = np.abs(measured.mean(axis=0) - expected) / np.abs(expected)
    known = differences[np.isfinite(differences)]
    return float(np.median(known)) if known.size else np.nan
