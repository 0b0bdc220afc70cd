# SPDX-License-Identifier: MIT
"""A small change of one file that its tests ought to notice."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

# Each operator, and what stands in its place.
SWAPS = {"+": "-", "-": "+", "+=": "-=", "-=": "+=", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}


@dataclass(frozen=True)
class Mutant:
    """`text` of the file from `start` to `end` replaced by `after`; an empty one is a deleted statement."""

    file: str
    text: str
    start: int
    end: int
    after: str

    @property
    def line(self) -> int:
        """The number of the line in which it begins."""
        return self.text.count("\n", 0, self.start) + 1

    @property
    def code(self) -> str:
        """That line."""
        return self.text.splitlines()[self.line - 1].strip()

    @property
    def becomes(self) -> str:
        """What the line is in the mutant; empty where it was a statement."""
        return self.mutated.splitlines()[self.line - 1].strip() if self.after.strip(";") not in ("", "pass") else ""

    @property
    def mutated(self) -> str:
        """The text of the file with it."""
        return self.text[: self.start] + self.after + self.text[self.end :]

    @property
    def key(self) -> str:
        """The same for the same change of the same text."""
        return hashlib.sha256(f"{self.file}\0{self.start}\0{self.mutated}".encode()).hexdigest()[:20]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}  →  {self.becomes or '(deleted)'}"


Mutate = Callable[[str, str, Collection[int]], Iterator[Mutant]]  # of a file, its text and the lines that may change
