# SPDX-License-Identifier: MIT
"""The precision study in words and numbers."""

from collections.abc import Sequence

from minnorm.experiments.precision.study import Study
from minnorm.report.outcome import Group


def lines(study: Study) -> list[str]:
    """For the terminal."""
    return []


def groups(study: Study) -> Sequence[Group]:
    """The numbers of each dataset."""
    return []
