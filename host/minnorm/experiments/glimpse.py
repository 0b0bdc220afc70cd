# SPDX-License-Identifier: MIT
"""What is seen of an experiment while it is computed."""

from collections.abc import Sequence
from typing import NamedTuple

from minnorm.report.figure import Figure


class Glimpse(NamedTuple):
    """Figures, the main one first, and what they are drawn from."""

    figures: Sequence[Figure]
    data: object


class Detail(NamedTuple):
    """What stands behind a point: a table, and a figure of it drawn from `data`."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    figure: Figure
    data: object
