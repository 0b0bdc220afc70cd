# SPDX-License-Identifier: MIT
"""Where rows come from: a dataset, or Gaussian draws."""

import hashlib
import os
from functools import cached_property
from typing import Any

import numpy as np
from minnorm.experiments.precision.study import GAUSSIAN, GAUSSIAN_DIMENSION
from minnorm.experiments.regression import splits
from minnorm.experiments.regression.datasets import Dataset


class Source:
    """Training rows of any split, and what test errors are taken over."""

    name: str
    rows: int
    dimension: int
    is_finite = True  # its rows are all that there are

    @property
    def where(self) -> str:
        """What asks for it again: its name, or its file."""
        return self.name

    @property
    def largest(self) -> int:
        """The largest training set."""
        return splits.largest(self.rows)

    @property
    def deviations(self) -> np.ndarray:
        """The standard deviation of each feature."""
        raise NotImplementedError

    @property
    def lengths(self) -> np.ndarray:
        """The root mean square of each feature."""
        raise NotImplementedError

    def training(self, split: int) -> np.ndarray:
        """The rows of its largest training set, the target last; a training set of size n is the first n."""
        raise NotImplementedError

    def ranges(self, split: int) -> np.ndarray:
        """Each column's least and greatest value."""
        raise NotImplementedError

    def held(self, split: int) -> tuple[np.ndarray, int]:
        """What is in no training set: R of [X y] = QR, and how many rows that stands for."""
        raise NotImplementedError

    def entry(self, draws: int) -> dict[str, Any]:
        """What run.json says of it."""
        raise NotImplementedError


class Tabular(Source):
    """A dataset. What is in no training set of a split is all but its first 39 rows."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.name, self.rows, self.dimension = dataset.name, dataset.rows, dataset.dimension
        self._table = np.column_stack([dataset.features, dataset.target])
        self._ranges = np.stack([self._table.min(axis=0), self._table.max(axis=0)])

    @property
    def where(self) -> str:
        return os.path.abspath(self.dataset.source) if self.dataset.is_own else self.name

    @cached_property
    def deviations(self) -> np.ndarray:
        return self.dataset.features.std(axis=0)

    @cached_property
    def lengths(self) -> np.ndarray:
        return np.sqrt(np.mean(self.dataset.features**2, axis=0))

    def training(self, split: int) -> np.ndarray:
        return self._table[splits.training_rows(split, self.rows)]

    def ranges(self, split: int) -> np.ndarray:
        return self._ranges

    def held(self, split: int) -> tuple[np.ndarray, int]:
        rows = self._table[splits.order(split, self.rows)[: self.rows - self.largest]]
        triangle = np.zeros((self.dimension + 1,) * 2)
        found = np.linalg.qr(rows, mode="r")
        triangle[: len(found)] = found
        return triangle, len(rows)

    def entry(self, draws: int) -> dict[str, Any]:
        digest = hashlib.sha256(np.ascontiguousarray(self._table, dtype="<f8").tobytes())
        names = {"name": self.name, "rows": self.rows, "features": self.dimension, "target": self.dataset.target_name}
        return names | {"sha256": digest.hexdigest()}


class Gaussian(Source):
    """Draws of N = D rows x ~ N(0, I) with y = x·β* + e, β* ~ N(0, I/D) and e ~ N(0, 1), as the threshold's experiment has them.

    The test error is the population's, ‖β − β*‖² + 1: that of one row with R = [I β*; 0 1]. A converter's range is the draw's.
    """

    name = GAUSSIAN
    dimension = GAUSSIAN_DIMENSION
    rows = GAUSSIAN_DIMENSION + 1
    is_finite = False
    deviations = lengths = np.ones(GAUSSIAN_DIMENSION)

    def training(self, split: int) -> np.ndarray:
        features, weights, noise = self._draw(split)
        return np.column_stack([features, features @ weights + noise])

    def ranges(self, split: int) -> np.ndarray:
        rows = self.training(split)
        return np.stack([rows.min(axis=0), rows.max(axis=0)])

    def held(self, split: int) -> tuple[np.ndarray, int]:
        triangle = np.eye(self.dimension + 1)
        triangle[:-1, -1] = self._draw(split)[1]
        return triangle, 1

    def entry(self, draws: int) -> dict[str, Any]:
        return {"name": self.name, "rows": self.dimension, "features": self.dimension, "draws": draws}

    def _draw(self, split: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        d = self.dimension
        drawn = np.random.RandomState([d, split]).randn(d + 2, d)
        return drawn[:d], drawn[d] / np.sqrt(d), drawn[d + 1]
