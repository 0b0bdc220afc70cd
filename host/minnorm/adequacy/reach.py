# SPDX-License-Identifier: MIT
"""What tests run of a file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Reach:
    """Of one file: the tests that run each line of code, and which ways its conditions went, by line and column."""

    lines: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    ways: defaultdict[tuple[int, int], set[bool]] = field(default_factory=lambda: defaultdict(set))

    @property
    def left(self) -> list[int]:
        """The lines that no test runs."""
        return sorted(line for line, tests in self.lines.items() if not tests)


Reaches = Mapping[str, Reach]  # by the file's path in the tree


@dataclass(frozen=True)
class Share:
    """So many of all."""

    reached: int
    all: int

    def __str__(self) -> str:
        return f"{self.reached:,} of {self.all:,}, {self.percent:.1f}%" if self.all else "–"

    @property
    def percent(self) -> float:
        """100 of nothing."""
        return 100 * self.reached / self.all if self.all else 100.0


def lines(reaches: Iterable[Reach]) -> Share:
    """How many lines of code are run."""
    tests = [tests for reach in reaches for tests in reach.lines.values()]
    return Share(sum(map(bool, tests)), len(tests))


def branches(reaches: Iterable[Reach]) -> Share:
    """How many of the two ways of each condition are gone."""
    ways = [len(ways) for reach in reaches for ways in reach.ways.values()]
    return Share(sum(ways), 2 * len(ways))


def room(path: str) -> str:
    """The part of the tree in whose row a file is counted, such as lib/internal, firmware/link or host/runs."""
    folders = [part for part in Path(path).parent.parts if part not in ("include", "minnorm")]
    return "/".join(folders[:2])
