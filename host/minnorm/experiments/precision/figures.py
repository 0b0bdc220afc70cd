# SPDX-License-Identifier: MIT
"""Figures of the precision study."""

from collections.abc import Sequence

from minnorm.experiments.precision.study import Study
from minnorm.report.figure import Figure


def figures(study: Study) -> Sequence[Figure]:
    """All of them."""
    return []
