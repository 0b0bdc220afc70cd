# SPDX-License-Identifier: MIT
"""What comes of a finished run, for people: numbers, figures, and lines on the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minnorm.report.figure import Figure
from minnorm.report.values import Value


@dataclass(frozen=True)
class Group:
    """Figures of merit that belong together, and further facts as name and text."""

    name: str
    values: Sequence[Value]
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Outcome:
    """`figures` are drawn from `data`; `note` says how to read them. `files` are further ones by name.

    `where` heads the measured values; the board and its scalar unless it is said.
    """

    title: str
    groups: Sequence[Group]
    lines: Sequence[str]
    figures: Sequence[Figure]
    data: object
    note: str
    files: Mapping[str, str] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True)
class Finished:
    """A run that is over, in `folder`. `board` is its title, `runs` are what run.json says of the board and of the desktop.

    `outcome` is None for a shard; `is_identical` where there was nothing to compare with. `verdicts` are sentences about the run as
    a whole: the first says whether it is identical. `lines` are for the terminal.
    """

    folder: Path
    board: str
    runs: Sequence[Any]
    outcome: Outcome | None
    verdicts: Sequence[str]
    is_identical: bool | None
    lines: Sequence[str]
