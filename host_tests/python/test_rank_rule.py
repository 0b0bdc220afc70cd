# SPDX-License-Identifier: MIT
"""What docs/DESIGN.md says of minnorm::ColumnUnits on the papers' data: in float64, the rule's formula alone."""

import numpy as np
import pytest
from minnorm.experiments.regression import datasets
from minnorm.experiments.regression.splits import training_rows

EPSILON = float(np.finfo(np.float32).eps)


def margins(dataset: datasets.Dataset, n: int, splits: int = 50) -> tuple[float, float]:
    """Over splits of n rows: the least σ(r)/(τ·Σ‖a(j)‖·|v(j, r)|) and the least σ(r)/(τ·σ(0)), τ = min(n, D)·ε."""
    least = []
    for split in range(splits):
        rows = dataset.features[training_rows(split, dataset.rows)[:n]].astype(np.float32).astype(float)
        _, sigma, vt = np.linalg.svd(rows, full_matrices=False)
        moved = np.abs(vt) @ (sigma @ np.abs(vt))
        least.append((np.min(sigma / moved), sigma[-1] / sigma[0]))
    tau = min(n, dataset.dimension) * EPSILON
    by_units, by_largest = np.min(least, axis=0) / tau
    return float(by_units), float(by_largest)


@pytest.mark.parametrize("name", ["diabetes", "synthetic", "california", "who"])
def test_the_papers_data_determine_every_mode_at_the_threshold(name, request):
    own = name in ("california", "who")
    dataset = datasets.load(name, data_dir=request.getfixturevalue("shared_data") if own else None)
    for n in (dataset.dimension // 2, dataset.dimension, 39):
        assert margins(dataset, n)[0] > 3
    if name == "who":
        assert margins(dataset, dataset.dimension)[1] < 1e-2  # Eigen's rule drops what the data determine
