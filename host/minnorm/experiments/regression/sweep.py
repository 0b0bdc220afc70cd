# SPDX-License-Identifier: MIT
"""One dataset's finished fits as arrays, splits × n."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from minnorm.link.table import Table

REFINED = ("converged", "unfinished")  # what a refinement comes to that has errors


@dataclass(frozen=True)
class Sweep:
    """Columns of the board's records, splits × n (× cutoffs or modes); entry [s, i] is split s, n = i + 1.

    Reals of fits that did not succeed are NaN, and so is a real that is not finite. `cutoffs`, `modes` and `ridges` are what the
    last axis of those columns goes over. `residual_test` is the variance term's mean square, `residual_free_test` the bias term's.
    `refinements` counts the good fits by what came of their refinement.
    """

    is_good: np.ndarray
    sigma_min: np.ndarray
    train: np.ndarray
    test: np.ndarray
    cutoff_test: np.ndarray
    mode_test: np.ndarray
    residual_free_train: np.ndarray
    residual_free_test: np.ndarray
    residual_test: np.ndarray
    norm: np.ndarray
    ridge_test: np.ndarray
    refined_train: np.ndarray
    refined_test: np.ndarray
    refinements: Mapping[str, int]
    cutoffs: np.ndarray
    modes: np.ndarray
    ridges: np.ndarray


def of(records: Table) -> Sweep:
    """The arrays of a finished table."""
    splits = len(np.unique(records["repeat"]))
    status = records["status"] == records.number("status", "ok")

    refinement = records["refinement"]
    is_refined = status & np.isin(refinement, [records.number("refinement", name) for name in REFINED])

    def column(name: str, known: np.ndarray = status) -> np.ndarray:
        values = records[name]
        good = known.reshape(known.shape + (1,) * (values.ndim - 1)) & np.isfinite(values)
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
        residual_test=column("residual_test"),
        norm=column("norm"),
        ridge_test=column("ridge_test"),
        refined_train=column("refined_train", is_refined),
        refined_test=column("refined_test", is_refined),
        refinements={name: int(np.sum(status & (refinement == at))) for at, name in enumerate(records.labels["refinement"])},
        cutoffs=records.parameters("cutoffs"),
        modes=records.parameters("modes").astype(int),
        ridges=records.parameters("ridges"),
    )


def _by_split(values: np.ndarray, splits: int) -> np.ndarray:
    return values.reshape(splits, -1, *values.shape[1:])
