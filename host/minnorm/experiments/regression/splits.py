# SPDX-License-Identifier: MIT
"""Which rows a split trains on: NumPy's legacy permutation, as the paper's own code draws it."""

import numpy as np

LARGEST_TRAINING_SET = 39


def order(split: int, rows: int) -> np.ndarray:
    """The permutation p of 0 … rows−1 of that split: the training set of size N is its last N entries."""
    return np.random.RandomState(split).permutation(rows)


def largest(rows: int, most: int = LARGEST_TRAINING_SET) -> int:
    """The largest training set, of at most `most` rows, of a dataset of that many rows: at least one row stays for the test."""
    return min(most, rows - 1)


def training_rows(split: int, rows: int, last: int = LARGEST_TRAINING_SET) -> np.ndarray:
    """The first `last` row indices in the order a board is sent them: its training set of size n is the first n."""
    return order(split, rows)[::-1][: largest(rows, last)]


def probe_row(split: int, rows: int) -> int:
    """The test row whose factors of equation 1 are recorded: the one that enters a training set last."""
    return int(order(split, rows)[0])
