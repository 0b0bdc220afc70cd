# SPDX-License-Identifier: MIT
"""What figures 1 to 5 of Schaeffer et al. are in float64, by their protocol. They print no numbers: these were computed for this
project, with NumPy, over their 50 splits."""

from typing import NamedTuple

SPLITS = 50


class Protocol(NamedTuple):
    """One dataset's values. Errors are mean squared errors in the target's unit squared."""

    mean_test: float  # at N = D
    median_test: float  # at N = D
    mean_train: float  # at N = D + 1
    mean_sigma_min: float  # at N = D; figure 5 has its lowest point there
    mean_test_cutoff_1: float  # at N = D, singular values below 1 left out
    mean_test_1: float | None = None  # at N = 1
    mean_test_modes: tuple[float, ...] = ()  # at N = D, test rows on the leading 1, 2, … modes


VALUES = {
    "synthetic": Protocol(158_741, 1_005, 0.814, 0.148, 43),
    "california": Protocol(
        21_563, 282, 0.0407, 0.0441, 37, mean_test_modes=(3.7, 1.9, 2.6, 2.7, 5.9, 41, 237, 21_563)
    ),
    "diabetes": Protocol(5.98e7, 5.1e5, 2_327, 0.00264, 29_078),
    "who": Protocol(2.19e6, 6.2e4, 1.58, 0.109, 55_337, mean_test_1=4.46e10),
}
