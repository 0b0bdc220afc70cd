# SPDX-License-Identifier: MIT
"""A dataset as a board is told about it: the triangle that stands for all its rows, β*, and each split's rows."""

import hashlib
from dataclasses import dataclass

import numpy as np
from minnorm.errors import UserError
from minnorm.experiments import sheets
from minnorm.experiments.regression import splits
from minnorm.experiments.regression.datasets import Dataset


@dataclass(frozen=True)
class Problem:
    """`triangle` is the upper triangle of [R c; 0 ρ] row by row, `beta` is β*; both float64."""

    dataset: Dataset
    triangle: np.ndarray
    beta: np.ndarray

    @property
    def name(self) -> str:
        return self.dataset.name

    @property
    def modes(self) -> tuple[int, ...]:
        return self.dataset.modes

    def inputs(self, split: int, last: int) -> dict[str, np.ndarray]:
        """What firmware/experiments/regression/inputs.hpp is given for the training sets of up to `last` rows of a split."""
        data = self.dataset
        order = splits.training_rows(split, data.rows, last)
        return {
            "problem": np.concatenate([[data.rows], self.triangle, self.beta]),
            "rows": np.column_stack([data.features[order], data.target[order]]).ravel(),
            "probes": data.features[splits.probe_row(split, data.rows)],
        }

    def digest(self) -> str:
        """SHA-256 over everything a board can be sent about this dataset."""
        digest = hashlib.sha256()
        for part in (self.triangle, self.beta, self.dataset.features, self.dataset.target):
            digest.update(np.ascontiguousarray(part, dtype="<f8").tobytes())
        return digest.hexdigest()


def make(dataset: Dataset, scalar: str) -> Problem:
    """The problem of a checked dataset. Raises UserError if its numbers leave the scalar's range.

    A board sums products of up to D + 1 pairs of the triangle's and β's entries, and squares: these must stay in range too. β is
    squared, and so are errors, whose squares may be ε times the target's; of a feature it is enough that its largest entry has all its digits.
    """
    real = np.finfo(sheets.REAL[scalar])
    limit = np.sqrt(float(real.max)) / (dataset.dimension + 1)
    tiny, with_digits = float(real.tiny), float(real.tiny / real.eps)
    try:
        triangle = factor(dataset.features, dataset.target)
        beta = np.linalg.lstsq(dataset.features, dataset.target, rcond=None)[0]
        fits = bool((np.abs(np.concatenate([triangle.ravel(), beta])) <= limit).all())
        *features, target = np.abs(triangle).max(axis=0)
        fits = fits and min(features) >= with_digits and target >= np.sqrt(with_digits) and np.abs(beta).max() >= np.sqrt(tiny)
    except np.linalg.LinAlgError:
        fits = False
    if not fits:
        raise UserError(f"{dataset.source}: sums of squares over its rows leave the range of {scalar}; scale its columns.")
    return Problem(dataset, triangle[np.triu_indices(len(triangle))], beta)


def factor(features: np.ndarray, target: np.ndarray) -> np.ndarray:
    """[R c; 0 ρ], (D+1) × (D+1), of [X y] = Q [R c; 0 ρ], with no negative diagonal entry: the one such triangle."""
    triangle = np.linalg.qr(np.column_stack([features, target]), mode="r")
    signs = np.where(np.diag(triangle) < 0, -1.0, 1.0)
    return signs[:, None] * triangle
