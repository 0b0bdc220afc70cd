# SPDX-License-Identifier: MIT
"""The precision study's tables as figures and words have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from minnorm.experiments.regression.datasets import Dataset

GAUSSIAN = "gaussian"  # in the column `dataset`: independent draws of N = D standard normal rows, `split` is the draw
GAUSSIAN_DIMENSION = 20
EXACT = "float64"  # in the column `input`: the data as they are

TEXTS = ("dataset", "solver", "scalar", "input", "scaling", "status")  # columns of text; all others are float64, empty ones NaN

RECORDS = (
    "dataset", "split", "n", "solver", "scalar", "input", "scaling", "status", "rank", "kappa", "kappa_scaled", "sigma_min",
    "beta_norm", "residual_norm", "beta_error", "beta_error_rounded", "beta_ulps", "test_mse", "test_error", "test_error_rounded",
    "iterations", "cycles", "instructions",
)  # fmt: skip
INPUTS = (
    "dataset", "split", "n", "input", "scaling", "kappa", "kappa_scaled", "sigma_min", "beta_norm", "test_mse", "beta_error",
    "test_error",
)  # fmt: skip


@dataclass(frozen=True)
class Study:
    """`records` are the board's solutions, `inputs` the exact solutions of the data as rounded, by column: RECORDS and INPUTS.

    `datasets` are those with rows, without the Gaussian draws, of which there are `draws`. `splits` are as many as a dataset has at
    most: some cases have fewer. `board` is the board's title.
    """

    records: Mapping[str, np.ndarray]
    inputs: Mapping[str, np.ndarray]
    datasets: Sequence[Dataset]
    splits: int
    draws: int
    board: str
    is_emulated: bool
