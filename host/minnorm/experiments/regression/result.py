# SPDX-License-Identifier: MIT
"""One dataset's finished sweep, as the figures need it."""

from dataclasses import dataclass

import numpy as np
from minnorm.experiments import sheets
from minnorm.experiments.regression.datasets import Dataset
from minnorm.experiments.regression.problem import Problem
from minnorm.experiments.regression.rounding import Parts
from minnorm.experiments.regression.sweep import Sweep
from minnorm.link.table import Table

_TITLES = {"synthetic": "Synthetic", "diabetes": "Diabetes", "california": "California housing", "who": "WHO life expectancy"}


@dataclass(frozen=True)
class Result:
    """`factors` is the board's table of equation 1.

    `parts` is None where the board's input was not rounded, in double.
    """

    problem: Problem
    sweep: Sweep
    factors: Table
    scalar: str
    parts: Parts | None = None

    @property
    def title(self) -> str:
        """The dataset for people."""
        return title(self.problem.dataset)

    @property
    def epsilon(self) -> float:
        """The spacing of the scalar's numbers at 1."""
        return float(np.finfo(sheets.REAL[self.scalar]).eps)

    @property
    def rounding(self) -> float:
        """The error that rounding alone leaves where the exact one is 0. Errors below it are drawn at it: no logarithm of 0."""
        return float(self.epsilon**2 * np.mean(self.problem.dataset.target**2))

    @property
    def least_error(self) -> float:
        """Mean squared residual of β*, over all rows."""
        dataset = self.problem.dataset
        return float(np.mean((dataset.features @ self.problem.beta - dataset.target) ** 2))

    @property
    def ratio(self) -> np.ndarray:
        """D/N for N = 1, 2, …"""
        return self.problem.dataset.dimension / np.arange(1, self.sweep.test.shape[1] + 1)


def title(dataset: Dataset) -> str:
    """A dataset for people."""
    name = dataset.name if dataset.is_own else _TITLES.get(dataset.name, dataset.name)
    prepared = dataset.preparation
    words = [name, *(["standardized"] if prepared.standardize else []), *(["with intercept"] if prepared.intercept else [])]
    return f"{', '.join(words)} (D = {dataset.dimension})"
