# SPDX-License-Identifier: MIT
"""What is done to the rows before they are fitted, and undone after. A solution of the scaled rows is one of the rows as they are,
but of standardized ones below the threshold, where the shortest solution depends on the units."""

from dataclasses import dataclass

import numpy as np

RAW, COLUMNS, ROWS, STANDARDIZED = SCALINGS = ("raw", "columns", "rows", "standardized")


@dataclass(frozen=True)
class Scaled:
    """`sent` are splits × rows × (D+1), the target last. `columns`, splits × D, and `rows`, splits × rows, are the powers of two that
    the matrix was multiplied with."""

    sent: np.ndarray
    columns: np.ndarray
    rows: np.ndarray


def is_for(scaling: str, n: int, dimension: int) -> bool:
    """Whether the scaling leaves the solution of n rows what it is, or is meant not to."""
    return {COLUMNS: n >= dimension, ROWS: n < dimension}.get(scaling, True)


def scale(rows: np.ndarray, scaling: str) -> Scaled:
    """Splits × rows × (D+1), standardized before if at all; exact, for the factors are powers of two.

    Columns, or rows, are brought to a length near 1. There is one scaling for a split, whatever number of its first rows is
    fitted, for a board has the rows once: columns have their length over all of them, and rows have their own.
    """
    features = rows[..., :-1]
    columns, by_row = np.ones((len(rows), features.shape[-1])), np.ones(rows.shape[:-1])
    if scaling == COLUMNS:
        columns = _to_unit(np.linalg.norm(features, axis=-2))
    elif scaling == ROWS:
        by_row = _to_unit(np.linalg.norm(features, axis=-1))
    sent = rows * by_row[..., None]
    sent[..., :-1] *= columns[:, None, :]
    return Scaled(sent, columns, by_row)


def _to_unit(lengths: np.ndarray) -> np.ndarray:
    """The power of two that is nearest to each one's inverse; 1 for 0."""
    known = lengths > 0
    return np.exp2(-np.rint(np.log2(np.where(known, lengths, 1.0))))
