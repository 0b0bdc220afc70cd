# SPDX-License-Identifier: MIT
"""Medians and quantiles over splits of what has a result."""

import numpy as np


def spread(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Median over splits (axis 0), and the 5% and the 95% quantile; NaN where nothing is finite. What is not is left out."""
    known = [column[np.isfinite(column)] for column in values.T]
    quantiles = [np.percentile(column, [50, 5, 95]) if column.size else np.full(3, np.nan) for column in known]
    middle, low, high = np.reshape(quantiles, (-1, 3)).T
    return middle, low, high


def medians(values: np.ndarray) -> np.ndarray:
    """Median over splits (axis 0) of what is finite; NaN where nothing is."""
    return spread(values)[0]
