# SPDX-License-Identifier: MIT
"""How much a line damages, and how long frames are to be on it."""

import math
from dataclasses import dataclass

_MEMORY_BYTES = 16384.0  # what came over the line before counts e times less after so many


def _before_first(faults: float) -> float:
    """The share of a damaged frame before its first fault, on average, if a frame has so many of them."""
    return 1 / faults + math.exp(-faults) / math.expm1(-faults) if faults > 1e-3 else 0.5


@dataclass
class Loss:
    """One way of a line: `faults` of late in `carried` bytes."""

    carried: float = 0.0
    faults: float = 0.0

    def note(self, whole: float, damaged: float, faults: float) -> None:
        """So many bytes of frames that came whole, and of `faults` that did not.

        A damaged frame says nothing of the bytes behind its first fault, which is in its middle on average where faults are few.
        """
        size = whole + damaged * _before_first(self.rate * damaged / faults if faults else 0.0)
        kept = math.exp(-size / _MEMORY_BYTES)
        self.carried = self.carried * kept + size
        self.faults = self.faults * kept + faults

    def note_any(self, size: int, copies: int, *, came: bool) -> None:
        """So many copies of a frame of `size` bytes, of which at least one came whole, or none."""
        one = self.whole(size)
        came_whole = copies * one / (1.0 - (1.0 - one) ** copies) if came else 0.0
        lost = copies - came_whole
        self.note(came_whole * size, lost * size, lost)

    def whole(self, size: int) -> float:
        """The share of frames of that many bytes that comes whole."""
        return max(math.exp(-self.rate * size), 1e-9)

    @property
    def is_seen(self) -> bool:
        """Whether anything was damaged of late."""
        return self.faults >= 0.5

    @property
    def rate(self) -> float:
        """The share of bytes with a fault, 0 to 1."""
        return min(1.0, self.faults / self.carried) if self.carried else float(self.faults > 0)

    def longest(self, overhead: int, most: int, *, alone: bool) -> int:
        """The bytes of a frame, its overhead among them and `most` at most, with which the values in it take the least time.

        Of L bytes a frame carries L − h and comes whole with exp(−pL). What is sent in a stream of frames takes the time of its
        bytes, and (L − h) exp(−pL) / L is largest for L² − hL = h/p. A frame `alone`, which the next one waits for, takes a time
        that hardly depends on L, and (L − h) exp(−pL) is largest for L − h = 1/p.
        """
        if not self.is_seen:
            return most
        best = overhead + 1 / self.rate if alone else overhead / 2 + math.sqrt(overhead**2 / 4 + overhead / self.rate)
        return min(most, round(best))

    def __str__(self) -> str:
        return f"{100 * self.rate:.2g}%"
