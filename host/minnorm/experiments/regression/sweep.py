# SPDX-License-Identifier: MIT
"""One dataset's finished fits as arrays, splits × n."""

from dataclasses import dataclass

import numpy as np
from minnorm.link.table import Table


@dataclass(frozen=True)
class Sweep:
    """Columns of the board's records, splits × n (× cutoffs or modes); entry [s, i] is split s, n = i + 1.

    Reals of fits that did not succeed are NaN, and so is a real that is not finite. `cutoffs` and `modes` are what the last axis
    of the ablations' columns goes over.
    """

    is_good: np.ndarray
    sigma_min: np.ndarray
    train: np.ndarray
    test: np.ndarray
    cutoff_test: np.ndarray
    mode_test: np.ndarray
    residual_free_train: np.ndarray
    residual_free_test: np.ndarray
    cutoffs: np.ndarray
    modes: np.ndarray


def of(records: Table) -> Sweep:
    """The arrays of a finished table."""
    splits = len(np.unique(records["repeat"]))
    status = records["status"] == records.number("status", "ok")

    def column(name: str) -> np.ndarray:
        values = records[name]
        good = status.reshape(status.shape + (1,) * (values.ndim - 1)) & np.isfinite(values)
        return _by_split(np.where(good, values, np.nan), splits)

    return Sweep(
        is_good=_by_split(status, splits),
        sigma_min=column("sigma_min"),
        train=column("train"),
        test=column("test"),
        cutoff_test=column("cutoff_test"),
        mode_test=column("mode_test"),
        residual_free_train=column("residual_free_train"),
        residual_free_test=column("residual_free_test"),
        cutoffs=records.parameters("cutoffs"),
        modes=records.parameters("modes").astype(int),
    )


def _by_split(values: np.ndarray, splits: int) -> np.ndarray:
    return values.reshape(splits, -1, *values.shape[1:])
