# SPDX-License-Identifier: MIT
"""What comes of a finished run, for people: numbers, figures, and lines on the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from minnorm.report.values import Value


@dataclass(frozen=True)
class Group:
    """Figures of merit that belong together, and further facts as name and text."""

    name: str
    values: Sequence[Value]
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Outcome:
    """`captions` are the figures' files and what they show; `note` says how to read them."""

    title: str
    groups: Sequence[Group]
    lines: Sequence[str]
    captions: Sequence[tuple[str, str]]
    note: str


@dataclass(frozen=True)
class Finished:
    """A run that is over, in `folder`. `board` is its title, `runs` are the run.json of the board and then of the desktop.

    `outcome` is None for a shard; `is_identical` where there was nothing to compare with. `verdicts` are sentences about the run as
    a whole: the first says whether it is identical. `lines` are for the terminal.
    """

    folder: Path
    board: str
    runs: Sequence[dict]
    outcome: Outcome | None
    verdicts: Sequence[str]
    is_identical: bool | None
    lines: Sequence[str]
