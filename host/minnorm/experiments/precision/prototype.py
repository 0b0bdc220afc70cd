# SPDX-License-Identifier: MIT
"""What a program that shares no code with this project's found: float32 on a desktop, 50 splits, N = D unless another N is named."""

from minnorm.experiments.precision.study import Study

SPLITS = 50

# By dataset and solver: the median over splits of the relative error of the test error.
MEDIANS = {
    "california": {"jacobi": 4e-6, "qr": 6.5e-6, "eigen-jacobi": 7e-4, "cholesky": 2.8e-3},
    "diabetes": {"jacobi": 1.5e-6, "qr": 2e-6, "eigen-jacobi": 4e-6, "cholesky": 3e-4},
    "synthetic": {"jacobi": 1e-6, "qr": 8e-7, "eigen-jacobi": 3e-6, "cholesky": 5e-5},
    "who": {"jacobi": 2e-5, "qr": 2e-5, "eigen-jacobi": 8.0, "cholesky": 2e-2},
}
# The share of splits whose test error is within 1%.
SHARES = {
    "california": {"cholesky": 0.72, "jacobi-default": 0.92},
    "diabetes": {"cholesky": 0.88, "jacobi-default": 1.0},
    "synthetic": {"cholesky": 0.96, "jacobi-default": 1.0},
    "who": {"cholesky": 0.38, "jacobi-default": 0.0},
}
DROPPING = {"who": 1.0}  # the share of splits in which the default threshold drops a mode
BINARY16 = {
    "california": 0.013,
    "diabetes": 0.004,
    "synthetic": 0.002,
    "who": 0.018,
}  # median relative change by data of 11 bits
# Below the threshold, by dataset and N: medians, and the share of splits in which Cholesky has no solution.
BELOW = {"who": {8: {"jacobi": 2e-6, "qr": 2e-3}, 16: {"jacobi": 7e-6, "qr": 7e-3}}}
FAILING = {"who": {8: 48 / 50, 16: 50 / 50}}


def has(study: Study, dataset: str) -> bool:
    """Whether the prototype was run on that dataset's splits."""
    return (
        dataset in MEDIANS and study.splits == SPLITS and not any(one.is_own for one in study.datasets if one.name == dataset)
    )
